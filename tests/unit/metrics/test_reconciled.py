from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from metrics.reconciled import Difference, InBook, InRows, Kind, reconcile

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)


def in_book(lasted_s: float | None) -> InBook:
    ended_at = None if lasted_s is None else AT + timedelta(seconds=lasted_s)
    return InBook(began_at=AT, ended_at=ended_at)


def in_rows(lasted_s: float, recording: str | None = "kept", *, answered: bool = True) -> InRows:
    return InRows(lasted_s=lasted_s, is_answered=answered, recording=recording)


def test_a_day_that_is_the_same_in_both_has_no_difference() -> None:
    found = reconcile(
        {"a": in_book(60.0), "b": in_book(10.4)},
        {"a": in_rows(60.2), "b": in_rows(10.0, None, answered=False)},
        is_recorded=True,
    )
    assert found.differences == ()
    assert found.calls == (2, 2)
    assert [round(each, 3) for each in found.seconds] == [70.4, 70.2]
    assert found.recordings == (1, 1)


def test_every_difference_is_told_by_its_call() -> None:
    found = reconcile(
        {"unknown": in_book(5.0), "longer": in_book(90.0), "up": in_book(None)},
        {"longer": in_rows(60.0), "up": in_rows(60.0, "lost"), "invented": in_rows(3.0, None)},
        is_recorded=True,
    )
    assert found.differences == (
        Difference(kind=Kind.ONLY_IN_BOOK, call="unknown"),
        Difference(kind=Kind.ONLY_IN_ROWS, call="invented"),
        Difference(kind=Kind.SECONDS, call="longer", book_s=90.0, rows_s=60.0),
        Difference(kind=Kind.SECONDS, call="up", book_s=None, rows_s=60.0),
        Difference(kind=Kind.NO_RECORDING, call="invented"),
        Difference(kind=Kind.NO_RECORDING, call="up"),
    )


def test_a_campaign_that_records_nothing_misses_no_recording() -> None:
    found = reconcile({"a": in_book(6.0)}, {"a": in_rows(6.0, None)}, is_recorded=False)
    assert found.differences == ()
