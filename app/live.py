"""The office's live numbers: the floor, the counts and the metrics, kept up with the log."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_ui.shown import Board
from app import floor_start
from app.clock import Clock
from app.follow import Ears, follow
from app.home import Home
from callcenter.campaign import Campaign, CapacityRow
from callcenter.commands import CloseCall, RaiseAlarm, ShowCall, ShowSeat
from callcenter.events import CallArrived
from callcenter.guidance import Guidance
from callcenter.lines import row_of
from callcenter.outcome import Outcome
from callcenter.record import Record
from callcenter.seat import SeatState
from metrics.answer_rate import answer_rate
from metrics.day import Days
from metrics.definition import Definition
from metrics.floor import Floor
from metrics.prometheus import Fixed, Numbers
from metrics.vital import ReportSigns, RowSigns, Signs, Vital
from storage.calls import tally
from storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

PATIENCE_S = 3.0
"""So long the database is asked for its counts; after that the log's files are counted."""
SILENT_S = 3.0
"""A controller that tells nothing of itself for so long is frozen."""
TURN = 200
"""After so many records that came at once the loop turns, so that pages are served meanwhile."""


class Changed(Protocol):
    """Told that a board shows something else now, and which seats."""

    def __call__(self, seats: Iterable[str], *, at_once: bool = False) -> None:
        """Take it; `at_once` where a person waits for it."""


def _nobody(seats: Iterable[str], *, at_once: bool = False) -> None:
    """Nobody is told yet."""


