"""Levers that were pulled: what was expected of each then, and what was measured in the hour after.

Measured is what would have been lost of the very calls that came, served as before the pull, less
what was lost of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np

from callcenter.campaign import CapacityRow
from callcenter.commands import Refuse
from callcenter.dial_events import OutboundPaused, OutboundPressed
from callcenter.floor_wishes import CapacityBent, SeatsRecalled
from callcenter.record import Record
from metrics.definition import Place
from metrics.forecast.kinds import Knows, Lever
from metrics.forecast.levers import Effect, Option
from metrics.forecast.losses import Service, lost_share
from metrics.forecast.told import Forecast
from metrics.reporting import Reporting
from storage import forecasts
from storage.forecast_tables import LeverPull

WITHIN = timedelta(hours=1)
YOUNG = timedelta(minutes=5)
"""What the log tells of a longer past was noted then, or by nobody."""


class LeverWatch:
    """Keeps the levers of a day."""

    def __init__(self, reporting: Reporting) -> None:
        self.pulls: list[LeverPull] = []
        self.service: Service | None = None
        """How callers are served, as it was counted on last."""
        self.capacity: CapacityRow | None = None
        """The day's seats and lines before the next lever; None before the first look."""
        self._reporting = reporting

    async def begin(self, day: date) -> None:
        """Begin a day with what is kept of it."""
        self.pulls = await forecasts.pulls(self._reporting.engine, day)

    def heard(self, record: Record, told: Forecast | None) -> None:
        """Note a lever that was not refused, with what was told just before."""
        option = lever_of(record, self.capacity)
        at = record.event.at
        if option is None or told is None or told.knows is not Knows.TOLD or told.today is None:
            return
        if self.service is None or self._reporting.clock() - at > YOUNG:
            return
        if any(each.n == record.n for each in self.pulls):
            return
        effect = _effect(told.effects, option)
        self.pulls.append(
            LeverPull(
                n=record.n,
                day=told.day,
                at=at,
                lever=option.lever.value,
                reason=option.reason,
                chance=told.today.chance,
                expected_chance=effect.chance if effect else told.today.chance,
                expected_saves=effect.saves if effect else 0.0,
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


def lever_of(record: Record, before: CapacityRow | None) -> Option | None:
    """Say which lever a record pulls, and how far; None if none, or it was refused.

    Args:
        record: Of the log.
        before: The day's seats and lines until then; None if they are not known.
    """
    if any(isinstance(each, Refuse) for each in record.commands):
        return None
    match record.event:
        case OutboundPaused() | OutboundPressed(is_on=False):
            return Option(lever=Lever.PAUSE_CALLING)
        case SeatsRecalled(reason=reason):
            return Option(lever=Lever.RECALL, reason=reason)
        case CapacityBent(seats=seats, lines=lines) if before is not None:
            return _raised(max(0, seats - before.seats), max(0, lines - before.lines))
        case _:
            return None


def _raised(seats: int, lines: int) -> Option | None:
    if seats and lines:
        return Option(lever=Lever.MORE_SEATS_AND_LINES, seats=seats, lines=lines)
    if seats:
        return Option(lever=Lever.MORE_SEATS, seats=seats)
    return Option(lever=Lever.MORE_LINES, lines=lines) if lines else None


def _effect(told: Sequence[Effect], pulled: Option) -> Effect | None:
    """Find what was told of a lever; of seats and lines together at least the better of both."""
    named = {pulled.lever}
    if pulled.lever is Lever.MORE_SEATS_AND_LINES:
        named = {Lever.MORE_SEATS, Lever.MORE_LINES}
    found = [
        each for each in told if each.option.lever in named and each.option.reason == pulled.reason
    ]
    return max(found, key=lambda each: each.saves, default=None)


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
