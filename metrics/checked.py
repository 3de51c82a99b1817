"""Differences from Asterisk's own book that somebody looked into: who, when, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from japan.my_number import holds_my_number
from metrics.errors import MyNumberTyped
from metrics.reconciled import Difference
from storage.audit import Action, Actor, trailed
from storage.engine import transaction
from storage.report_tables import CheckedDifference

Key = tuple[date, str, str]
"""The day, the call, and how it differs."""
LONGEST_WHY = 300


def key_of(day: date, difference: Difference) -> Key:
    """Name a difference."""
    return (day, difference.call, difference.kind.value)


async def check(
    engine: AsyncEngine, day: date, difference: Difference, why: str, *, actor: Actor, at: datetime
) -> bool:
    """Note that somebody knows why a call differs; False if somebody did before.

    Raises:
        DatabaseUnavailable: nothing was noted.
        MyNumberTyped: the text holds an individual number.
    """
    if holds_my_number(why):
        raise MyNumberTyped
    async with trailed(engine) as trail:
        if await trail.session.get(CheckedDifference, key_of(day, difference)) is not None:
            return False
        kind = difference.kind.value
        trail.session.add(
            CheckedDifference(
                day=day, call=difference.call, kind=kind, why=why, who=actor.who, at=at
            )
        )
        detail = {"day": day.isoformat(), "kind": kind}
        await trail.note(at, actor, Action.DIFFERENCE_CHECKED, difference.call, detail)
        return True


async def checked(engine: AsyncEngine, first: date, last: date) -> Mapping[Key, CheckedDifference]:
    """Give what was looked into, of the days from `first` to `last`; raises as `check`."""
    asked = select(CheckedDifference).where(col(CheckedDifference.day).between(first, last))
    async with transaction(engine) as session:
        found = (await session.exec(asked)).all()
    return {(each.day, each.call, each.kind): each for each in found}
