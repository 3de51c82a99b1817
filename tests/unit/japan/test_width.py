"""Width as forms ask for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan.width import has_half_width, narrow_digits, widen

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("text", ["ﾔﾏﾀﾞ", "山田 太郎", "北1条", "ABC", "Müller", "山田\n", "､"])
def test_a_half_width_letter_is_seen(text: str) -> None:
    assert has_half_width(text)


@pytest.mark.parametrize("text", ["", "山田　太郎", "ＡＢＣ１", "髙﨑𠮷", "\ue000", "ー・", "辻󠄀"])
def test_rare_and_external_letters_are_full_width(text: str) -> None:
    assert not has_half_width(text)


def test_voiced_kana_become_one_letter() -> None:
    assert widen("ﾔﾏﾀﾞ ﾊﾟｰ ab-1") == "ヤマダ　パー　ａｂ－１"


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_widened_ascii_has_no_half_width(text: str) -> None:
    assert not has_half_width(widen(text))


def test_only_digits_are_narrowed() -> None:
    assert narrow_digits("０１２－Ａ") == "012－Ａ"
