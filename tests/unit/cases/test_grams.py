"""The pairs of letters by which names and addresses are found."""

from __future__ import annotations

import pytest

from cases.grams import Grams, kana_grams, name_grams, place_grams
from tests.unit.cases.applications import application, schema

pytestmark = pytest.mark.unit


def test_a_sound_has_the_same_pairs_however_it_is_written() -> None:
    assert kana_grams("タカハシ　ハナコ") == kana_grams("たかはし ﾊﾅｺ")
    assert kana_grams("タカ") == {"k^タ", "kタカ"}


def test_kanji_variants_have_the_same_pairs() -> None:
    assert name_grams("髙橋　花子") == name_grams("高橋 花子")
    assert name_grams("森") == {"n^森"}


def test_numbers_of_an_address_are_left_out() -> None:
    assert place_grams("中央区北１条西２－３") == place_grams("中央区北一条西５丁目")
    assert "a中央" in place_grams("札幌市中央区")


def test_a_document_gives_the_pairs_of_everybody_in_it() -> None:
    found = Grams(schema()).of(application())
    assert {"kタカ", "kリク", "n高橋", "n^陸", "a札幌"} <= found
    assert all(each[0] in "kna" for each in found)
