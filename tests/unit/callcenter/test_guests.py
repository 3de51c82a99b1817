"""A second member of staff at a call: each leg may end at each moment, and nobody is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callcenter import commands
from callcenter.call import CallState
from callcenter.campaign import SeatCap
from callcenter.events import Cause, Event
from callcenter.guest import GuestState
from callcenter.outcome import Outcome
from callcenter.seat import SeatState
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import cancels_leg, of, records
from tests.unit.callcenter.guest_scenes import (
    MOMENTS,
    SIDE,
    Moment,
    consulting,
    guest,
    happen,
    listening,
    meeting,
    merging,
    ringing,
    three_way,
)
from tests.unit.callcenter.happenings import (
    asterisk_dies,
    brings_together,
    consults,
    gives_back,
    hands_over,
    holds,
    join_refused,
    joined,
    leaves,
    leg_ends,
    met,
    opens_page,
    picks_up,
    presses_hang_up,
    recorded,
    unrecorded,
    unregisters,
    watches,
)
from tests.unit.callcenter.playbook import After
from tests.unit.callcenter.scenes import Scene

pytestmark = pytest.mark.unit


@pytest.fixture(params=MOMENTS)
def moment(request: pytest.FixtureRequest) -> Scene:
    scene = MOMENTS[request.param]()
    assert guest(scene) is request.param
    return scene


def test_the_caller_leaves_at_any_moment(moment: Scene) -> None:
    asked = happen(moment, leaves("a"))
    assert {"a~1", "a~2"} == {each.leg for each in of(commands.CancelLeg, asked)}
    (closed,) = of(commands.CloseCall, asked)
    assert (closed.outcome, closed.seat) == (Outcome.ANSWERED, "seat-01")
    happen(moment, leg_ends("a~2", Cause.CANCELLED), leg_ends("a~1", Cause.CANCELLED))
    assert moment.center.state.calls == {}
    busy = (SeatState.TALKING, SeatState.RINGING)
    assert not [each for each in moment.center.state.seats.values() if each.state in busy]


def test_the_guest_leaves_at_any_moment_and_the_seat_has_its_caller(moment: Scene) -> None:
    before = guest(moment)
    asked = happen(moment, leg_ends("a~2", Cause.NORMAL))
    assert (guest(moment), moment.call.state) == (None, CallState.TALKING)
    assert moment.seat() is SeatState.TALKING
    was_away = before in (GuestState.MEETING, GuestState.CONSULTING, GuestState.MERGING)
    assert bool(of(commands.ReturnLeg, asked)) is was_away
    after = moment.seat("seat-02")
    if before is GuestState.RINGING:
        assert after is SeatState.NOT_READY
    elif before is GuestState.THREE_WAY:
        assert after is SeatState.WRAP_UP
    else:  # it never talked with the caller
        expected = SeatState.NOT_READY if before is GuestState.LISTENING else SeatState.READY
        assert after is expected


@pytest.mark.parametrize("cause", [Cause.NORMAL, Cause.SILENT])
def test_the_seat_leaves_at_any_moment_and_the_caller_is_with_somebody_or_first(
    moment: Scene, cause: Cause
) -> None:
    before = guest(moment)
    happen(moment, unregisters("seat-01"), leg_ends("a~1", cause))
    call = moment.call
    if before is GuestState.LISTENING:
        assert call.state is (CallState.CLOSING if cause is Cause.NORMAL else CallState.WAITING)
    elif before is GuestState.THREE_WAY:
        assert (call.state, call.answered_by) == (CallState.TALKING, "seat-02")
    elif cause is Cause.SILENT and before is not GuestState.MERGING:
        assert (call.state, call.reserved_for) == (CallState.WAITING, "seat-01")
        assert guest(moment) is GuestState.LEAVING
    else:
        assert call.state in (CallState.OFFERED, CallState.JOINING)
        assert call.offer is not None
        assert (call.offer.seat, call.is_leased) == ("seat-02", True)


def test_who_was_consulted_has_the_caller_when_the_seat_hands_over() -> None:
    scene = consulting()
    assert happen(scene, hands_over("seat-01", "seat-02")) == [cancels_leg("a~1")]
    asked = happen(scene, leg_ends("a~1", Cause.CANCELLED))
    assert records("a~r3", "a~2") in asked
    assert scene.seat() is SeatState.WRAP_UP
    (join,) = of(commands.JoinLeg, happen(scene, recorded("a~r3")))
    assert join.leg == "a~2"
    asked = happen(scene, joined("a~2", "a~b1"))
    assert commands.CloseBridge(call="a", bridge=SIDE) in asked
    assert scene.book >> After(6)
    (closed,) = of(commands.CloseCall, happen(scene, leaves("a")))
    assert (closed.seat, closed.detail) == ("seat-02", "transferred")
    assert (closed.earlier_seat_recordings, closed.seat_recording) == (("a~r2",), "a~r3")


def test_a_seat_that_rang_for_a_question_rings_on_for_the_caller() -> None:
    scene = ringing()
    happen(scene, hands_over("seat-01", "seat-02"), leg_ends("a~1", Cause.CANCELLED))
    assert scene.call.state is CallState.OFFERED
    happen(scene, picks_up("a~2"), recorded("a~r3"), joined("a~2", "a~b1"))
    assert (scene.call.state, scene.call.answered_by) == (CallState.TALKING, "seat-02")


def test_one_that_was_consulted_and_hangs_up_before_it_has_the_caller_loses_nobody() -> None:
    scene = consulting()
    happen(scene, leg_ends("a~1", Cause.NORMAL))
    asked = happen(scene, leg_ends("a~2", Cause.NORMAL))
    (ring,) = of(commands.RingSeat, asked)
    assert ring.call == "a"
    assert scene.call.priority == -2


@pytest.mark.parametrize(
    ("moment_of", "wish", "reason"),
    [
        (ringing, consults("seat-01", "seat-03"), "guest_there"),
        (ringing, hands_over("seat-01", "seat-03"), "guest_there"),
        (ringing, gives_back("seat-01"), "guest_there"),
        (ringing, brings_together("seat-01"), "no_guest"),
        (ringing, watches("seat-03", "seat-01"), "guest_there"),
        (consulting, holds("seat-02"), "no_talk"),
        (consulting, consults("seat-02", "seat-03"), "no_talk"),
        (three_way, holds("seat-01"), "all_talk"),
        (listening, watches("seat-03", "seat-01"), "guest_there"),
    ],
)
def test_what_cannot_be_is_refused(moment_of: Moment, wish: Event, reason: str) -> None:
    scene = moment_of()
    assert happen(scene, wish) == [commands.Refuse(reason=reason)]


def test_a_guest_ends_its_leg_by_its_page_or_loses_it_with_its_page() -> None:
    for wish in (presses_hang_up("seat-02"), opens_page("seat-02")):
        assert happen(consulting(), wish) == [cancels_leg("a~2")]
    scene = ringing()
    assert cancels_leg("a~2") in happen(scene, unregisters("seat-02"))
    assert guest(scene) is None


def test_a_seat_whose_page_is_new_is_waited_for_unless_the_guest_is_with_the_caller() -> None:
    scene = consulting()
    happen(scene, opens_page("seat-01"))
    assert (scene.call.state, scene.call.reserved_for) == (CallState.WAITING, "seat-01")
    scene = three_way()
    assert happen(scene, opens_page("seat-01")) == [cancels_leg("a~1")]
    assert scene.call.state is CallState.TALKING


@pytest.mark.parametrize("moment_of", [meeting, merging])
def test_a_guest_that_cannot_be_brought_there_is_sent_away(moment_of: Moment) -> None:
    scene = moment_of()
    happen(scene, recorded("a~r3"))
    asked = happen(scene, join_refused("a~2", 500))
    assert cancels_leg("a~2") in asked
    assert commands.ReturnLeg(call="a", leg="a~1", bridge="a~b1") in asked
    assert guest(scene) is GuestState.LEAVING


def test_a_recording_that_fails_keeps_nobody_from_the_caller() -> None:
    scene = merging()
    asked = happen(scene, unrecorded("a~r3"))
    assert [each.leg for each in of(commands.JoinLeg, asked)] == ["a~2"]


def test_who_begins_anew_asks_again_for_what_was_under_way() -> None:
    legs = ("a~1",)
    (meet,) = of(commands.MeetLeg, happen(meeting(), met("a", is_played=False, legs=legs)))
    assert meet.bridge == "a~b3"  # a name that was used once is never used again
    asked = happen(merging(), met("a", is_played=False, legs=()))
    assert records("a~r4", "a~2") not in asked
    assert [each.recording for each in of(commands.RecordLeg, asked)] == ["a~r4"]
    joining = merging()
    happen(joining, recorded("a~r3"))
    (again,) = of(commands.JoinLeg, happen(joining, met("a", is_played=False, legs=())))
    assert again.leg == "a~2"
    back = three_way()
    asked = happen(back, met("a", is_played=False, legs=("a~2",)))
    assert asked == [commands.ReturnLeg(call="a", leg="a~1", bridge="a~b1")]


def test_asterisks_death_frees_seat_and_guest(moment: Scene) -> None:
    happen(moment, asterisk_dies())
    assert moment.center.state.calls == {}
    busy = (SeatState.TALKING, SeatState.RINGING)
    assert not [each for each in moment.center.state.seats.values() if each.state in busy]


def test_a_campaign_that_counts_its_seats_counts_no_guests() -> None:
    capped = contract.campaign(
        seat_cap=SeatCap.CONTRACT,
        capacity=tuple(replace(each, seats=1) for each in contract.SAPPORO.capacity),
    )
    scene = scenes.talking(capped, ready=2)
    assert of(commands.RingSeat, happen(scene, consults("seat-01", "seat-02")))
