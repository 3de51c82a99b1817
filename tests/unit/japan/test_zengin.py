"""What banks can read: each letter one byte, nothing replaced that changes a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan.zengin import NotWritable, to_bank_letters

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ヤマダ　タロウ", "ﾔﾏﾀﾞ ﾀﾛｳ"),
        ("シンジョウ", "ｼﾝｼﾞﾖｳ"),
        ("キャッチ", "ｷﾔﾂﾁ"),
        ("ソーラー", "ｿ-ﾗ-"),
        ("カ）サツポロ", "ｶ)ｻﾂﾎﾟﾛ"),
        ("ヴィラ", "ｳﾞｲﾗ"),
        ("ｿｰﾗｰ ｼﾞｮ", "ｿ-ﾗ- ｼﾞﾖ"),
        ("ＡＢＣ・１２", "ABC.12"),
        ("abc", "ABC"),
        ("￥「」", "\\｢｣"),
        ("ヲ", "ｦ"),
        ("", ""),
    ],
)
def test_a_name_is_written_as_the_banks_write_it(text: str, written: str) -> None:
    assert to_bank_letters(text) == written


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("山田", "山田"),
        ("やまだ", "やまだ"),
        ("ヤマダ～タロウ～", "～"),
        ("Müller", "ü"),
        ("ア\n", "\n"),
    ],
)
def test_unknown_letters_are_told_each_once(text: str, wrong: str) -> None:
    assert to_bank_letters(text) == NotWritable(wrong)


@pytest.mark.parametrize("text", ["ヰ", "ヱ", "ヮ"])
def test_old_kana_are_never_silently_another_letter(text: str) -> None:
    written = to_bank_letters(text)
    assert written in ("ﾜ", NotWritable(text))


@given(st.text())
def test_what_is_written_is_one_byte_a_letter(text: str) -> None:
    written = to_bank_letters(text)
    if isinstance(written, str):
        assert len(written.encode("cp932")) == len(written)
        assert to_bank_letters(written) == written
    else:
        assert written.letters
