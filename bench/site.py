"""The pages of a live floor, on a desk that asks nobody: what the benches of pages look at."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_ui.feed import Feed
from agent_ui.shown import Site
from agent_ui.sitters import Sitters
from app.boards import Boards
from app.clock import Clock
from app.live import Live
from bench.applications import ZONE
from callcenter.events import Asked
from desk.desk import Desk
from desk.passwords import Passwords
from desk.rules import Category, Rules
from storage.seal import Seal


def site_of(
    live: Live, database: AsyncEngine, clock: Clock, *, categories: tuple[Category, ...] = ()
) -> Site:
    """Make the pages; what people want there is taken by nobody."""
    desk = Desk(
        engine=database,
        rules=Rules(categories=categories),
        seal=Seal(b"k" * 32, "staff"),
        clock=clock,
        machine_clock=clock,
        zone=ZONE,
        passwords=Passwords(time_cost=1, memory_kib=64),
    )
    desks = live.desks
    feed = Feed(
        Boards(desks=desks, board=live.board, shown=live.seats, sitting=lambda: sitters.by_seat)
    )
    live.changed = feed.changed
    sitters = Sitters(desk, submit=_nothing_wanted, changed=feed.changed)
    return Site(
        board=live.board,
        health=_no_parts,
        metrics=lambda: b"",
        metrics_type="text/plain",
        desk=desk,
        seats=desks,
        submit=_nothing_wanted,
        feed=feed,
        sitters=sitters,
        arrival=live.arrival,
    )


async def _nothing_wanted(wish: Asked) -> str:
    return ""


async def _no_parts() -> tuple[()]:
    return ()
