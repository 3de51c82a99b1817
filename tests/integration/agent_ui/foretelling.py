"""A forecast as the office would tell it, for pages and commands that show one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from metrics.forecast.chances import ChanceError
from metrics.forecast.kinds import Knows, Lever
from metrics.forecast.learned import Error
from metrics.forecast.levers import Effect, Option
from metrics.forecast.outlook import Told
from metrics.forecast.told import Forecast
from storage.forecast_tables import LeverPull


def foretold(at: datetime, day: date) -> Forecast:
    """The day is in danger, and one lever is enough; the week is fine."""
    recall = Option(lever=Lever.RECALL, reason="training", seats=2.0)
    lines = Option(lever=Lever.MORE_LINES, lines=2)
    return Forecast(
        at=at,
        day=day,
        knows=Knows.TOLD,
        target_percent=90,
        learned_days=20,
        come=60,
        lost=6,
        seats=4.5,
        lines=12,
        today=Told(chance=0.42, offered=(90, 100, 112), may_lose=4, loses=5.4),
        week=Told(chance=0.9, offered=(400, 430, 470), may_lose=-2, loses=8.0),
        effects=(
            Effect(option=recall, saves=2.6, chance=0.88, week_chance=0.93, is_advised=True),
            Effect(option=lines, saves=1.2, chance=0.43, week_chance=0.9),
        ),
        error=Error(days=15, share=0.12, inside=0.8, weekday_share=0.2),
        chance_error=ChanceError(days=12, told=0.71, reached=0.75, off=0.24, plain=0.43),
    )


def no_better(at: datetime, day: date) -> Forecast:
    """The same, of a forecast that was no better than the plain means."""
    return replace(
        foretold(at, day),
        error=Error(days=15, share=0.2, inside=0.8, weekday_share=0.2),
        chance_error=ChanceError(days=12, told=0.71, reached=0.75, off=0.43, plain=0.43),
    )


def pulled(at: datetime, day: date) -> LeverPull:
    """A lever that was measured for its hour."""
    return LeverPull(
        n=7,
        day=day,
        at=at - timedelta(hours=1),
        lever="recall",
        reason="training",
        chance=0.4,
        expected_chance=0.7,
        expected_saves=3.0,
        seats=3.0,
        lines=12,
        handling_s=230.0,
        patience_s=120.0,
        early=0.0,
        factor=1.0,
        measured_at=at,
        offered=12,
        lost=1,
        would_lose=4.2,
    )


def raised(at: datetime, day: date) -> LeverPull:
    """Seats and lines that were raised a moment ago."""
    pull = pulled(at, day)
    values = pull.model_dump() | {
        "n": 8,
        "at": at,
        "lever": Lever.MORE_SEATS_AND_LINES.value,
        "reason": "",
        "measured_at": None,
        "more_seats": 2,
        "more_lines": 3,
    }
    return LeverPull(**values)
