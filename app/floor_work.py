"""The boards put together: what they read, who is told, and the look at the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from pathlib import Path

from agent_ui.floor_feed import FloorFeed, Picture
from agent_ui.floor_room import FloorRoom, Sees
from agent_ui.foresight import Foresight
from agent_ui.shown import Site
from app.alarm_watch import AlarmWatch
from app.duties import DutiesWatch
from app.floor_board import FloorBoard
from app.live import Live
from callcenter.contact import Calling
from callcenter.leading import bounds


def with_floor(
    site: Site,
    live: Live,
    foresight: Foresight,
    *,
    disk: Path,
    report_by: time,
) -> tuple[Site, DutiesWatch, AlarmWatch]:
    """Give the site its boards, and what looks at the desk and for alarms for them.

    Args:
        site: Whose pages.
        live: The floor and the day's counts.
        foresight: What is known of who calls.
        disk: A folder on the disk that must not be full.
        report_by: The time of day by which a complaint's report is due on its day.
    """
    contacts = site.contacts
    board = FloorBoard(
        live=live,
        seats=site.feed.floor,
        definition=live.definition,
        number_of=site.number_of,
        marks=foresight.marks,
        duties=lambda: watch.found,
        calling=lambda: contacts.calling() if contacts else Calling.OFF,
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

    watch = DutiesWatch(
        site.desk,
        report_by=report_by,
        open_days=live.campaign.open_days,
        changed=looked,
    )
    alarms = AlarmWatch(
        live,
        site.desk.rules.alarms,
        disk=disk,
        duties=lambda: watch.found,
        changed=site.feed.changed,
    )
    live.followed.append(alarms.heard)
    site.feed.also.append(changed)
    foresight.marked = changed
    room = FloorRoom(
        feeds=feeds,
        calls=lambda: list(live.floor.calls.values()),
        definition=live.definition,
        bounds=lambda: bounds(live.campaign, live.contract_row()),
        look=watch.look,
    )
    days = site.days
    if days is not None:
        days = replace(days, unclosed=lambda: watch.found.unclosed if watch.found else ())
    return replace(site, floor=room, days=days), watch, alarms


def _reader(board: FloorBoard, sees: Sees) -> Callable[[], Picture]:
    return lambda: board.picture(sees)
