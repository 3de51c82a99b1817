"""A site on a desk of its own, whose floor and controller are the test's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agent_ui.feed import Feed
from agent_ui.shown import Board, Part, Site
from agent_ui.sitters import Sitters
from app.boards import Boards
from callcenter.commands import ShowSeat
from callcenter.events import Asked, NotReadyPressed, ReadyPressed
from callcenter.outcome import Outcome
from callcenter.seat import SeatState
from callcenter.wishes import HandPressed
from desk.desk import Desk
from desk.passwords import Passwords
from desk.rules import Category, Reason, Rules, Template
from metrics.floor import Picture
from storage.engine import connect
from storage.seal import Seal
from tests.integration.desk.conftest import MORNING, Clock, clock
from tests.integration.storage.conftest import sqlite_url

__all__ = ["clock", "sqlite_url"]

AT = datetime(2026, 2, 2, 10, 24, tzinfo=ZoneInfo("Asia/Tokyo"))
SEATS = ("seat-01", "seat-02", "sv-01")
RULES = Rules(
    reasons=(Reason(id="break", name="休憩"), Reason(id="training", name="研修")),
    categories=(
        Category(
            id="apply",
            name="申請方法",
            children=(Category(id="papers", name="必要書類"),),
        ),
        Category(id="complaint", name="苦情", is_complaint=True),
    ),
    templates=(Template(name="制度案内", text="制度の概要をご案内した。"),),
)


class Controller:
    """Does what people want at once, as the heart does for seats without a call."""

    def __init__(self) -> None:
        self.wishes: list[Asked] = []
        self.shown: dict[str, ShowSeat] = {}
        self.refuses = ""
        self.feed: Feed

    async def submit(self, wish: Asked) -> str:
        self.wishes.append(wish)
        if self.refuses:
            return self.refuses
        match wish:
            case ReadyPressed():
                self.show(wish.seat, SeatState.READY)
            case NotReadyPressed():
                self.show(wish.seat, SeatState.NOT_READY, wish.reason)
            case HandPressed(seat=seat, is_up=is_up):
                shown = self.shown[seat]
                self.shown[seat] = replace(shown, hand=MORNING if is_up else None)
                self.feed.changed([seat])
            case _:
                pass  # what is wanted of a talk is shown by the talk
        return ""

    def show(
        self,
        seat: str,
        state: SeatState,
        reason: str = "",
        *,
        call: str | None = None,
        tie: str = "",
    ) -> None:
        self.shown[seat] = ShowSeat(
            seat=seat,
            state=state.value,
            since=MORNING,
            reason=reason,
            call=call,
            registered=True,
            tie=tie,
        )
        self.feed.changed([seat])


def board() -> Board:
    picture = Picture(
        at=AT,
        waiting=3,
        longest_wait_s=83.0,
        ringing=0,
        talking=6,
        lines_in_use=9,
        seats=dict.fromkeys(SeatState, 0),
        alarms={"seats_below_contract": 1},
    )
    return Board(
        campaign="<script>alert(1)</script>事務センター",
        lines=("011-000-0100",),
        at=AT,
        picture=picture,
        capacity=12,
        today={Outcome.ANSWERED: 9, Outcome.NO_LINE: 1},
        answer_rate=Fraction(9, 10),
    )


async def no_parts() -> tuple[Part, ...]:
    return ()


@pytest.fixture
def controller() -> Controller:
    return Controller()


@pytest.fixture
async def desk(sqlite_url: str, clock: Clock) -> AsyncIterator[Desk]:
    engine = connect(sqlite_url)
    yield Desk(
        engine=engine,
        rules=RULES,
        seal=Seal(b"k" * 32, "staff"),
        clock=clock,
        machine_clock=clock,
        zone=ZoneInfo("Asia/Tokyo"),
        passwords=Passwords(time_cost=1, memory_kib=64),
    )
    await engine.dispose()


@pytest.fixture
def site(desk: Desk, controller: Controller) -> Site:
    def sitting() -> Mapping[str, Any]:
        return sitters.by_seat

    feed = Feed(Boards(desks=SEATS, board=board, shown=lambda: controller.shown, sitting=sitting))
    controller.feed = feed
    sitters = Sitters(desk, submit=controller.submit, changed=feed.changed)
    return Site(
        board=board,
        health=no_parts,
        metrics=lambda: b"madoguchi_waiting 3\n",
        metrics_type="text/plain; version=0.0.4; charset=utf-8",
        desk=desk,
        seats=SEATS,
        submit=controller.submit,
        feed=feed,
        sitters=sitters,
    )
