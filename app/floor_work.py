"""The boards put together: what they read, who is told, and the look at the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from agent_ui.floor_feed import FloorFeed, Picture
from agent_ui.floor_room import FloorRoom, Sees
from agent_ui.foresight import Foresight
from agent_ui.shown import Site
from app.alarm_watch import RECORDING_LOST, AlarmWatch
from app.chart_hours import chart_hours
from app.duties import DutiesWatch
from app.floor_board import FloorBoard
from app.forecast_board import board_values
from app.forecast_keeper import ForecastKeeper
from app.home import Home
from app.live import Live
from callcenter.contact import Calling
from callcenter.leading import bounds
from metrics.reporting import Reporting


def with_floor(
    site: Site,
    live: Live,
    foresight: Foresight,
    *,
    home: Home,
    reporting: Reporting,
    unregistered: Callable[[], Sequence[str]] = tuple,
) -> tuple[Site, DutiesWatch, AlarmWatch, ForecastKeeper]:
    """Give the site its boards, and what looks at the desk and for alarms for them.

    Args:
        site: Whose pages.
        live: The floor and the day's counts.
        foresight: What is known of who calls.
        home: Whose disk must not be full, and where alarms are kept.
        unregistered: The trunks that lost their registration.
        reporting: By when a complaint's report is due on its day, and what is told of the day.
    """
    contacts = site.contacts

    def calling() -> Calling:
        return contacts.calling() if contacts else Calling.OFF

    board = FloorBoard(
        live=live,
        seats=site.feed.floor,
        definition=live.definition,
        number_of=site.number_of,
        marks=foresight.marks,
        duties=lambda: watch.found,
        calling=calling,
        foretold=lambda: board_values(forecast.found, forecast.pulls),
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
        report_by=reporting.plan.due,
        is_recorded=live.campaign.record,
        open_days=live.campaign.open_days,
        changed=looked,
    )
    alarms = AlarmWatch(
        live,
        site.desk.rules.alarms,
        home=home,
        duties=lambda: watch.found,
        unregistered=unregistered,
        changed=site.feed.changed,
    )
    live.followed.append(foresight.heard)
    live.stood.append(foresight.stood)
    live.followed.append(watch.heard)
    live.followed.append(alarms.heard)
    live.standing = alarms.standing
    forecast = ForecastKeeper(live, reporting, calling=calling, changed=changed)
    live.followed.append(forecast.heard)
    site.feed.also.append(changed)
    foresight.marked = changed
    room = FloorRoom(
        feeds=feeds,
        calls=lambda: list(live.floor.calls.values()),
        definition=live.definition,
        bounds=lambda: bounds(live.campaign, live.contract_row()),
        hours=lambda: chart_hours(live.campaign, reporting.today),
        unsound=lambda: [each for kind, each in live.floor.alarms if kind == RECORDING_LOST],
        look=watch.look,
        nudge=watch.nudge,
        heard=lambda seat, voice: alarms.voices.heard(seat, voice, live.now()),
    )
    days = site.days
    if days is not None:
        days = replace(days, unclosed=lambda: watch.found.unclosed if watch.found else ())
    return replace(site, floor=room, days=days), watch, alarms, forecast


def _reader(board: FloorBoard, sees: Sees) -> Callable[[], Picture]:
    return lambda: board.picture(sees)
