"""A board's picture after any news equals a fresh one, whatever happened, whenever it began."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from agent_ui.feed import Feed
from agent_ui.floor_feed import FloorFeed, taken
from agent_ui.floor_room import Sees, shown
from app.boards import Boards
from app.floor_board import FloorBoard
from app.floor_start import shown_by
from app.home import Home
from app.live import Live
from callcenter.commands import Command, ShowSeat
from callcenter.contact import Calling
from callcenter.events import Event
from callcenter.outcome import Outcome
from callcenter.record import Header, Record
from metrics.day_figures import ENDED
from metrics.words import UNMEASURED
from tests.unit.callcenter.contract import Speaker
from tests.unit.callcenter.playbook import MONDAY
from tests.unit.callcenter.test_properties import CAMPAIGNS, Days
from tests.unit.metrics.shipped import the_clients

pytestmark = pytest.mark.unit


class Page:
    """What a browser keeps: the picture, and the last number that it saw."""

    def __init__(self) -> None:
        self.picture: dict[str, Any] = {}
        self.run, self.n = "", -1

    def reads(self, feed: FloorFeed) -> None:
        news = feed.after(self.run, self.n)
        for text in [feed.snapshot()] if news is None else news:
            told = json.loads(text)
            assert told.get("snapshot") or told["n"] == self.n + 1
            self.picture = taken(self.picture, told)
            self.run, self.n = told["run"], told["n"]


class BoardedDays(Days):
    """The same days, with boards that look on: one always, one now and then."""

    def open(self, campaign: str, ready: int) -> None:
        self.records = 0
        self.now, self.campaign = MONDAY, CAMPAIGNS[campaign]
        self.live = self._live()
        self.feed = FloorFeed(lambda: board(self.live).picture(Sees.LAST_FOUR))
        self.pages = Page(), Page()
        self.feed.enter()
        super().open(campaign, ready)

    def happens(self, event: Event) -> list[Command]:
        asked = super().happens(event)
        self.records += 1
        record = Record(n=self.records, event=event, commands=tuple(asked))
        self.live.numbers.apply(record)
        return asked

    @rule()
    def the_second_board_looks(self) -> None:
        self.feed.look()
        self.pages[1].reads(self.feed)
        assert self.pages[1].picture == plain(board(self.live).picture(Sees.LAST_FOUR))

    @invariant()
    def news_give_what_a_snapshot_gives(self) -> None:
        if not hasattr(self, "feed"):
            return
        self.feed.look()
        self.pages[0].reads(self.feed)
        assert self.pages[0].picture == plain(board(self.live).picture(Sees.LAST_FOUR))

    @rule(is_looked_at=st.booleans())
    def an_office_that_begins_now_shows_the_same(self, *, is_looked_at: bool) -> None:
        if not is_looked_at:
            return
        fresh = self._live()
        header = Header(
            n=self.records,
            at=self.now,
            source="",
            campaign="",
            offset_s=0.0,
            state=json.loads(json.dumps(self.center.state.to_plain())),
        )
        for command in shown_by(header, self.campaign, Speaker()):
            fresh.floor.show(command)
        seen, begun = (plain(board(each).picture(Sees.WHOLE)) for each in (self.live, fresh))
        counted = {"today", *(name for name in seen if name.startswith("slot/"))}
        assert {k: v for k, v in begun.items() if k != "today"} == {
            k: v for k, v in seen.items() if k not in counted
        }

    def _live(self) -> Live:
        return Live(
            Home(Path("/nowhere")),
            campaign=self.campaign,
            definition=the_clients(),
            lines=("011-000-0100",),
            clock=lambda: self.now,
            version="0",
        )


def board(live: Live) -> FloorBoard:
    seats = Boards(desks=live.desks, board=live.board, shown=live.seats, sitting=dict)
    return FloorBoard(
        live=live,
        seats=Feed(seats).floor,
        definition=the_clients(),
        number_of=lambda caller: f"011-000-{caller[-4:]}",
        marks=lambda _: (),
        duties=lambda: None,
        calling=lambda: Calling.OFF,
        foretold=dict,
    )


def plain(picture: dict[str, Any]) -> dict[str, Any]:
    """As it is after its way through JSON."""
    read: dict[str, Any] = json.loads(json.dumps(picture))
    return read


def test_snapshot_and_news_equal_a_fresh_snapshot() -> None:
    run_state_machine_as_test(
        BoardedDays,
        settings=settings(
            max_examples=4,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_news_that_are_no_longer_kept_make_a_snapshot() -> None:
    value = 0
    feed = FloorFeed(lambda: {"now": value})
    page = Page()
    feed.enter()
    page.reads(feed)
    for value in range(1, 700):  # noqa: B007 (the feed reads it)
        feed.look()
    assert feed.after(page.run, page.n) is None
    page.reads(feed)
    assert page.picture == {"now": 699}
    assert feed.after("another office", page.n) is None


def test_each_outcome_is_in_exactly_one_figure() -> None:
    counted = [outcome for figure in ENDED.values() for outcome in figure]
    assert len(counted) == len(set(counted)) == len(the_clients().places)


def test_a_number_is_shown_as_far_as_the_role_may_see_it() -> None:
    assert shown("011-222-3344", Sees.WHOLE) == "011-222-3344"
    assert shown("011-222-3344", Sees.LAST_FOUR) == "…3344"
    assert shown("011-222-3344", Sees.NOBODY) == ""


def live_of(home: Path) -> Live:
    return Live(
        Home(home),
        campaign=CAMPAIGNS[next(iter(CAMPAIGNS))],
        definition=the_clients(),
        lines=(),
        clock=lambda: MONDAY,
        version="0",
    )


def test_a_seat_whose_phone_is_not_there_can_take_no_call(tmp_path: Path) -> None:
    live = live_of(tmp_path)
    for seat, is_registered in (("seat-01", False), ("seat-02", True)):
        live.floor.show(
            ShowSeat(
                seat=seat,
                state="ready",
                since=MONDAY,
                reason="",
                call=None,
                registered=is_registered,
            )
        )
    now = board(live).picture(Sees.WHOLE)["now"]
    assert (now["staffed"], now["free"]) == (1, 1)


def test_a_half_hour_knows_its_rate_no_better_than_the_day(tmp_path: Path) -> None:
    shown = board(live_of(tmp_path))
    assert shown._slot({Outcome.ANSWERED: 1})["rate"] == "100.0"
    unmeasured = replace(shown, definition=the_clients("network-1"))
    assert unmeasured._slot({Outcome.ANSWERED: 1})["rate"] == UNMEASURED
