"""Keys of kana."""

from __future__ import annotations

import pytest

from japan.kana import fold, to_hiragana, to_katakana

pytestmark = pytest.mark.unit


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
