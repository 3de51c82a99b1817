"""How history cuts time: which part an instant lies in, its words, its calls. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from japan.era import wareki
from metrics.period import month_of, week_of

LONGEST_DAYS = 400


class Grain(StrEnum):
    """How finely time is cut."""

    WHOLE = "whole"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class By(StrEnum):
    """What is told apart."""

    CAMPAIGN = "campaign"
    LINE = "line"
    CATEGORY = "category"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which days, cut how, told apart by what."""

    first: date
    last: date
    grain: Grain
    by: By


def bucket_of(at: datetime, asked: Asked) -> datetime:
    """Give when the part of the time begins in which an instant lies."""
    if asked.grain is Grain.HOUR:
        return at.replace(minute=0, second=0, microsecond=0)
    day = at.date()
    match asked.grain:
        case Grain.WEEK:
            day = week_of(day).first
        case Grain.MONTH:
            day = month_of(day).first
        case Grain.WHOLE:
            day = asked.first
        case Grain.DAY:
            pass
    return datetime.combine(day, time(), at.tzinfo)


def calls_of(bucket: datetime, asked: Asked) -> Mapping[str, str]:
    """Ask the list for the calls of one part; who tried again is looked for in all days."""
    day = bucket.date()
    until = {
        Grain.WEEK: week_of(day).last,
        Grain.MONTH: month_of(day).last,
        Grain.WHOLE: asked.last,
    }.get(asked.grain, day)
    hour = {"at": f"{bucket:%H:%M}", "minutes": "60"} if asked.grain is Grain.HOUR else {}
    return {
        "first": asked.first.isoformat(),
        "last": asked.last.isoformat(),
        "day": max(day, asked.first).isoformat(),
        "until": min(until, asked.last).isoformat(),
        **hour,
    }


def written(bucket: datetime, asked: Asked) -> str:
    """Write a part of the time for people."""
    day = bucket.date()
    match asked.grain:
        case Grain.WHOLE:
            return f"{wareki(asked.first)}～{wareki(asked.last)}"
        case Grain.HOUR:
            return f"{wareki(day)} {bucket:%H}時"
        case Grain.DAY:
            return wareki(day)
        case Grain.WEEK:
            return f"{wareki(day)}からの週"
        case Grain.MONTH:
            return f"{wareki(day, weekday=False).rsplit('月', 1)[0]}月"
