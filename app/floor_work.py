"""The boards put together: what they read, who is told, and the look at the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from agent_ui.feed import Feed
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


@dataclass(slots=True)
class _Told:
    """Whom a change is told: the boards, or every page where its bar changes, too."""

    pages: Feed
    boards: dict[Sees, FloorFeed] = field(default_factory=dict)

    def changed(self) -> None:
        for feed in self.boards.values():
            feed.changed()

    def looked(self, watch: DutiesWatch) -> None:
        if self.pages.notice == watch.notice:
            self.changed()
        else:
            self.pages.notice = watch.notice
            self.pages.changed()


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
    told = _Told(site.feed)
    watch = _duties_of(site, live, reporting, told)
    alarms = AlarmWatch(
        live,
        site.desk.rules.alarms,
        home=home,
        duties=lambda: watch.found,
        unregistered=unregistered,
        changed=site.feed.changed,
    )
    calling = _calling_of(site)
    forecast = ForecastKeeper(live, reporting, calling=calling, changed=told.changed)
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
    told.boards |= {sees: FloorFeed(_reader(board, sees)) for sees in Sees}
    live.followed += [foresight.heard, watch.heard, alarms.heard, forecast.heard]
    live.stood.append(foresight.stood)
    live.standing = alarms.standing
    site.feed.also.append(told.changed)
    foresight.marked = told.changed
    room = _room_of(live, reporting, told, watch, alarms)
    days = site.days
    if days is not None:
        days = replace(
            days,
            unclosed=lambda: watch.found.unclosed if watch.found else (),
            not_imported=lambda: watch.found.not_imported if watch.found else None,
        )
    return replace(site, floor=room, days=days), watch, alarms, forecast


def _duties_of(site: Site, live: Live, reporting: Reporting, told: _Told) -> DutiesWatch:
    watch = DutiesWatch(
        site.desk,
        report_by=reporting.plan.due,
        is_recorded=live.campaign.record,
        open_days=live.campaign.open_days,
        changed=lambda: told.looked(watch),
    )
    return watch


def _calling_of(site: Site) -> Callable[[], Calling]:
    contacts = site.contacts
    return lambda: contacts.calling() if contacts else Calling.OFF


def _room_of(
    live: Live, reporting: Reporting, told: _Told, watch: DutiesWatch, alarms: AlarmWatch
) -> FloorRoom:
    return FloorRoom(
        feeds=told.boards,
        calls=lambda: list(live.floor.calls.values()),
        definition=live.definition,
        bounds=lambda: bounds(live.campaign, live.contract_row()),
        hours=lambda: chart_hours(live.campaign, reporting.today),
        unsound=lambda: [each for kind, each in live.floor.alarms if kind == RECORDING_LOST],
        look=watch.look,
        nudge=watch.nudge,
        heard=lambda seat, voice: alarms.voices.heard(seat, voice, live.now()),
    )


def _reader(board: FloorBoard, sees: Sees) -> Callable[[], Picture]:
    return lambda: board.picture(sees)
