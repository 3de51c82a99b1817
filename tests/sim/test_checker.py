"""The checker finds what is wrong: each promise, broken by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from callcenter.commands import CloseCall, HangUpCaller, RingSeat
from callcenter.events import CallerLeft, Cause, TimerFired
from callcenter.outcome import Outcome
from callcenter.record import Record
from callcenter.seat import Seat, SeatState
from callcenter.state import State
from tests.sim import checker
from tests.sim.campaigns import campaign_of
from tests.sim.script import Terms
from tests.sim.stories import CallerStory, History, LegStory, Talk, Violation

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)


@pytest.fixture
def history() -> History:
    """A caller who talked from second 10 to second 30."""
    made = History()
    made.call(CallerStory("c", "general", invited=1.0, started=1.0, notice_over=1.5))
    made.ring(LegStory("c~1", "c", "seat-01", made=5.0))
    made.callers["c"].talks.append(Talk("c~1", 10.0, 30.0, "caller"))
    made.end("c", 30.0, "caller", 16)
    made.end("c~1", 30.1, "us", 16)
    return made


ROW = CloseCall(
    call="c",
    line="+81110000100",
    caller=None,
    withheld=None,
    arrived_at=AT,
    answered_at=AT + timedelta(seconds=9),
    ended_at=AT + timedelta(seconds=29),
    outcome=Outcome.ANSWERED,
    detail="",
    seat="seat-01",
    guidance_s=1.0,
    wait_s=3.0,
    ring_s=5.0,
    talk_s=20.0,
    hold_s=0.0,
    caller_recording=None,
    seat_recording=None,
    node="",
)


def log(*rows: CloseCall) -> list[Record]:
    left = CallerLeft(at=AT, call="c", cause=Cause.NORMAL)
    return [Record(n=1, event=left, commands=rows)]


def of_rows(history: History, *rows: CloseCall) -> list[str]:
    found = checker.rows(history, log(*rows), is_exact=True, may_fail=False)
    return [each.kind for each in found]


def test_a_true_row_is_no_violation(history: History) -> None:
    assert of_rows(history, ROW) == []


@pytest.mark.parametrize("count", [0, 2])
def test_a_call_has_one_row(history: History, count: int) -> None:
    assert of_rows(history, *[ROW] * count) == ["I2 rows"]


def test_a_call_that_never_was_has_no_row(history: History) -> None:
    assert of_rows(history, ROW, replace(ROW, call="x")) == ["I2 rows"]


def test_times_are_what_they_were(history: History) -> None:
    assert of_rows(history, replace(ROW, wait_s=4.0)) == ["I2 times"]
    assert of_rows(history, replace(ROW, wait_s=4.0, talk_s=19.0)) == ["I2 times"]


def test_an_outcome_is_what_happened(history: History) -> None:
    for wrong in (Outcome.ABANDONED_IN_QUEUE, Outcome.FAILED):
        assert of_rows(history, replace(ROW, outcome=wrong)) == ["I2 outcome"]


@pytest.mark.parametrize(("later_s", "found"), [(0.002, []), (0.1, ["I2 outcome"])])
def test_who_hangs_up_while_they_are_being_hung_up_on_has_either_outcome(
    later_s: float, found: list[str]
) -> None:
    history = History()
    history.call(CallerStory("c", "general", invited=1.0, started=1.0, notice_over=1.5))
    history.end("c", 10.0, "caller", 16)
    given_up = TimerFired(at=AT - timedelta(seconds=later_s), timer="c~t1")
    left = CallerLeft(at=AT, call="c", cause=Cause.NORMAL)
    row = replace(ROW, outcome=Outcome.OVERFLOW, wait_s=8.0, ring_s=0.0, talk_s=0.0)
    records = [
        Record(n=1, event=given_up, commands=(HangUpCaller(call="c"),)),
        Record(n=2, event=left, commands=(row,)),
    ]
    broken = checker.rows(history, records, is_exact=True, may_fail=False)
    assert [each.kind for each in broken] == found


def test_a_talk_in_the_fallback_is_marked(history: History) -> None:
    history.callers["c"].talks[0] = replace(history.callers["c"].talks[0], leg="sim0-1.2")
    assert of_rows(history, ROW) == ["I2 fallback"]
    assert of_rows(history, replace(ROW, detail="fallback unrecorded")) == []


def test_a_caller_whom_the_fallback_wrote_down_has_a_row(history: History) -> None:
    history.call(CallerStory("d", "general", invited=1.0))
    assert of_rows(history, ROW) == []
    history.callers["d"].is_remembered = True
    assert of_rows(history, ROW) == ["I2 rows"]


def test_a_caller_came_with_the_invite_and_is_with_us_but_between_fall_and_return() -> None:
    caller = CallerStory("d", "general", invited=1.0, started=4.0, falls=[2.0])
    assert caller.arrived == 1.0
    assert (caller.has_fallen_at(1.5), caller.has_fallen_at(3.0)) == (False, True)
    caller.returns.append(4.0)
    assert not caller.has_fallen_at(5.0)


def out_of_order(history: History, *records: Record, slack_s: float = 0.0) -> list[str]:
    return [each.subject for each in checker.order(history, records, AT, slack_s=slack_s)]


def test_nobody_is_served_before_one_who_waits_longer(history: History) -> None:
    history.call(CallerStory("early", "general", invited=0.0, started=0.0, notice_over=0.5))
    assert out_of_order(history) == ["early"]
    history.callers["early"].notice_over = 4.95
    assert out_of_order(history) == []


def test_whom_a_seat_left_in_mid_talk_goes_before_one_who_waits_longer(history: History) -> None:
    history.call(CallerStory("early", "general", invited=0.0, started=0.0, notice_over=0.5))
    (rung,) = history.legs.values()
    history.callers[rung.call].talks.insert(0, Talk("before", rung.made - 3, rung.made - 2, "seat"))
    assert out_of_order(history) == []


def test_one_who_is_being_rung_for_as_far_as_is_known_is_not_passed_over(history: History) -> None:
    history.call(CallerStory("early", "general", invited=0.0, started=0.0, notice_over=0.5))
    ring = RingSeat(
        call="early",
        leg="early~1",
        seat="seat-02",
        endpoint="seat-02",
        ring_s=10.0,
        caller=None,
        withheld=None,
    )
    event = CallerLeft(at=AT + timedelta(seconds=4), call="d", cause=Cause.NORMAL)
    rung = Record(n=1, event=event, commands=(ring,))
    assert out_of_order(history, rung, slack_s=2.0) == []
    assert out_of_order(history, rung) == ["early"]


def test_a_seat_is_rung_once_and_a_caller_at_one_seat(history: History) -> None:
    history.ring(LegStory("d~1", "d", "seat-01", made=6.0))
    history.ring(LegStory("c~2", "c", "seat-02", made=7.0))
    assert [each.subject for each in checker.once(history, slack_s=2.0)] == ["seat-01", "c"]


def test_what_the_fallback_rings_is_known_as_late_as_its_event(history: History) -> None:
    history.ring(LegStory("fallen", "e", "seat-02", made=5.0))
    history.ring(LegStory("d~1", "d", "seat-02", made=6.0))
    assert [each.subject for each in checker.once(history, slack_s=0.5)] == ["seat-02"]
    assert list(checker.once(history, slack_s=2.0)) == []


def test_no_more_calls_are_admitted_than_there_are_lines(history: History) -> None:
    campaign = campaign_of(Terms(lines=1))
    history.callers["c"].admitted = 1.1
    other = CallerStory("d", "general", invited=2.0, started=2.0, admitted=2.1)
    history.call(other)
    found = list(checker.lines(history, campaign, AT, slack_s=2.0))
    assert [(each.kind, each.subject) for each in found] == [("capacity", "d")]


def test_whom_the_fallback_admitted_is_known_as_late_as_their_event(history: History) -> None:
    campaign = campaign_of(Terms(lines=1))
    history.callers["c"].admitted, history.callers["c"].started = 1.1, None
    history.callers["c"].falls = [1.1]
    history.call(CallerStory("d", "general", invited=2.0, started=2.0, admitted=2.1))
    held = [len(list(checker.lines(history, campaign, AT, slack_s=each))) for each in (0.5, 2.0)]
    assert held == [1, 0]


def test_nobody_is_left_in_a_call_at_the_end() -> None:
    seat = Seat(id="seat-01", skills={}, since=AT, idle_since=AT, state=SeatState.TALKING)
    assert [each.kind for each in checker.rest(State(seats={"seat-01": seat}))] == ["stuck seat"]
    assert [each.kind for each in checker.rest(State(queue=["c"]))] == ["stuck call"]


def test_a_broken_promise_is_noted_once_a_subject(history: History) -> None:
    for subject in ("c", "c", "d"):
        history.blame("I1", 1.0, subject, "x")
    assert [each.subject for each in history.broken] == ["c", "d"]
    assert str(Violation("I1", 1.0, "c", "x")) == "I1 at 1.000 c: x"
