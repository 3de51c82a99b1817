"""Individual numbers are found however people write them, and other numbers are left alone."""

from __future__ import annotations

import pytest

from japan.my_number import holds_my_number

pytestmark = pytest.mark.unit

NUMBER = "123456789018"
"""A right check digit, and nobody's: 1 to 9 in order, then 0 and 1."""


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        "番号は123456789018です",
        "1234 5678 9018",
        "1234-5678-9018",
        "１２３４－５６７８－９０１８",
        "1234ー5678ー9018",
        "1234　5678　9018",
        "電話 011-211-3944 1234-5678-9018",
        "000000000000",
        "1234  5678  9018",
        "1234\n5678\n9018",
        "1234\r\n5678\t9018",
        "1234、5678、9018",
        "マイナンバー：1234：5678：9018",
        "（1234）（5678）（9018）",
        "[1234] [5678] [9018]",
        "「123456」「789018」",
        "1234 - 5678 - 9018",
    ],
)
def test_it_is_found_in_groups_and_in_wide_digits(text: str) -> None:
    assert holds_my_number(text)


@pytest.mark.parametrize("last", [digit for digit in "0123456789" if digit != "8"])
def test_a_wrong_check_digit_is_no_individual_number(last: str) -> None:
    assert not holds_my_number(f"12345678901{last}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "電話は011-211-3944、午後に折り返し",
        "090-1234-5678",
        "1234567890180",  # 13 digits in one group
        "12345678901",
        "2026年2月2日 10時24分",
        "12:34、56:78、90:18",  # times, whose digits would do
        "2026/02/02 10:23",
        "090-1234-5678、011-211-3944\n0120-123-456",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_my_number(text)
