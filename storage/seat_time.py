"""All time of people at seats, by what they did: nothing is counted twice and nothing is left out.

Pure but for `spent`. A person's time at a seat is what the seat did while they sat there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter import resuming
from callcenter.seat import SeatState
from storage import stays as rows
from storage.staff_tables import Staff
from storage.time_tables import SeatSpell, SeatStay

PAGE_LOST = resuming.PAGE_LOST
"""Its page did not come back to its talk: a fault of the system, and nobody's absence."""
HELD = "held"
"""Talking, while the caller waits with music: time of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """From this instant on a seat does this."""

    seat: str
    doing: str
    """A seat's state, `HELD` or `PAGE_LOST`."""
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


@dataclass(frozen=True, slots=True)
class Spent:
    """One person's time, in seconds."""

    staff: str
    name: str
    spent: Mapping[Did, float]


def account(spells: Iterable[Spell], stays: Sequence[Stay]) -> dict[str, dict[Did, float]]:
    """Add up each person's time by what they did; spells of a seat are in their order."""
    by_seat: dict[str, list[Spell]] = defaultdict(list)
    for spell in spells:
        by_seat[spell.seat].append(spell)
    spent: dict[str, dict[Did, float]] = {}
    for stay in stays:
        mine = spent.setdefault(stay.staff, defaultdict(float))
        for did, begin, end in _parts(by_seat[stay.seat], stay):
            mine[did] += (end - begin).total_seconds()
    return {staff: dict(each) for staff, each in spent.items()}


def _parts(spells: Sequence[Spell], stay: Stay) -> Iterator[tuple[Did, datetime, datetime]]:
    """Cut a stay along the seat's spells; before the first one nobody knows more than not ready."""
    ends = [*(each.began_at for each in spells), stay.ended_at]
    done = [Did("not_ready"), *(Did(each.doing, each.reason) for each in spells)]
    begin = stay.began_at
    for did, end in zip(done, ends, strict=True):
        until = min(max(end, begin), stay.ended_at)
        if until > begin:
            yield did, begin, until
        begin = until


def _doing(spell: SeatSpell) -> str:
    if spell.state == SeatState.NOT_READY and spell.reason == PAGE_LOST:
        return PAGE_LOST
    return HELD if spell.held else spell.state


async def spent(session: AsyncSession, begin: datetime, end: datetime) -> list[Spent]:
    """Read and account the time between two instants."""
    found = await rows.between(session, begin, end)
    return spent_of(found, await rows.spells_between(session, begin, end), begin, end)


def spent_of(
    found: Sequence[tuple[SeatStay, Staff]],
    spells: Sequence[SeatSpell],
    begin: datetime,
    end: datetime,
) -> list[Spent]:
    """Account the time between two instants, in the order of names and ids."""
    names = {person.id: person.name for _, person in found}
    did = account(_told(spells), _stays(found, begin, end))
    return [
        Spent(staff, name, did.get(staff, {}))
        for staff, name in sorted(names.items(), key=lambda each: (each[1], each[0]))
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """From when to when a person did something at a seat."""

    staff: str
    seat: str
    did: Did
    begin: datetime
    end: datetime

    @property
    def length_ms(self) -> int:
        """How long it was; milliseconds."""
        return round((self.end - self.begin).total_seconds() * 1000)


def pieces_of(
    found: Sequence[tuple[SeatStay, Staff]],
    spells: Sequence[SeatSpell],
    begin: datetime,
    end: datetime,
) -> list[Piece]:
    """List the pieces that `spent_of` adds up, in the order of the stays."""
    by_seat: dict[str, list[Spell]] = defaultdict(list)
    for spell in _told(spells):
        by_seat[spell.seat].append(spell)
    return [
        Piece(staff=stay.staff, seat=stay.seat, did=did, begin=since, end=until)
        for stay in _stays(found, begin, end)
        for did, since, until in _parts(by_seat[stay.seat], stay)
    ]


def _stays(found: Sequence[tuple[SeatStay, Staff]], begin: datetime, end: datetime) -> list[Stay]:
    return [
        Stay(
            staff=person.id,
            seat=stay.seat,
            began_at=max(stay.began_at, begin),
            ended_at=min(stay.ended_at or end, end),
        )
        for stay, person in found
    ]


def _told(spells: Sequence[SeatSpell]) -> Iterator[Spell]:
    for each in spells:
        yield Spell(seat=each.seat, doing=_doing(each), reason=each.reason, began_at=each.began_at)
