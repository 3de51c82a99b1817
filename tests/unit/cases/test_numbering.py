"""Receipt numbers and the digit that checks them (requirements 3.8)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.numbering import LETTERS, PUSH, number_of, read_number, seq_of
from cases.schema import Channel

pytestmark = pytest.mark.unit

SEQS = st.integers(1, 999_999_999)
CODES = st.sampled_from([*LETTERS.values(), PUSH])


@pytest.mark.clause("SPR-III-3-1", "SPR-III-3-2-ウ")
def test_a_number_says_campaign_and_channel() -> None:
    assert number_of("S", LETTERS[Channel.ONLINE], 123) == "S-O-000123-5"
    assert number_of("S", LETTERS[Channel.POST], 123)[:10] == "S-P-000123"


@given(CODES, SEQS)
def test_a_number_is_read_however_it_is_typed(letter: str, seq: int) -> None:
    number = number_of("S", letter, seq)
    wide = "".join(chr(ord(each) + 0xFEE0) for each in number)
    for typed in (number, number.replace("-", ""), number.lower(), f" {number} ", wide):
        assert read_number(typed) == number
    assert seq_of(number) == seq


@pytest.mark.clause("SPR-III-3-2-ウ")
@given(CODES, SEQS, st.data())
def test_one_mistyped_digit_is_always_found(letter: str, seq: int, data: st.DataObject) -> None:
    number = number_of("S", letter, seq)
    places = [at for at, each in enumerate(number) if each.isdigit()]
    at = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from([each for each in "0123456789" if each != number[at]]))
    assert read_number(number[:at] + other + number[at + 1 :]) is None


def test_almost_every_swap_of_neighbours_is_found() -> None:
    missed = swaps = 0
    for seq in range(1, 20_000):
        number = number_of("S", "P", seq)
        for at in range(4, 9):
            if number[at] != number[at + 1]:
                swaps += 1
                turned = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
                missed += read_number(turned) is not None
    assert missed / swaps < 0.03


@given(st.text(max_size=20))
def test_any_text_is_answered(text: str) -> None:
    found = read_number(text)
    assert found is None or read_number(found) == found
