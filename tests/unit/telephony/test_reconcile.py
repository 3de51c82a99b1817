"""What was missed while nobody listened, read off the channels that are left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from callcenter import events
from callcenter.call import Call, CallState, Offer
from callcenter.events import Cause
from callcenter.seat import Seat
from callcenter.state import State
from telephony import reconcile
from telephony.reconcile import Channel

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)
LEG = "c~1"


@pytest.fixture
def remembering() -> Callable[[CallState], State]:
    def make(state: CallState) -> State:
        call = Call(
            id="c",
            line="+81110000100",
            skill="general",
            caller=None,
            withheld=None,
            arrived_at=AT,
            place=1,
            state=state,
            since=AT,
            holds_line=True,
            notice_due=False,
            offer=Offer(seat="seat-01", endpoint="seat-01", leg=LEG, at=AT),
        )
        return State(calls={"c": call})

    return make


def channels(*up: str, down: tuple[str, ...] = ()) -> dict[str, Channel]:
    return {
        **{each: Channel(each, is_up=True) for each in up},
        **{each: Channel(each, is_up=False) for each in down},
    }


def test_nothing_was_missed_when_all_is_as_remembered(
    remembering: Callable[[CallState], State],
) -> None:
    state = remembering(CallState.TALKING)
    assert list(reconcile.missed_events(state, channels("c", LEG), AT)) == []


def test_a_caller_who_is_gone_has_left(remembering: Callable[[CallState], State]) -> None:
    missed = list(reconcile.missed_events(remembering(CallState.TALKING), channels(LEG), AT))
    assert missed == [events.CallerLeft(at=AT, call="c", cause=Cause.LOST)]


def test_a_leg_that_is_gone_has_ended(remembering: Callable[[CallState], State]) -> None:
    missed = list(reconcile.missed_events(remembering(CallState.TALKING), channels("c"), AT))
    assert missed == [events.LegEnded(at=AT, call="c", leg=LEG, cause=Cause.LOST)]


def test_an_ended_call_has_not_left_again(remembering: Callable[[CallState], State]) -> None:
    missed = list(reconcile.missed_events(remembering(CallState.ENDED), channels(), AT))
    assert missed == [events.LegEnded(at=AT, call="c", leg=LEG, cause=Cause.LOST)]


def test_a_leg_that_was_over_before_is_not_missed(
    remembering: Callable[[CallState], State],
) -> None:
    state = remembering(CallState.CLOSING)
    offer = state.calls["c"].offer
    assert offer is not None
    offer.is_over = True
    assert list(reconcile.missed_events(state, channels("c"), AT)) == []


def test_a_seat_that_picked_up_meanwhile_is_joined(
    remembering: Callable[[CallState], State],
) -> None:
    state = remembering(CallState.OFFERED)
    assert list(reconcile.missed_events(state, channels("c", LEG), AT)) == [
        events.LegAnswered(at=AT, call="c", leg=LEG)
    ]
    assert list(reconcile.missed_events(state, channels("c", down=(LEG,)), AT)) == []


def test_a_recording_that_could_not_report_does_not_hold_up_the_join(
    remembering: Callable[[CallState], State],
) -> None:
    state = remembering(CallState.JOINING)
    state.calls["c"].awaited = ["c~r1"]
    assert list(reconcile.missed_events(state, channels("c", LEG), AT)) == [
        events.RecordingFailed(at=AT, call="c", recording="c~r1", why="lost")
    ]


def test_a_seat_that_was_joined_meanwhile_talks(
    remembering: Callable[[CallState], State],
) -> None:
    found = channels("c") | {LEG: Channel(LEG, is_up=True, is_bridged=True)}
    assert list(reconcile.missed_events(remembering(CallState.JOINING), found, AT)) == [
        events.LegJoined(at=AT, call="c", leg=LEG)
    ]


def test_a_join_that_was_never_done_is_refused(
    remembering: Callable[[CallState], State],
) -> None:
    state = remembering(CallState.JOINING)
    assert list(reconcile.missed_events(state, channels("c", LEG), AT)) == [
        events.JoinRefused(at=AT, call="c", leg=LEG, status=0)
    ]


def test_who_left_is_told_before_their_seats_leg(
    remembering: Callable[[CallState], State],
) -> None:
    missed = list(reconcile.missed_events(remembering(CallState.OFFERED), channels(), AT))
    assert [type(each) for each in missed] == [events.CallerLeft, events.LegEnded]


def test_legs_and_snoops_of_nobody_are_orphans(
    remembering: Callable[[CallState], State],
) -> None:
    found = channels("c", LEG, "x", "x~1", "x~1~s1")
    assert reconcile.orphans(remembering(CallState.TALKING), found) == ["x~1", "x~1~s1"]


def test_phones_that_came_and_went_are_told() -> None:
    seat = Seat(id="seat-01", skills={}, since=AT, idle_since=AT, phones=["seat-01"])
    state = State(seats={"seat-01": seat})
    seats = {"seat-01": "seat-01", "seat-01w": "seat-01"}
    online = {"seat-01": False, "seat-01w": True}
    assert list(reconcile.missed_registrations(state, online, seats, AT)) == [
        events.PhoneUnregistered(at=AT, seat="seat-01", endpoint="seat-01"),
        events.PhoneRegistered(at=AT, seat="seat-01", endpoint="seat-01w"),
    ]


def test_phones_that_are_as_remembered_are_not_told() -> None:
    seat = Seat(id="seat-01", skills={}, since=AT, idle_since=AT, phones=["seat-01"])
    state = State(seats={"seat-01": seat})
    assert not list(
        reconcile.missed_registrations(state, {"seat-01": True}, {"seat-01": "seat-01"}, AT)
    )
