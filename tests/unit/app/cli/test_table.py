"""Tables whose Japanese letters are two columns wide."""

from __future__ import annotations

import pytest

from app.cli.table import table

pytestmark = pytest.mark.unit


def test_columns_stand_under_their_headings() -> None:
    assert table(("席", "状態"), [("seat-01", "受付可"), ("sv-01", "")]) == (
        "席       状態\nseat-01  受付可\nsv-01"
    )


def test_no_rows_leave_the_headings() -> None:
    assert table(("席", "状態"), []) == "席  状態"
