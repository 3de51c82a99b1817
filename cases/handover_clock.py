"""The two-week clock: from the notice to the hand-over (requirements 3.4, A-11, A-13).

The day of the notice, N, is when it was handed over for posting, and is not counted. On N+14 we
warn; from the day after, a case that is still open is due, and goes with the first business day's
batch. Neither a telephone call nor a send-back starts the clock.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from japan.calendar import next_business_day, previous_business_day

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


class Stage(StrEnum):
    """How far the clock has run."""

    RUNNING = "running"
    WARNED = "warned"
    DUE = "due"


STAGES: dict[Stage, str] = {
    Stage.RUNNING: "経過中",
    Stage.WARNED: "明日から引渡対象",
    Stage.DUE: "引渡対象",
}


def due_from(notice: date, days: int) -> date:
    """Give the first day on which a case is to be handed over."""
    return notice + timedelta(days=days + 1)


def handed_over_on(notice: date, days: int) -> date:
    """Give the first business day on which it may be."""
    return next_business_day(due_from(notice, days))


def stage_on(today: date, notice: date, days: int) -> Stage:
    """Tell how far the clock has run."""
    due = due_from(notice, days)
    if today >= due:
        return Stage.DUE
    return Stage.WARNED if today == due - timedelta(days=1) else Stage.RUNNING


def next_delivery(today: date, weekday: str) -> date:
    """Give the next day of the weekly delivery, today included; a holiday's is the day before."""
    ahead = (WEEKDAYS.index(weekday) - today.weekday()) % 7
    day = previous_business_day(today + timedelta(days=ahead))
    if day >= today:
        return day
    return previous_business_day(today + timedelta(days=ahead + 7))
