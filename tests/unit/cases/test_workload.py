"""Backlog in staff-hours."""

from __future__ import annotations

import pytest

from cases.lifecycle import Status
from cases.workload import backlog

pytestmark = pytest.mark.unit

MINUTES = {"screening": 10, "deficiency": 5, "listing": 5}


@pytest.mark.clause("SPR-III-4", "OTR-6-2-0")
def test_120_cases_are_20_hours_of_screening() -> None:
    """SPR-III-4."""
    counts: dict[tuple[str, str], int] = {
        (Status.RECEIVED, "online"): 100,
        (Status.RESOLVED, "post"): 20,
    }
    loads = {each.step: each for each in backlog(counts, MINUTES, to_confirm=0)}
    assert (loads["screening"].cases, loads["screening"].hours) == (120, 20.0)
    assert loads["deficiency"].cases == 0


def test_what_waits_for_the_applicant_is_no_work_of_ours() -> None:
    counts: dict[tuple[str, str], int] = {
        (Status.SENT_BACK, "online"): 7,
        (Status.DEFICIENT, "post"): 12,
    }
    loads = {each.step: each for each in backlog(counts, MINUTES, to_confirm=0)}
    assert (loads["deficiency"].cases, loads["deficiency"].hours) == (12, 1.0)


def test_a_step_without_minutes_is_not_told() -> None:
    assert [each.step for each in backlog({}, {"screening": 10}, to_confirm=0)] == ["screening"]


def test_a_result_that_waits_for_a_second_person_is_five_minutes_and_no_screening() -> None:
    counts: dict[tuple[str, str], int] = {
        (Status.RECEIVED, "online"): 6,
        (Status.CHECKING, "online"): 12,
    }
    loads = backlog(counts, MINUTES | {"receipt": 5, "confirmation": 5}, to_confirm=12)
    assert [(each.step, each.minutes, each.cases, each.hours) for each in loads] == [
        ("receipt", 5, None, 0),
        ("screening", 10, 6, 1.0),
        ("deficiency", 5, 0, 0),
        ("listing", 5, 0, 0),
        ("confirmation", 5, 12, 1.0),
    ]
