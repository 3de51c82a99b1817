"""Three failures a day lock a case and a caller's number, however they come about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from callcenter import lookups
from tests.unit.callcenter import contract
from tests.unit.callcenter.happenings import looked_up
from tests.unit.callcenter.playbook import MONDAY

pytestmark = pytest.mark.unit


class Day:
    """A center that callers ask, and the office's answers."""

    def __init__(self) -> None:
        self.center = contract.center(ready=0)

    def asks(self, caller: str, *, at: datetime = MONDAY) -> bool:
        return lookups.begin(contract.turn(self.center, at=at), caller)

    def answers(self, caller: str, answer: str, *, case: str = "", at: datetime = MONDAY) -> str:
        event = replace(looked_up("a~q1", answer, "paid"), caller=caller, case=case)
        return lookups.judge(contract.turn(self.center, at=at), event)


def test_after_three_failures_a_number_is_locked_until_tomorrow() -> None:
    day = Day()
    for _ in range(3):
        assert day.asks("p-1")
        assert day.answers("p-1", "not_found") == "not_found"
    assert not day.asks("p-1")
    assert day.asks("p-2")
    assert day.asks("p-1", at=MONDAY + timedelta(days=1))


def test_after_three_failures_a_case_is_locked_for_everybody() -> None:
    day = Day()
    for caller in ("p-1", "p-2", "p-3"):
        assert day.asks(caller)
        day.answers(caller, "not_found", case="c")
    assert day.asks("p-4")
    assert day.answers("p-4", "found", case="c") == "locked"
    assert day.answers("p-4", "found", case="other") == "found"
    assert day.answers("p-4", "found", case="c", at=MONDAY + timedelta(days=1)) == "found"


def test_questions_that_nobody_waited_for_count_and_answered_ones_do_not() -> None:
    day = Day()
    assert [day.asks("p-1") for _ in range(4)] == [True, True, True, False]
    assert day.answers("p-1", "found") == "found"
    assert day.asks("p-1")


def test_what_the_office_could_not_answer_is_no_failure() -> None:
    day = Day()
    for _ in range(5):
        assert day.asks("p-1")
        assert day.answers("p-1", "unavailable") == "unavailable"
    assert day.center.state.failures == {}


def test_an_unknown_answer_tells_nothing() -> None:
    day = Day()
    day.asks("p-1")
    assert day.answers("p-1", "whatever") == "unavailable"


def test_an_answer_that_comes_twice_leaves_no_negative_count() -> None:
    day = Day()
    for _ in range(2):
        day.answers("p-1", "found")
    assert [day.asks("p-1") for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize("answer", ["found", "not_found", "unavailable"])
def test_a_locked_case_answers_alike_whatever_the_birth_date(answer: str) -> None:
    day = Day()
    for caller in ("p-1", "p-2", "p-3"):
        day.asks(caller)
        assert day.answers(caller, "not_found", case="c") == "not_found"
    day.asks("p-4")
    before = dict(day.center.state.failures)
    assert day.answers("p-4", answer, case="c") == "locked"
    assert day.center.state.failures == before  # the question stays a failure of its caller
