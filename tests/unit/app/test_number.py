"""Numbers as people write them."""

from __future__ import annotations

import pytest

from app.number import as_written

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("+81110000100", "011-000-0100"),
        ("+81312345678", "03-1234-5678"),
        ("+819012345678", "090-1234-5678"),
        ("+12125550100", "+1 212-555-0100"),
        ("+442079460958", "+44 20 7946 0958"),
        ("anonymous", "anonymous"),
        ("", ""),
    ],
)
def test_a_number_is_written_as_here_and_one_from_abroad_with_its_country(
    number: str, written: str
) -> None:
    assert as_written(number) == written