class Live:
    """What the instance does now, in numbers."""

    def __init__(
        self,
        home: Home,
        *,
        campaign: Campaign,
        definition: Definition,
        lines: tuple[str, ...],
        clock: Clock,
        version: str,
    ) -> None:
        self.definition = definition
        self.seen = 0
        """The last record taken in."""
        self.level = asyncio.Event()
        """Set once everything is shown that there was when the following began."""
        self.signs = Signs()
        self.changed: Changed = _nobody
        """Told that a board shows something else now, and which seats."""
        self.standing: Callable[[], Iterable[RaiseAlarm]] = tuple
        """Alarms of the office that stood before this floor began."""
        self.followed: list[Callable[[Record], None]] = []
        """Told every record, also those that are long past."""
        self.stood: list[Callable[[Sequence[ShowCall]], None]] = []
        """Told which calls there are once all is shown that there was: their arrival is past."""
        self._untold: Sequence[Callable[[Sequence[ShowCall]], None]] = ()
        self._arrivals: dict[str, CallArrived] = {}
        self._is_linked = False
        self._heard_at = 0.0
        self._home = home
        self.campaign = campaign
        self._lines = lines
        self._clock = clock
        self._zone = ZoneInfo(campaign.zone)
        self._version = version
        self._floor = Floor()
        self._days = Days(zone=self._zone)
        self._projected = 0
        self.numbers = self._numbers()

    async def run(self, engine: AsyncEngine, guidance: Guidance) -> None:
        """Begin from what is known and follow the log, for ever."""
        self.seen = n = await self._begin(engine, guidance)
        self._untold = self.stood
        self.changed(self._floor.seats)
        ears = Ears(linked=self.linked, level=self._at_level, vital=self.heard)
        async for record in follow(self._home, after=n, ears=ears):
            self.numbers.apply(record)
            self._note_arrival(record)
            for hears in self.followed:
                hears(record)
            self.seen = record.n
            if record.commands:
                shown = [each for each in record.commands if isinstance(each, ShowSeat)]
                rings = any(each.state == SeatState.RINGING for each in shown)
                self.changed([each.seat for each in shown], at_once=rings)
            if record.n % TURN == 0:
                await asyncio.sleep(0)

    @property
    def controller_trouble(self) -> str:
        """Why the controller is not well, as far as can be seen from here; empty if it is."""
        if not self._is_linked:
            return "no link to the controller"
        silent_s = time.monotonic() - self._heard_at
        return f"no sign of life for {silent_s:.0f} s" if silent_s > SILENT_S else ""

    def counted(self, signs: ReportSigns | RowSigns) -> None:
        """Note how the reports stand, or what the rows tell."""
        if isinstance(signs, ReportSigns):
            self.signs.reports = signs
        else:
            self.signs.rows = signs

    def projected(self, n: int) -> None:
        """Note that the rows are as far as record n."""
        self._projected = n
        self.numbers.projected(n)

    @property
    def desks(self) -> tuple[str, ...]:
        """Give the ids of the campaign's seats, in their order."""
        return tuple(each.id for each in self.campaign.desks)

    def arrival(self, call: str) -> CallArrived | None:
        """Tell who calls, before the rows know; None if it ended, or came before this office."""
        return self._arrivals.get(call)

    def now(self) -> datetime:
        """Give the campaign's time."""
        return self._clock()

    @property
    def floor(self) -> Floor:
        """Give what every call and seat does now, and which alarms stand."""
        return self._floor

    def slots(self) -> Mapping[datetime, Mapping[Outcome, int]]:
        """Give today's ended calls by half-hour."""
        return self._days.by_slot(self._clock())

    def live_call(self, call: str) -> ShowCall | None:
        """Tell how a live call stands, with what its caller chose; None if it ended."""
        return self._floor.calls.get(call)

    def seats(self) -> Mapping[str, ShowSeat]:
        """Give what every seat was shown to do last."""
        return self._floor.seats

    def board(self) -> Board:
        """Give everything that the first page shows."""
        at = self._clock()
        today = self._days.today(at)
        return Board(
            campaign=self.campaign.name,
            lines=self._lines,
            at=at.astimezone(self._zone),
            picture=self._floor.picture(at),
            capacity=self.capacity().lines,
            today=today,
            answer_rate=answer_rate(self.definition, today),
            is_measured=not self.definition.counts_carrier_busy,
        )

    def _at_level(self) -> None:
        """Tell who stands, once for each time that the log was away or is begun."""
        self.level.set()
        tellers, self._untold = self._untold, ()
        for tells in tellers:
            tells(list(self._floor.calls.values()))

    def _note_arrival(self, record: Record) -> None:
        if isinstance(record.event, CallArrived):
            self._arrivals[record.event.call] = record.event
        for command in record.commands:
            if isinstance(command, CloseCall):
                self._arrivals.pop(command.call, None)

    def linked(self, is_up: bool) -> None:
        """Note whether the controller is linked with us."""
        if is_up is not self._is_linked:
            log.info("the link to the controller changed", extra={"action": "link", "up": is_up})
            self._heard_at = time.monotonic()
            self._untold = self.stood
        self._is_linked = is_up

    def heard(self, vital: Vital) -> None:
        """Note a sign of life of the controller."""
        self._heard_at = time.monotonic()
        self.signs.vital = vital

    async def _begin(self, engine: AsyncEngine, guidance: Guidance) -> int:
        """Take over what rows and log say; tells after which record to go on."""
        counted = await self._counted(engine)
        self._floor = Floor()
        header = await asyncio.to_thread(floor_start.last_header, self._home.log)
        if header is not None:
            for command in floor_start.shown_by(header, self.campaign, guidance):
                self._floor.show(command)
        for alarm in self.standing():
            self._floor.show(alarm)
        self.numbers = self._numbers()
        return min(counted, header.n) if header is not None else counted

    async def _counted(self, engine: AsyncEngine) -> int:
        """Begin the counts of ended calls with the rows' own; tells how far those go."""
        day = self._clock().astimezone(self._zone).date()
        try:
            async with asyncio.timeout(PATIENCE_S):
                found = await tally(engine, day)
        except (DatabaseUnavailable, TimeoutError):
            log.warning("calls are counted from the log", extra={"action": "count_from_log"})
            return 0
        self._days = Days(zone=self._zone, n=found.n, day=day, slots=found.slots, ever=found.ever)
        return found.n

    def _numbers(self) -> Numbers:
        fixed = Fixed(
            clock=self._clock,
            lines_at=lambda _: self.capacity().lines,
            seats_at=lambda _: self.capacity().seats,
            definition=self.definition,
            version=self._version,
        )
        numbers = Numbers(fixed, days=self._days, floor=self._floor, signs=self.signs)
        numbers.projected(self._projected)
        return numbers

    def capacity(self) -> CapacityRow:
        """Give seats and lines as they are now: the contract's, or as somebody changed them."""
        row = self.contract_row()
        center = self._floor.center
        if center is None or not center.is_bent:
            return row
        return replace(row, seats=center.seats, lines=center.lines)

    def contract_row(self) -> CapacityRow:
        """Give what the contract says of today."""
        return row_of(self.campaign, self._clock().astimezone(self._zone).date())
