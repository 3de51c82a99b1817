"""What is said on the telephone never names what only a fraud asks for."""

from __future__ import annotations

import pytest

from callcenter.contact import UNSPOKEN, unspoken_in
from cases.catalogue import IN_WRITING, Catalogue
from tests.unit.cases.applications import plan

pytestmark = pytest.mark.unit


def test_no_request_of_sapporos_is_spoken_that_names_account_number_card_or_pin() -> None:
    made = plan()
    catalogue = Catalogue(made.schema, made.deficiencies)
    said = [
        catalogue.spoken(code, field.id) for code in catalogue.ids for field in made.schema.fields
    ]
    assert IN_WRITING in said
    assert not [each for each in said for word in UNSPOKEN if word in each]
    assert catalogue.spoken("UNSIGNED") == catalogue.request("UNSIGNED")  # the rest as written


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("口座の番号をお知らせください。", "口座番号"),
        ("ａｔｍへお越しください。", "ATM"),
        ("A T M で", "ATM"),
        ("ｷｬｯｼｭ・ｶｰﾄﾞ", "キャッシュカード"),
        ("暗 証 番 号", "暗証番号"),
        ("口座名義と番号の入った書類", None),
        ("お手元の申請書", None),
    ],
)
def test_a_fraud_s_words_are_known_however_they_are_written(text: str, word: str | None) -> None:
    assert unspoken_in(text) == word
