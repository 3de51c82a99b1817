"""Levers that were pulled: what was expected of each then, and what was measured in the hour after.

Measured is what would have been lost of the very calls that came, served as before the pull, less
what was lost of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np

from callcenter.campaign import CapacityRow, SeatCap
from callcenter.commands import Refuse
from callcenter.dial_events import OutboundPaused, OutboundPressed
from callcenter.floor_wishes import CapacityBent, SeatsRecalled
from callcenter.record import Record
from metrics.definition import Place
from metrics.forecast.kinds import Knows, Lever
from metrics.forecast.levers import Option, served
from metrics.forecast.losses import Service, lost_share
from metrics.forecast.outlook import Drawn
from metrics.forecast.told import Forecast
from metrics.reporting import Reporting
from storage import forecasts
from storage.forecast_tables import LeverPull

WITHIN = timedelta(hours=1)
YOUNG = timedelta(minutes=5)
"""What the log tells of a longer past was noted then, or by nobody."""


class LeverWatch:
    """Keeps the levers of a day."""

    def __init__(self, reporting: Reporting, *, freed: Callable[[Option, int], Option]) -> None:
        """Begin with no day.

        Args:
            reporting: Of which campaign.
            freed: Says of a lever that is pulled how many seats really take calls by it, with the
                day's seats before.
        """
        self.pulls: list[LeverPull] = []
        self.service: Service | None = None
        """How callers are served, as it was counted on last, and with what was pulled since."""
        self.drawn: Drawn | None = None
        """What the forecast was told from last."""
        self.capacity: CapacityRow | None = None
        """The day's seats and lines before the next lever; None before the first look."""
        self._reporting = reporting
        self._freed = freed

    async def begin(self, day: date) -> None:
        """Begin a day with what is kept of it."""
        self.pulls = await forecasts.pulls(self._reporting.engine, day)

    def heard(self, record: Record, told: Forecast | None) -> None:
        """Note a lever that was not refused, with what it is expected to bring.

        That is asked of the draws of which the forecast was told, for exactly what was pulled; of
        a second lever within the minute, beside what the first one brings.
        """
        has_cap = self._reporting.campaign.seat_cap is SeatCap.CONTRACT
        option = lever_of(record, self.capacity, has_cap=has_cap)
        at = record.event.at
        if option is None or told is None or told.knows is not Knows.TOLD:
            return
        if self.service is None or self.drawn is None or self._reporting.clock() - at > YOUNG:
            return
        if any(each.n == record.n for each in self.pulls):
            return
        seats = self.capacity.seats if self.capacity is not None else 0
        then = served(self.service, self._freed(option, seats))
        before, after = self.drawn.day(self.service), self.drawn.day(then)
        self.pulls.append(
            LeverPull(
                n=record.n,
                day=told.day,
                at=at,
                lever=option.lever.value,
                reason=option.reason,
                chance=before.chance,
                expected_chance=after.chance,
                expected_saves=before.loses - after.loses,
                seats=self.service.seats,
                lines=self.service.lines,
                handling_s=self.service.handling_s,
                patience_s=self.service.patience_s,
                early=self.service.early,
                factor=self.service.factor,
                more_seats=round(option.seats),
                more_lines=option.lines,
            )
        )
        self.service = then

    async def measure(self, at: datetime, today: date) -> None:
        """Measure those that are not an hour old, or were not measured to their hour's end."""
        definition, engine = self._reporting.plan.definition, self._reporting.engine
        offered = [each.value for each in definition.offered]
        answered = {each.value for each in definition.at(Place.ANSWERED)}
        for pull in self.pulls:
            end = min(at, pull.at + WITHIN)
            if pull.day != today or (pull.measured_at is not None and pull.measured_at >= end):
                continue
            calls = await forecasts.calls_between(engine, offered, pull.at, end)
            pull.measured_at = end
            pull.offered = len(calls)
            pull.lost = sum(outcome not in answered for _, outcome in calls)
            pull.would_lose = would_lose(pull, len(calls), (end - pull.at).total_seconds())
            await forecasts.keep_pull(engine, pull)


def lever_of(record: Record, before: CapacityRow | None, *, has_cap: bool) -> Option | None:
    """Say which lever a record pulls, and how far; None if none, or it was refused.

    Args:
        record: Of the log.
        before: The day's seats and lines until then; None if they are not known.
        has_cap: Whether the day's seats bound who takes calls: else raising them does nothing.
    """
    if any(isinstance(each, Refuse) for each in record.commands):
        return None
    match record.event:
        case OutboundPaused() | OutboundPressed(is_on=False):
            return Option(lever=Lever.PAUSE_CALLING)
        case SeatsRecalled(reason=reason):
            return Option(lever=Lever.RECALL, reason=reason)
        case CapacityBent(seats=seats, lines=lines) if before is not None:
            more = max(0, seats - before.seats) if has_cap else 0
            return _raised(more, max(0, lines - before.lines))
        case _:
            return None


def _raised(seats: int, lines: int) -> Option | None:
    if seats and lines:
        return Option(lever=Lever.MORE_SEATS_AND_LINES, seats=seats, lines=lines)
    if seats:
        return Option(lever=Lever.MORE_SEATS, seats=seats)
    return Option(lever=Lever.MORE_LINES, lines=lines) if lines else None


def would_lose(pull: LeverPull, calls: int, within_s: float) -> float:
    """Say how many of these calls would have been lost, served as before the pull."""
    if not calls or within_s <= 0:
        return 0.0
    service = Service(
        seats=pull.seats,
        lines=pull.lines,
        handling_s=pull.handling_s,
        patience_s=pull.patience_s,
        early=pull.early,
        factor=pull.factor,
    )
    per_half_hour = np.array([calls * 1_800.0 / within_s])
    return calls * min(1.0, float(lost_share(per_half_hour, service)[0]) * pull.factor)
