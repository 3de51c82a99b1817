"""Which numbers may be dialled, and how they are written for a trunk."""

from __future__ import annotations

import pytest

from japan.dialling import NotDialled, as_dialled, to_dial

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("011-211-3944", "+81112113944"),
        ("０３（１２３４）５６７８", "+81312345678"),
        ("050-1234-5678", "+815012345678"),
        ("060-1234-5678", "+816012345678"),
        ("090-1234-5678", "+819012345678"),
        ("0120-123-456", "+81120123456"),
        ("0800-123-4567", "+818001234567"),
        ("184-011-211-3944", "+81112113944"),
        ("186 090 1234 5678", "+819012345678"),
        ("0460-81-2345", "+81460812345"),
    ],
)
def test_these_may_be_dialled(typed: str, number: str) -> None:
    assert to_dial(typed) == number


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", NotDialled.NO_NUMBER),
        ("電話番号", NotDialled.NO_NUMBER),
        ("0112113", NotDialled.NO_NUMBER),
        ("010-1-212-555-0100", NotDialled.ABROAD),
        ("+1 212 555 0100", NotDialled.ABROAD),
        ("00-81-11-211-3944", NotDialled.ABROAD),
        ("184 010 1 212 555 0100", NotDialled.ABROAD),
        ("0570-012-345", NotDialled.SERVICE),
        ("1860990-512-345", NotDialled.SERVICE),
        ("020-1234-5678", NotDialled.SERVICE),
        ("104", NotDialled.SHORT),
        ("#9110", NotDialled.SHORT),
        ("110", NotDialled.EMERGENCY),
        ("119", NotDialled.EMERGENCY),
    ],
)
def test_these_may_not(typed: str, why: NotDialled) -> None:
    assert to_dial(typed) is why


def test_a_supervisor_may_call_for_help() -> None:
    assert to_dial("１１０", emergency=True) == "110"
    assert to_dial("119", emergency=True) == "119"
    assert to_dial("0570012345", emergency=True) is NotDialled.SERVICE


@pytest.mark.parametrize(
    ("with_country", "written"), [(False, "0112113944"), (True, "+81112113944")]
)
def test_a_trunk_gets_numbers_as_it_wants_them(with_country: bool, written: str) -> None:
    assert as_dialled("+81112113944", with_country=with_country) == written
    assert as_dialled("119", with_country=with_country) == "119"


@pytest.mark.parametrize("kept", ["+12125550100", "+81570012345", "x;y"])
def test_what_is_kept_and_may_not_be_dialled_is_no_dial_string(kept: str) -> None:
    assert as_dialled(kept, with_country=False) is None
