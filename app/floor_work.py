"""The boards put together: what they read, who is told, and the look at the desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import time

from agent_ui.floor_feed import FloorFeed, Picture
from agent_ui.floor_room import FloorRoom, Sees
from agent_ui.foresight import Foresight
from agent_ui.shown import Site
from app.duties import DutiesWatch
from app.floor_board import FloorBoard
from app.live import Live
from callcenter.leading import bounds
from metrics.definition import Definition


def with_floor(
    site: Site,
    live: Live,
    foresight: Foresight,
    *,
    definition: Definition,
    report_by: time,
) -> tuple[Site, Callable[[], Awaitable[None]]]:
    """Give the site its boards, and the work that looks at the desk for them.

    Args:
        site: Whose pages.
        live: The floor and the day's counts.
        foresight: What is known of who calls.
        definition: Of the answer rate that the client agreed to.
        report_by: The time of day by which a complaint's report is due on its day.
    """
    contacts = site.contacts
    board = FloorBoard(
        live=live,
        seats=site.feed.floor,
        definition=definition,
        number_of=site.number_of,
        marks=foresight.marks,
        duties=lambda: watch.found,
        calling=lambda: (contacts.is_on(), contacts.rests()) if contacts else (False, False),
    )
    feeds = {sees: FloorFeed(_reader(board, sees)) for sees in Sees}

    def changed() -> None:
        for feed in feeds.values():
            feed.changed()

    def looked() -> None:
        if site.feed.notice == watch.notice:
            changed()
        else:
            site.feed.notice = watch.notice
            site.feed.changed()

    watch = DutiesWatch(site.desk, report_by=report_by, changed=looked)
    site.feed.also.append(changed)
    foresight.marked = changed
    room = FloorRoom(
        feeds=feeds,
        calls=lambda: list(live.floor.calls.values()),
        definition=definition,
        bounds=lambda: bounds(live.campaign, live.contract_row()),
        look=watch.look,
    )
    return replace(site, floor=room), watch.run


def _reader(board: FloorBoard, sees: Sees) -> Callable[[], Picture]:
    return lambda: board.picture(sees)
