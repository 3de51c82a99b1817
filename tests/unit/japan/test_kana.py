"""Keys of kana, and how far two of them are apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan.kana import distance, fold, to_hiragana, to_katakana

pytestmark = pytest.mark.unit

KANA = st.text(alphabet="アイウエオカキクタチツ", max_size=6)


@pytest.mark.parametrize(
    "text",
    [
        "ヤマダ　ジョウ",
        "やまだ じょう",
        "ﾔﾏﾀﾞ ｼﾞｮｳ",
        "ヤマダジヨウ",
        "ヤマダ・ヂョウ",
        "ヤマダ　ジョーウ",
    ],
)
def test_all_ways_to_write_a_sound_meet(text: str) -> None:
    assert fold(text) == "ヤマダジヨウ"


def test_other_letters_stay() -> None:
    assert fold("山田 Ｔaro") == "山田TARO"


def test_both_kana_are_written_as_each_other() -> None:
    assert to_katakana("やまだ太郎") == "ヤマダ太郎"
    assert to_hiragana("ヤマダ太郎ヴ") == "やまだ太郎ゔ"


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("タナカ", "タナカ", 0),
        ("タナカ", "タカナ", 1),
        ("タナカ", "タナベ", 1),
        ("タナカ", "タカ", 1),
        ("タナカ", "ハタナカ", 1),
        ("サトウ", "スズキ", 3),
        ("", "アイ", 2),
    ],
)
def test_letters_between_two_names_are_counted(one: str, other: str, far: int) -> None:
    assert distance(one, other, most=3) == far
    assert distance(one, other, most=2) == min(far, 3)


@given(KANA, KANA)
def test_distance_is_the_same_both_ways_and_zero_only_for_equals(one: str, other: str) -> None:
    assert distance(one, other, most=9) == distance(other, one, most=9)
    assert (distance(one, other, most=9) == 0) == (one == other)
