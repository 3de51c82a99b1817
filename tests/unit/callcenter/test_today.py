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
    assert (made.rests_until(0.9, MONDAY, DAY) is not None) is rests


def test_it_ends_when_nobody_has_waited_for_a_while() -> None:
    made = today(1, 1)
    made.look(is_waited=False, at=MONDAY + timedelta(seconds=9))
    end = MONDAY + timedelta(seconds=9) + QUIET
    assert made.rests_until(0.9, MONDAY + timedelta(seconds=10), DAY) == end
    assert made.rests_until(0.9, end, DAY) is None


def test_another_day_begins_anew() -> None:
    made = today(1, 9)
    assert made.rests_until(0.9, MONDAY, DAY + timedelta(days=1)) is None
    made.count(Outcome.ANSWERED, DAY + timedelta(days=1))
    assert (made.answered, made.missed) == (1, 0)
