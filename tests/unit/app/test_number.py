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
        ("anonymous", "anonymous"),
        ("", ""),
    ],
)
def test_a_number_is_written_as_in_its_country(number: str, written: str) -> None:
    assert as_written(number) == written
