"""All time of people at seats, by what they did: nothing is counted twice and nothing is left out.

Pure but for `of_day`. A person's time at a seat is what the seat did while they sat there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from desk.desk import Desk
from storage import stays as rows
from storage.engine import transaction

HELD = "held"
"""Talking, while the caller waits with music: time of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """From this instant on a seat does this."""

    seat: str
    doing: str
    """A seat's state, or `HELD`."""
    reason: str
    began_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A person at a seat."""

    staff: str
    seat: str
    began_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Did:
    """What is done, and why where it has a reason."""

    doing: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """One person's time of a day, in seconds."""

    staff: str
    name: str
    spent: Mapping[Did, float]

    @property
    def whole_s(self) -> float:
        """From sitting down to standing up, all stays together."""
        return sum(self.spent.values())

    def of(self, doing: str) -> float:
        """Give the time of one doing, whatever its reasons."""
        return sum(each for did, each in self.spent.items() if did.doing == doing)


def account(spells: Iterable[Spell], stays: Sequence[Stay]) -> dict[str, dict[Did, float]]:
    """Add up each person's time by what they did; spells of a seat are in their order."""
    by_seat: dict[str, list[Spell]] = defaultdict(list)
    for spell in spells:
        by_seat[spell.seat].append(spell)
    spent: dict[str, dict[Did, float]] = {}
    for stay in stays:
        mine = spent.setdefault(stay.staff, defaultdict(float))
        for did, seconds in _parts(by_seat[stay.seat], stay):
            mine[did] += seconds
    return {staff: dict(each) for staff, each in spent.items()}


def _parts(spells: Sequence[Spell], stay: Stay) -> Iterator[tuple[Did, float]]:
    """Cut a stay along the seat's spells; before the first one nobody knows more than not ready."""
    ends = [*(each.began_at for each in spells), stay.ended_at]
    done = [Did("not_ready"), *(Did(each.doing, each.reason) for each in spells)]
    begin = stay.began_at
    for did, end in zip(done, ends, strict=True):
        until = min(max(end, begin), stay.ended_at)
        if until > begin:
            yield did, (until - begin).total_seconds()
        begin = until


async def of_day(desk: Desk, day: date) -> list[Worked]:
    """Account a day of the campaign's zone, up to now; raises `DatabaseUnavailable`."""
    begin = datetime.combine(day, time(), desk.zone)
    end = min(begin + timedelta(days=1), desk.clock())
    async with transaction(desk.engine) as session:
        found = await rows.between(session, begin, end)
        spells = await rows.spells_between(session, begin, end)
    stays = [
        Stay(
            staff=person.id,
            seat=stay.seat,
            began_at=max(stay.began_at, begin),
            ended_at=min(stay.ended_at or end, end),
        )
        for stay, person in found
    ]
    told = (
        Spell(
            seat=each.seat,
            doing=HELD if each.held else each.state,
            reason=each.reason,
            began_at=each.began_at,
        )
        for each in spells
    )
    names = {person.id: person.name for _, person in found}
    spent = account(told, stays)
    return [
        Worked(staff=staff, name=name, spent=spent.get(staff, {}))
        for staff, name in sorted(names.items(), key=lambda each: each[1])
    ]
