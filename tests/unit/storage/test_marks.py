"""Marks in a call's sound, made of what the heart really says; none is a stranger to the pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from agent_ui.sound_page import Happening, happened
from agent_ui.sound_words import MARKS, WHY
from callcenter import campaign, commands
from callcenter.campaign import Outbound
from callcenter.events import Cause, Event
from callcenter.guest_wishes import Watch
from callcenter.record import Record
from callcenter.wishes import OutsideTransferPressed
from storage.inquiry_tables import Inquiry
from storage.listening import Found
from storage.marks import marks_of
from storage.tables import Call
from storage.vault_tables import CallMark, KeptSound
from tests.unit.callcenter import contract, guest_scenes, scenes
from tests.unit.callcenter.happenings import (
    asks_to_record,
    brings_together,
    citizen_answers,
    consults,
    dials,
    gives_back,
    hands_over,
    heard,
    holds,
    joined,
    leaves,
    leg_ends,
    mutes,
    opens_page,
    picks_up,
    presses_hang_up,
    recorded,
    refuses_recording,
    registers,
    resumes,
    watches,
)
from tests.unit.callcenter.playbook import MONDAY, NOW, After, Playbook, play
from tests.unit.callcenter.scenes import Scene

pytestmark = pytest.mark.unit

Told = tuple[str, str | None, str, str]
"""Kind, seat, by, why."""


def told(scene: Scene, *what: Event) -> list[Told]:
    """Let it happen, a second later each; give the marks that it set in the call."""
    found: list[Told] = []
    for n, each in enumerate(what, start=1):
        assert scene.book >> After(1)
        event = replace(each, at=scene.book.at) if each.at == NOW else each
        record = Record(n=n, event=event, commands=tuple(scene.center.handle(event)))
        for mark in (CallMark(**row) for row in marks_of(record)):
            assert (mark.call, mark.n, mark.at) == ("a", n, event.at)
            assert mark.kind in MARKS
            assert mark.why in {"", *WHY}
            found.append((mark.kind, mark.seat, mark.by or "", mark.why))
    return found


def test_offered_answered_and_ended() -> None:
    scene = scenes.guided()
    assert told(scene, heard("a~p1")) == [("offered", "seat-01", "", "")]
    taken = told(scene, picks_up("a~1"), recorded("a~r1"), recorded("a~r2"), joined("a~1"))
    assert taken == [("answered", "seat-01", "", "")]
    assert told(scene, leaves("a")) == [("ended", "seat-01", "", "")]


def test_held_and_resumed_by_whom() -> None:
    scene = scenes.talking()
    assert told(scene, holds("seat-01"), holds("seat-01")) == [("held", None, "op-1", "")]
    assert told(scene, resumes("seat-01")) == [("resumed", None, "op-1", "")]


@pytest.mark.parametrize("why", ["button", "account_field", "search_field"])
def test_muted_and_unmuted_by_whom_and_why(why: str) -> None:
    scene = scenes.talking()
    assert told(scene, mutes("seat-01", why)) == [("muted", None, "op-1", why)]
    assert told(scene, mutes("seat-01", why, on=False)) == [("unmuted", None, "op-1", why)]


def test_begun_by_whom_and_only_if_it_was() -> None:
    scene = scenes.joining(contract.campaign(record_on_demand=True))
    assert told(scene, joined("a~1")) == [("answered", "seat-01", "", "")]
    assert told(scene, holds("seat-01"), asks_to_record("seat-01"), recorded("a~r1")) == [
        ("held", None, "op-1", ""),
        ("begun", "seat-01", "op-1", ""),
    ]
    # That the seat is not heard as long as it holds its caller is a part of the hold.
    assert told(scene, recorded("a~r2"), asks_to_record("seat-01")) == []


def test_whom_we_call_was_told_before_it_began() -> None:
    flows = replace(contract.FLOWS, calling="calling")
    outbound = Outbound(told=campaign.Told.PROMPT)
    center = contract.center(contract.campaign(flows=flows, outbound=outbound))
    play(center, dials("a"), picks_up("a~1"))
    scene = Scene(center, Playbook(center), center.state.calls["a"])
    assert told(scene, citizen_answers("a")) == [("answered", "seat-01", "", "")]
    assert told(scene, heard("a~p1")) == [("noticed", None, "", "")]


def test_refused_by_whom() -> None:
    assert told(scenes.talking(), refuses_recording("seat-01")) == [("refused", None, "op-1", "")]


def test_transferred_to_a_seat_which_is_offered_it_then() -> None:
    scene = scenes.talking(ready=3)
    pressed = told(scene, hands_over("seat-01", "seat-02"), hands_over("seat-01", "seat-02"))
    assert pressed == [("transferred", "seat-02", "op-1", "to_seat")]
    ended = told(scene, leg_ends("a~1", Cause.CANCELLED))
    assert ended == [("offered", "seat-02", "", "")]


def test_transferred_to_the_queue() -> None:
    scene = scenes.talking(ready=1)
    assert told(scene, gives_back("seat-01")) == [("transferred", None, "op-1", "to_queue")]


def test_transferred_to_an_outside_number() -> None:
    city = {"city_hall": "+81112112111"}
    scene = scenes.talking(contract.campaign(transfers=city), ready=1)
    wish = OutsideTransferPressed(at=NOW, seat="seat-01", by="op-1", to="city_hall")
    assert told(scene, wish) == [("transferred", None, "op-1", "to_outside")]


def test_what_is_refused_hands_nothing_over() -> None:
    scene = scenes.talking(ready=1)
    wish = OutsideTransferPressed(at=NOW, seat="seat-01", by="op-1", to="nowhere")
    refused = (hands_over("seat-01", "seat-02"), brings_together("seat-01"), wish)
    assert told(scene, *refused) == []
    assert scene.center.handle(replace(wish, at=scene.book.at)) == [
        commands.Refuse(reason="unknown_number")
    ]


def test_attended_who_was_asked_goes_on_with_the_caller() -> None:
    scene = scenes.talking(ready=3)
    assert told(scene, consults("seat-01", "seat-02")) == [("held", None, "op-1", "")]
    assert told(scene, picks_up("a~2"), joined("a~2", guest_scenes.SIDE)) == []
    assert told(scene, presses_hang_up("seat-01")) == []
    assert told(scene, leg_ends("a~1", Cause.CANCELLED)) == [("handed_on", "seat-02", "", "")]
    assert told(scene, recorded("a~r3"), joined("a~2", "a~b1")) == [("answered", "seat-02", "", "")]


def test_three_way_begun_and_gone_on_with_by_the_one_who_is_left() -> None:
    scene = guest_scenes.consulting()
    assert told(scene, brings_together("seat-01")) == [("three_way", "seat-02", "op-1", "")]
    assert told(scene, recorded("a~r3"), joined("a~2", "a~b1")) == [("resumed", None, "", "")]
    assert told(scene, leg_ends("a~1")) == [("handed_on", "seat-02", "", "")]


def test_a_guest_who_leaves_hands_nothing_on_for_the_seat_goes_on() -> None:
    scene = guest_scenes.three_way()
    assert told(scene, leg_ends("a~2")) == [("guest_left", "seat-02", "", "")]
    assert scene.call.earlier_seats_left == [scene.book.at]


def test_who_was_asked_and_never_met_the_caller_leaves_nothing() -> None:
    assert told(guest_scenes.consulting(), leg_ends("a~2")) == []


def test_a_supervisor_barges_in_and_leaves_again() -> None:
    scene = guest_scenes.listening()
    barge = watches("seat-02", "seat-01", Watch.BARGE)
    assert told(scene, barge, recorded("a~r3")) == []
    assert told(scene, joined("a~2", "a~b1")) == [("three_way", "seat-02", "", "")]
    assert told(scene, leg_ends("a~2")) == [("guest_left", "seat-02", "", "")]


def test_interrupted_by_a_page_opened_anew_until_its_seat_is_back() -> None:
    scene = scenes.talking(ready=2)
    assert told(scene, opens_page("seat-01")) == [("interrupted", "seat-01", "op-1", "")]
    assert told(scene, leg_ends("a~1", Cause.CANCELLED)) == []
    assert told(scene, registers("seat-01")) == [("offered", "seat-01", "", "")]
    back = told(scene, picks_up("a~2"), recorded("a~r3"), joined("a~2"))
    assert back == [("answered", "seat-01", "", "")]


def test_interrupted_by_a_phone_whose_sound_is_gone_and_not_by_one_that_hangs_up() -> None:
    lost = told(scenes.talking(ready=1), leg_ends("a~1", Cause.SILENT))
    assert lost == [("offered", "seat-01", "", ""), ("interrupted", "seat-01", "", "")]
    left = told(scenes.talking(ready=1), leg_ends("a~1"))
    assert "interrupted" not in [kind for kind, *_ in left]


def part(n: int, closed_at: datetime | None) -> Inquiry:
    return Inquiry(
        id=f"r{n}",
        call="a",
        staff=f"s{n}",
        seat="seat-01",
        business_date=MONDAY.date(),
        begun_at=MONDAY,
        saved_at=MONDAY,
        closed_at=closed_at,
        language="ja",
    )


def test_a_record_saved_in_the_talk_stands_between_the_marks_and_one_saved_later_does_not() -> None:
    saved, ended = (MONDAY + timedelta(seconds=each) for each in (30, 60))
    late = ended + timedelta(seconds=20)
    found = Found(
        sound=KeptSound(
            call="a",
            business_date=MONDAY.date(),
            arrived_at=MONDAY,
            stored_at=late,
            name="2026-02-02/a.sealed",
            codec="flac",
            bytes=1,
            sha256="",
            duration_s=60.0,
        ),
        call=Call(
            id="a",
            line=contract.LINE,
            arrived_at=MONDAY,
            business_date=MONDAY.date(),
            state="ended",
            state_since=ended,
            answered_at=MONDAY,
            ended_at=ended,
        ),
        records=tuple((part(n, at), None) for n, at in enumerate((saved, late, None), start=1)),
    )
    marks = [
        CallMark(call="a", n=2, kind="ended", at=ended),
        CallMark(call="a", n=1, kind="muted", at=MONDAY, by="s1", why="button"),
    ]
    assert happened(found, marks) == [
        Happening(MONDAY, "muted", None, "s1", "button"),
        Happening(saved, "recorded", "seat-01", "s1"),
        Happening(ended, "ended"),
    ]
    assert "recorded" in MARKS
