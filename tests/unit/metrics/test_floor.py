from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.commands import ShowCall
from callcenter.events import InstanceStarted
from callcenter.outcome import Outcome
from callcenter.record import Record
from callcenter.seat import SeatState
from metrics.floor import Floor
from tests.integration.storage.story import Story

pytestmark = pytest.mark.unit


def folded(records: list[Record]) -> Floor:
    floor = Floor()
    for record in records:
        floor.apply(record)
    return floor


def a_morning() -> Story:
    story = Story()
    story.seat("seat-01", "ready")
    story.seat("seat-02", "not_ready")
    story.alarm("seats_below_contract")
    story.whole_call("c1")
    arrived_at = story.at
    story.arrive("c2")
    story.arrive("c3")
    story.arrive("c4", state="offered")
    story.arrive("c5", state="guided")
    story.talk("c2", "seat-01", arrived_at)
    story.whole_call("c6", Outcome.ABANDONED_IN_QUEUE)
    story.alarm("disk_full", "log")
    story.alarm("disk_full", "recordings")
    story.clear("seats_below_contract")
    return story


def test_the_picture_counts_what_stands() -> None:
    story = a_morning()
    picture = folded(story.records).picture(story.at)
    assert (picture.waiting, picture.ringing, picture.talking) == (1, 1, 1)
    assert picture.lines_in_use == 4
    assert picture.seats == {
        SeatState.NOT_READY: 1,
        SeatState.READY: 0,
        SeatState.RINGING: 0,
        SeatState.TALKING: 1,
        SeatState.WRAP_UP: 0,
    }
    assert picture.alarms == {"disk_full": 2}


def test_the_longest_wait_is_that_of_the_first_to_arrive() -> None:
    story = Story()
    start = story.at
    story.arrive("c1")
    story.arrive("c2")
    floor = folded(story.records)
    assert floor.picture(start + timedelta(seconds=90)).longest_wait_s == 90.0
    assert floor.picture(start - timedelta(seconds=5)).longest_wait_s == 0.0
    assert Floor().picture(start).longest_wait_s == 0.0


def test_a_call_without_a_line_uses_none() -> None:
    story = Story()
    record = story.arrive("c1", state="closing")
    shown = record.commands[0]
    assert isinstance(shown, ShowCall)
    floor = Floor()
    floor.show(replace(shown, holds_line=False))
    assert floor.picture(story.at).lines_in_use == 0


@given(st.integers(0, 20))
def test_a_floor_that_begins_late_equals_one_that_saw_everything(cut: int) -> None:
    story = a_morning()
    records, whole = story.records, folded(story.records)
    before = folded(records[:cut])
    shown_again = Record(
        n=0,
        event=InstanceStarted(at=story.at),
        commands=(*before.calls.values(), *before.seats.values(), *before.alarms.values()),
    )
    late = folded([shown_again, *records[cut:]])
    assert late == whole
    assert late.picture(story.at) == whole.picture(story.at)
