"""How well today's callers were answered: what counts, when it rests, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callcenter.outcome import Outcome
from callcenter.today import QUIET, Today
from tests.unit.callcenter.playbook import MONDAY

pytestmark = pytest.mark.unit

DAY = MONDAY.date()


def today(answered: int, missed: int, *others: Outcome) -> Today:
    made = Today()
    for outcome in (
        *[Outcome.ANSWERED] * answered,
        *[Outcome.ABANDONED_IN_QUEUE] * missed,
        *others,
    ):
        made.count(outcome, DAY)
    made.look(is_waited=True, at=MONDAY)
    return made


@pytest.mark.parametrize(
    ("made", "rests"),
    [
        (today(9, 1), False),
        (today(89, 11), True),
        (today(0, 0), False),
        (today(9, 0, Outcome.NO_LINE, Outcome.OVERFLOW), True),
        (today(9, 1, Outcome.SELF_SERVED, Outcome.CALLBACK_TAKEN, Outcome.AFTER_HOURS), False),
    ],
)
def test_it_rests_below_the_rate_and_not_at_it(made: Today, rests: bool) -> None:
    assert made.rests(0.9, MONDAY, DAY) is rests


def test_it_ends_when_nobody_has_waited_for_a_while() -> None:
    made = today(1, 1)
    assert made.rests(0.9, MONDAY + QUIET, DAY)  # somebody is still waiting
    assert made.quiet_at is None
    made.look(is_waited=False, at=MONDAY + QUIET)
    assert made.quiet_at == MONDAY + QUIET + QUIET
    assert made.rests(0.9, MONDAY + QUIET + QUIET - timedelta(seconds=1), DAY)
    assert not made.rests(0.9, MONDAY + QUIET + QUIET, DAY)


def test_another_day_begins_anew() -> None:
    made = today(1, 9)
    assert not made.rests(0.9, MONDAY, DAY + timedelta(days=1))
    made.count(Outcome.ANSWERED, DAY + timedelta(days=1))
    assert (made.answered, made.missed) == (1, 0)
