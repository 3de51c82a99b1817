"""Who sits where: a person takes one seat, a seat has one person."""

from __future__ import annotations

from dataclasses import dataclass

from desk.desk import Desk
from desk.roles import Role
from desk.sessions import Who
from storage import staff as rows
from storage import stays
from storage.audit import Action, trailed
from storage.engine import transaction
from storage.staff_tables import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A person at a seat."""

    seat: str
    staff: str
    name: str
    leads: bool = False
    """A supervisor: reached by transfers also while the seat takes no calls."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The seat is somebody else's."""

    by: str
    """The person's name."""


async def sit_down(desk: Desk, who: Who, seat: str) -> Sitting | Taken:
    """Take a seat, leaving the one that the person has."""
    async with trailed(desk.engine) as trail:
        for other, person in await rows.at_seats(trail.session):
            if other.seat == seat and other.id != who.session:
                return Taken(by=person.name)
        row = await trail.session.get_one(Session, who.session)
        if row.seat != seat:
            row.seat = seat
            trail.session.add(row)
            at = desk.clock()
            await stays.begin(trail.session, sitting=row.id, staff=who.staff, seat=seat, at=at)
            await trail.note(at, who.actor, Action.SEAT_TAKEN, seat, {"session": who.session})
    return Sitting(seat=seat, staff=who.staff, name=who.name)


async def stand_up(desk: Desk, who: Who) -> None:
    """Leave the seat, if the person has one."""
    async with trailed(desk.engine) as trail:
        row = await trail.session.get_one(Session, who.session)
        if row.seat is not None:
            seat, row.seat = row.seat, None
            trail.session.add(row)
            at = desk.clock()
            await stays.finish(trail.session, sitting=row.id, at=at)
            await trail.note(at, who.actor, Action.SEAT_LEFT, seat, {"session": who.session})


async def sittings(desk: Desk) -> dict[str, Sitting]:
    """Tell who sits where, by seat."""
    async with transaction(desk.engine) as session:
        found = await rows.at_seats(session)
    return {
        row.seat: Sitting(
            seat=row.seat,
            staff=person.id,
            name=person.name,
            leads=person.role == Role.SUPERVISOR,
        )
        for row, person in found
        if row.seat is not None
    }
