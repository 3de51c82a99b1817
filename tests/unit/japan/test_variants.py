"""Variants of kanji meet; the letters of different names do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan import variants
from japan.variants import external_letters, fold

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋", "高橋"),
        ("山﨑 花子", "山崎　花子"),
        ("齋藤", "斉藤"),
        ("渡邉", "渡辺"),
        ("𠮷田", "吉田"),
        ("辻\U000e0100", "辻"),
        ("神田", "神田"),
        ("濵田", "浜田"),
    ],
)
def test_a_name_is_found_by_any_of_its_letters(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_external_letters_stay() -> None:
    assert fold("\ue000田") == "\ue000田"


def test_external_letters_are_named_by_their_codes() -> None:
    assert external_letters("小樽\ue001\ue000\ue000 花子") == ["U+E000", "U+E001"]
    assert external_letters("高髙𠮷\U000e0100") == []


def test_other_names_stay_apart() -> None:
    assert len({fold(name) for name in ("田中", "中田", "佐藤", "斎藤", "高橋")}) == 5


@given(st.text())
def test_a_key_of_a_key_is_itself(text: str) -> None:
    once = fold(text)
    assert fold(once) == fold(fold(once))


def test_no_letter_stands_in_two_families() -> None:
    letters = [letter for family in variants._FAMILIES for letter in family]
    assert len(letters) == len(set(letters))
