"""The roster (従事者名簿): who may handle personal data, from which day to which (SPR-III-3-7).

An entry is never deleted: it ends, and a new one begins. The list of a day in the past is therefore
the one that was in force then.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from desk.desk import Desk
from desk.roles import Role
from desk.staff import in_force, known
from storage import staff as rows
from storage.audit import Action, Actor, trailed
from storage.engine import transaction
from storage.staff_tables import Designation


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the roster."""

    login: str
    name: str
    role: Role
    first_day: date
    last_day: date | None


async def designate(desk: Desk, login: str, *, first_day: date, actor: Actor) -> bool:
    """Let a person handle personal data from a day on; False if that is so already.

    Raises:
        UnknownStaff: there is no such person.
    """
    async with trailed(desk.engine) as trail:
        person = await known(trail, login)
        for each, _ in await rows.designations(trail.session):
            if each.staff == person.id and (each.last_day is None or each.last_day >= first_day):
                return False
        at = desk.clock()
        trail.session.add(
            Designation(
                id=f"d{secrets.token_hex(6)}",
                staff=person.id,
                first_day=first_day,
                noted_at=at,
                noted_by=actor.who,
            )
        )
        detail = {"from": first_day.isoformat()}
        await trail.note(at, actor, Action.DESIGNATED, person.id, detail)
        return True


async def end_designation(desk: Desk, login: str, *, last_day: date, actor: Actor) -> bool:
    """Let a designation end with a day; False if none is open.

    Raises:
        UnknownStaff: there is no such person.
    """
    async with trailed(desk.engine) as trail:
        person = await known(trail, login)
        for each, _ in await rows.designations(trail.session):
            if each.staff == person.id and each.last_day is None and each.first_day <= last_day:
                each.last_day = last_day
                trail.session.add(each)
                detail = {"to": last_day.isoformat()}
                await trail.note(desk.clock(), actor, Action.DESIGNATION_ENDED, person.id, detail)
                return True
        return False


async def roster(desk: Desk, *, actor: Actor, day: date | None = None) -> list[Line]:
    """List the roster: all that ever was, or what is in force on a day."""
    async with trailed(desk.engine) as trail:
        found = await rows.designations(trail.session)
        await trail.note(desk.clock(), actor, Action.STAFF_LISTED, detail={"count": len(found)})
    return [
        Line(
            login=person.login,
            name=person.name,
            role=Role(person.role),
            first_day=each.first_day,
            last_day=each.last_day,
        )
        for each, person in found
        if day is None or in_force(each, day)
    ]


async def is_designated(desk: Desk, staff: str) -> bool:
    """Tell whether a person may handle personal data today."""
    today = desk.today
    async with transaction(desk.engine) as session:
        found = await rows.designations(session)
    return any(each.staff == staff and in_force(each, today) for each, _ in found)
