"""Digits that the client may not see: none of a number stays, however it was written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.client_records import may_seek, told
from desk.hidden_digits import LEAST_HIDDEN, LEAST_SOUGHT
from desk.rules import ClientRules

pytestmark = pytest.mark.unit

SCRIPTS = ("0123456789", "０１２３４５６７８９", "〇一二三四五六七八九", "٠١٢٣٤٥٦٧٨٩", "⓪①②③④⑤⑥⑦⑧⑨")
LETTERS = st.text(
    st.characters(categories=["L"], exclude_characters="ーｰのノﾉ〇一二三四五六七八九壱弐参")
)
BETWEEN = st.text(
    st.one_of(
        st.sampled_from(" 　-－‐−–—ー.．・,，、/／()（）[]「」+:_*＊の\n\u200b"),
        st.characters(categories=["P", "Z", "S", "Cf"]),
    ),
    max_size=3,
)


@st.composite
def numbers(draw: st.DrawFn, least: int) -> str:
    """Digits of any script with anything between them."""
    digits = st.sampled_from("".join(SCRIPTS))
    first, *others = draw(st.lists(digits, min_size=least, max_size=14))
    return first + "".join(draw(BETWEEN) + each for each in others)


def digits_of(text: str) -> list[str]:
    kanji = SCRIPTS[2]
    return [each for each in text if each in kanji or unicodedata.digit(each, None) is not None]


@given(numbers(LEAST_HIDDEN), LETTERS, LETTERS)
def test_no_digit_of_a_hidden_number_stays(number: str, before: str, after: str) -> None:
    shown = told(f"{before}{number}{after}", ClientRules())
    assert digits_of(shown) == []
    assert "＊＊＊＊" in shown
    assert told(number, ClientRules(digits=True)) == number


@given(numbers(LEAST_SOUGHT), LETTERS, LETTERS)
def test_nobody_looks_for_a_part_of_a_number(number: str, before: str, after: str) -> None:
    assert not may_seek(f"{before}{number}{after}", ClientRules())
    assert may_seek(number, ClientRules(digits=True))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("番号は123 456 789 012です", "番号は＊＊＊＊です"),
        ("〇一一二三四へ", "＊＊＊＊へ"),
        ("(011)234-5678", "(＊＊＊＊"),
        ("011.234.5678", "＊＊＊＊"),
        ("011の234の5678番", "＊＊＊＊番"),
        ("第一回、3月15日に2名", "第一回、3月15日に2名"),
    ],
)
def test_people_read_what_is_no_number(text: str, shown: str) -> None:
    assert told(text, ClientRules()) == shown
    assert may_seek("第一回、3月の5日", ClientRules()) is True
