"""The codes of deficiencies: the rules', the campaign's, and their requests."""

from __future__ import annotations

import pytest

from cases.catalogue import REQUESTS, Catalogue, DeficiencyCode
from cases.findings import Code
from tests.unit.cases.applications import plan, schema

pytestmark = pytest.mark.unit

CATALOGUE = Catalogue(schema(), plan().deficiencies)


def test_every_code_of_the_rules_has_a_request() -> None:
    assert set(REQUESTS) == set(Code)


@pytest.mark.parametrize("code", CATALOGUE.ids)
def test_a_request_is_a_whole_sentence_without_a_gap(code: str) -> None:
    text = CATALOGUE.request(code, "phone")
    assert text.endswith("。")
    assert "{" not in text
    assert CATALOGUE.name(code)
    assert code in CATALOGUE


def test_a_request_names_the_childs_field() -> None:
    assert "「児童カナ氏名2」" in CATALOGUE.request("KANA", "child_kana", 2)
    assert "「申請の内容」" in CATALOGUE.request("MISMATCH")
    assert CATALOGUE.field_of("児童カナ氏名") == "child_kana"
    assert CATALOGUE.field_of("ない項目") is None


def test_the_campaigns_words_go_before_the_rules() -> None:
    own = DeficiencyCode(id="MISSING", name="空欄", request="「{field}」が空欄です。")
    catalogue = Catalogue(schema(), [own])
    assert catalogue.request("MISSING", "phone") == "「申請者電話番号」が空欄です。"
    assert catalogue.ids == [each.value for each in Code]


def test_a_code_that_was_dropped_still_has_words() -> None:
    assert CATALOGUE.name("OLD_CODE") == "OLD_CODE"
    assert CATALOGUE.request("OLD_CODE") == REQUESTS[Code.OTHER]
