"""What is told of the day and the week: one value; board, Prometheus and commands show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from metrics.forecast.chances import ChanceError, Said
from metrics.forecast.kinds import Knows
from metrics.forecast.learned import Error, Learned
from metrics.forecast.levers import Effect, Option, effects
from metrics.forecast.losses import Service
from metrics.forecast.outlook import Drawn, Now, Rest, Told, draw
from metrics.forecast.past import ENOUGH_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """How the day stands, and what could be done."""

    at: datetime
    now: Now
    service: Service
    """How callers are served from now on."""
    week_offered: int = 0
    """Calls of the week's days before today."""
    week_lost: int = 0
    later: Sequence[tuple[date, float, int]] = ()
    """The week's open days after today, with seats and lines as planned."""
    options: Sequence[Option] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """All of it, as of an instant; where nothing is told, only the days that were seen."""

    at: datetime
    day: date
    knows: Knows
    target_percent: int | None = None
    learned_days: int = 0
    needed_days: int = ENOUGH_DAYS
    come: int = 0
    lost: int = 0
    seats: float = 0.0
    """Seats that take calls, as it was counted on."""
    lines: int = 0
    today: Told | None = None
    week: Told | None = None
    effects: tuple[Effect, ...] = ()
    error: Error | None = None
    said: tuple[Said, ...] = ()
    """What was told of the day's probability until now, hour by hour: kept to be judged later."""
    chance_error: ChanceError | None = None


def foretell(learned: Learned, situation: Situation) -> tuple[Forecast, Drawn | None]:
    """Tell how the day and the week will end; the same minute is always told the same.

    What was drawn for it is given as well, for what is asked of the same draws later; None where
    nothing is told.
    """
    now, service = situation.now, situation.service
    plain = Forecast(
        at=situation.at,
        day=now.day,
        knows=Knows.TOO_FEW_DAYS,
        target_percent=now.target_percent,
        learned_days=len(learned.days),
        come=now.come,
        lost=now.lost,
        seats=service.seats,
        lines=service.lines,
        error=learned.error,
    )
    if not learned.is_enough:
        return plain, None
    later = [
        (day, learned.shape(day), replace(service, seats=seats, lines=lines))
        for day, seats, lines in situation.later
    ]
    rest = Rest(offered=situation.week_offered, lost=situation.week_lost, days=later)
    seed = int(situation.at.timestamp()) // 60
    drawn = draw(learned.model, now, learned.shape(now.day), rest, seed=seed)
    told = replace(
        plain,
        knows=Knows.TOLD,
        today=drawn.day(service),
        week=drawn.week(service),
        effects=tuple(effects(drawn, service, situation.options)),
    )
    return told, drawn


def encode(forecast: Forecast) -> str:
    """Write it as JSON."""
    return msgspec.json.encode(forecast).decode()


def decode(plain: str) -> Forecast | None:
    """Read it again; None if it is of another version: a new one is told within a minute."""
    try:
        return msgspec.json.decode(plain, type=Forecast)
    except msgspec.DecodeError:
        return None
