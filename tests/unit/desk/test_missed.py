"""Who was not served: one row a number, gone when somebody served it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from callcenter.outcome import Outcome
from desk.missed import Ended, unserved

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)


def ended(caller: str, minute: int, outcome: Outcome, detail: str = "") -> Ended:
    at = AT + timedelta(minutes=minute)
    return Ended(caller=caller, arrived_at=at, outcome=outcome, detail=detail)


def test_a_number_is_one_row_with_its_counts_and_times() -> None:
    (row,) = unserved(
        [
            ended("p-1", 5, Outcome.ABANDONED_IN_QUEUE),
            ended("p-1", 0, Outcome.AFTER_HOURS),
            ended("p-1", 9, Outcome.ABANDONED_IN_QUEUE),
        ]
    )
    assert (row.first_at, row.last_at) == (AT, AT + timedelta(minutes=9))
    assert row.times == {Outcome.AFTER_HOURS: 1, Outcome.ABANDONED_IN_QUEUE: 2}
    assert row.count == 3


def test_who_was_served_since_is_left_out_and_who_was_missed_again_is_listed_anew() -> None:
    calls = [
        ended("p-1", 0, Outcome.ABANDONED_IN_QUEUE),
        ended("p-1", 5, Outcome.ANSWERED),
        ended("p-2", 0, Outcome.ANSWERED),
        ended("p-2", 6, Outcome.NO_LINE),
        ended("p-3", 1, Outcome.AFTER_HOURS),
        ended("p-3", 2, Outcome.AFTER_HOURS, "after_closing self_served"),
    ]
    assert [(row.caller, row.count) for row in unserved(calls)] == [("p-2", 1)]


@pytest.mark.parametrize(
    "outcome",
    [Outcome.ABANDONED_IN_GUIDANCE, Outcome.NOT_IN_OPERATION, Outcome.FAILED],
)
def test_who_did_not_wait_for_anybody_was_not_missed(outcome: Outcome) -> None:
    assert unserved([ended("p-1", 0, outcome)]) == []


def test_who_called_last_comes_first() -> None:
    calls = [ended(f"p-{minute}", minute, Outcome.OVERFLOW) for minute in (1, 3, 2)]
    assert [row.caller for row in unserved(calls)] == ["p-3", "p-2", "p-1"]
