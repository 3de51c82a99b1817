"""Recordings that begin in the midst of a talk: as the seat asks, or after a notice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callcenter import commands
from callcenter.campaign import Campaign, Outbound, Told
from callcenter.center import Center
from callcenter.commands import CloseCall, CloseDial, MuteRecording, RecordLeg, Refuse
from callcenter.events import Cause
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import of, shows_seat
from tests.unit.callcenter.happenings import (
    asks_to_record,
    brings_together,
    citizen_answers,
    consults,
    dials,
    hands_over,
    heard,
    holds,
    joined,
    leaves,
    leg_ends,
    met,
    mutes,
    picks_up,
    recorded,
    refuses_recording,
    resumes,
    unrecorded,
)
from tests.unit.callcenter.playbook import Playbook, play

pytestmark = pytest.mark.unit

OUT = "out.x.1"
LEG = f"{OUT}~1"
BOTH = [(OUT, f"{OUT}~r1"), (LEG, f"{OUT}~r2")]
ON_DEMAND = contract.campaign(record_on_demand=True)


def calling(told: Told) -> Campaign:
    """Whom we call is told so before they are recorded."""
    flows = replace(contract.FLOWS, calling="calling")
    return contract.campaign(flows=flows, outbound=Outbound(told=told))


def answered(told: Told = Told.PROMPT) -> tuple[Center, list[commands.Command]]:
    """The citizen has answered just now; what is asked for then."""
    center = contract.center(calling(told), ready=2)
    play(center, dials(OUT), picks_up(LEG))
    return center, play(center, citizen_answers(OUT))


def recorded_legs(asked: list[commands.Command]) -> list[tuple[str, str]]:
    return [(each.leg, each.recording) for each in of(RecordLeg, asked)]


def unrecorded_talk() -> scenes.Scene:
    """Seat and caller talk, and the campaign records what its seats ask for."""
    scene = scenes.joining(ON_DEMAND, ready=2)
    play(scene.center, joined("a~1"), at=scene.book.at)
    return scene


def test_on_demand_nothing_is_recorded_until_the_seat_asks_and_the_board_says_so() -> None:
    scene = unrecorded_talk()
    assert scene.call.caller_recording is None
    book = Playbook(scene.center, at=scene.book.at, shows=True)
    assert (
        book
        >> mutes("seat-01")
        << shows_seat("seat-01", "talking", unrecorded="unasked")
        >> mutes("seat-01", on=False)
        << shows_seat("seat-01", "talking", unrecorded="unasked")
        >> asks_to_record("seat-01")
        << RecordLeg(call="a", leg="a", snoop="a~s1", recording="a~r1")
        << RecordLeg(call="a", leg="a~1", snoop="a~1~s1", recording="a~r2")
        << shows_seat("seat-01", "talking", unrecorded="")
        >> asks_to_record("seat-01")
        << Refuse(reason="already_recorded")
    )


def test_on_demand_who_takes_the_call_over_is_recorded_as_well_and_all_of_it_is_filed() -> None:
    center = unrecorded_talk().center
    play(center, asks_to_record("seat-01"), recorded("a~r1"), recorded("a~r2"))
    play(center, hands_over("seat-01", "seat-02"), leg_ends("a~1"))
    assert recorded_legs(play(center, picks_up("a~2"))) == [("a~2", "a~r3")]
    (filed,) = of(CloseCall, play(center, recorded("a~r3"), joined("a~2"), leaves("a")))
    assert (filed.caller_recording, filed.seat_recording) == ("a~r1", "a~r3")
    assert (filed.earlier_seat_recordings, filed.detail) == (("a~r2",), "transferred")


def test_on_demand_what_nobody_asked_for_is_rightly_not_recorded() -> None:
    asked = play(unrecorded_talk().center, leaves("a"))
    (filed,) = of(CloseCall, asked)
    assert (filed.detail, filed.caller_recording) == ("recording_unasked", None)


def test_a_recording_that_begins_in_a_silent_part_is_silent_until_that_is_over() -> None:
    center = unrecorded_talk().center
    play(center, mutes("seat-01", "account_field"), asks_to_record("seat-01"))
    asked = play(center, recorded("a~r1"))
    assert of(MuteRecording, asked) == [
        MuteRecording(call="a", recordings=("a~r1",), why="account_field")
    ]
    asked = play(center, recorded("a~r2"), mutes("seat-01", "account_field", on=False))
    unmuted = commands.UnmuteRecording(call="a", recordings=("a~r1", "a~r2"))
    assert unmuted in asked


def test_one_that_begins_while_the_caller_is_held_hears_the_seat_only_after_it() -> None:
    center = unrecorded_talk().center
    play(center, holds("seat-01"), asks_to_record("seat-01"), recorded("a~r1"))
    asked = play(center, recorded("a~r2"))
    assert of(MuteRecording, asked) == [MuteRecording(call="a", recordings=("a~r2",), why="hold")]
    asked = play(center, resumes("seat-01"))
    assert commands.ResumeCaller(call="a", recording="a~r2") in asked


def test_all_three_are_recorded_if_all_three_talk() -> None:
    center = unrecorded_talk().center
    play(center, consults("seat-01", "seat-02"), picks_up("a~2"), joined("a~2", "a~b2"))
    play(center, brings_together("seat-01"), joined("a~2"))
    legs = recorded_legs(play(center, asks_to_record("seat-01")))
    assert [leg for leg, _ in legs] == ["a", "a~1", "a~2"]


def test_whom_we_call_hears_the_notice_first_and_is_recorded_from_its_end() -> None:
    center, asked = answered()
    (announced,) = of(commands.Announce, asked)
    assert (announced.sounds, recorded_legs(asked)) == (("calling/0",), [])
    assert recorded_legs(play(center, heard(f"{OUT}~p1"))) == BOTH
    (filed,) = of(CloseDial, play(center, recorded(f"{OUT}~r1"), leaves(OUT)))
    assert (filed.detail, filed.caller_recording) == ("", f"{OUT}~r1")


def test_who_leaves_before_its_end_is_not_recorded_and_the_row_says_why() -> None:
    center, _ = answered()
    (filed,) = of(CloseDial, play(center, leaves(OUT)))
    assert (filed.detail, filed.caller_recording) == ("notice_unheard", None)


def test_a_notice_that_cannot_be_played_records_nobody_until_the_seat_has_told_them() -> None:
    center, _ = answered()
    assert recorded_legs(play(center, heard(f"{OUT}~p1", to_its_end=False))) == []
    assert recorded_legs(play(center, asks_to_record("seat-01"))) == BOTH
    (filed,) = of(CloseDial, play(center, leaves(OUT)))
    assert filed.detail == ""


def test_the_seat_may_be_quicker_than_the_notice_which_then_ends() -> None:
    center, _ = answered()
    asked = play(center, asks_to_record("seat-01"))
    assert of(commands.StopAnnouncement, asked)
    assert recorded_legs(asked) == BOTH


def test_who_refuses_while_being_told_is_not_recorded() -> None:
    center, _ = answered()
    play(center, refuses_recording("seat-01"))
    assert recorded_legs(play(center, heard(f"{OUT}~p1"))) == []
    assert play(center, asks_to_record("seat-01")) == [Refuse(reason="not_recorded")]
    (filed,) = of(CloseDial, play(center, leaves(OUT)))
    assert filed.detail == "recording_refused"


def test_told_by_the_seat_nothing_is_played_and_told_beforehand_all_is_recorded() -> None:
    center, asked = answered(Told.SEAT)
    assert (of(commands.Announce, asked), recorded_legs(asked)) == ([], [])
    assert recorded_legs(play(center, asks_to_record("seat-01"))) == BOTH
    assert recorded_legs(answered(Told.BEFOREHAND)[1]) == BOTH


def test_a_talk_that_is_interrupted_in_the_notice_hears_it_again_when_it_goes_on() -> None:
    center, _ = answered()
    asked = play(center, leg_ends(LEG, Cause.SILENT))
    assert of(commands.StopAnnouncement, asked)
    play(center, picks_up(f"{OUT}~2"))
    asked = play(center, joined(f"{OUT}~2"))
    (again,) = of(commands.Announce, asked)
    assert again.sounds == ("calling/0",)
    legs = recorded_legs(play(center, heard(again.playback)))
    assert [leg for leg, _ in legs] == [OUT, f"{OUT}~2"]


def test_a_controller_that_died_in_the_notice_has_it_said_again_unless_it_goes_on() -> None:
    there = met(OUT, is_bridged=True, has_bridge=True, is_played=True, legs=(LEG,))
    center, _ = answered()
    assert not of(commands.Announce, play(center, there))
    (again,) = of(commands.Announce, play(center, replace(there, is_played=False)))
    assert recorded_legs(play(center, heard(again.playback))) == BOTH


def test_what_a_dead_controller_did_not_begin_is_begun_again() -> None:
    center, _ = answered()
    play(center, heard(f"{OUT}~p1"))
    there = met(OUT, is_bridged=True, has_bridge=True, recordings=(f"{OUT}~r1",), legs=(LEG,))
    assert recorded_legs(play(center, there)) == [(LEG, f"{OUT}~r3")]
    assert recorded_legs(play(center, recorded(f"{OUT}~r3"), there)) == []


def test_without_a_talk_or_where_nothing_is_recorded_there_is_nothing_to_begin() -> None:
    ringing = scenes.ringing(ON_DEMAND).center
    assert play(ringing, asks_to_record("seat-01")) == [Refuse(reason="no_talk")]
    never = scenes.joining(contract.campaign(record=False)).center
    play(never, joined("a~1"))
    assert play(never, asks_to_record("seat-01")) == [Refuse(reason="not_recorded")]


def test_a_recording_that_fails_leaves_the_talk_and_the_row_says_so() -> None:
    center = unrecorded_talk().center
    play(center, asks_to_record("seat-01"), unrecorded("a~r1"), unrecorded("a~r2"))
    (filed,) = of(CloseCall, play(center, leaves("a")))
    assert filed.detail == "unrecorded"
