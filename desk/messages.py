"""Voice messages as work: each gets somebody who listens and does what is asked, then it is done.

Agents take one that nobody has; supervisors give any of them to anybody who serves callers.
"""

from __future__ import annotations

from enum import StrEnum

from desk.callbacks import SUPERVISES
from desk.desk import Desk
from desk.errors import NoMessage, UnknownStaff
from desk.roles import Role
from desk.sessions import Who
from storage import messages as rows
from storage import staff as people
from storage.audit import Action, Actor, trailed
from storage.engine import transaction
from storage.message_tables import Message
from storage.staff_tables import Staff

SERVES = frozenset({Role.AGENT, Role.SUPERVISOR})


class No(StrEnum):
    """Why a message is not assigned or done; the words stand with the page."""

    NOT_THERE = "not_there"
    """None of this call waits: somebody may have been quicker."""
    NOT_YOURS = "not_yours"
    """It is somebody else's, and only a supervisor may change that."""
    NOBODY = "nobody"
    """To whom it is to go does not serve callers."""


async def takers(desk: Desk) -> list[Staff]:
    """Give who may be given a message, by name."""
    async with transaction(desk.engine) as session:
        every = await people.everybody(session)
    return sorted((each for each in every if _serves(each)), key=lambda each: each.name)


async def assign(desk: Desk, who: Who, call: str, to: str) -> No | None:
    """Make a message the work of somebody (an id of the staff)."""
    async with trailed(desk.engine) as trail:
        row, person = await trail.session.get(Message, call), await trail.session.get(Staff, to)
        if row is None:
            return No.NOT_THERE
        if person is None or not _serves(person):
            return No.NOBODY
        is_free = row.assigned_to is None and to == who.staff
        if who.role not in SUPERVISES and not is_free:
            return No.NOT_YOURS
        at = desk.clock()
        if not await rows.assign(trail.session, call, staff=to, at=at):
            return No.NOT_THERE
        await trail.note(at, who.actor, Action.MESSAGE_ASSIGNED, call, {"to": to})
    return None


async def given(desk: Desk, call: str, *, login: str, actor: Actor) -> None:
    """Make a message the work of somebody, named by the login.

    Raises:
        UnknownStaff: nobody of that login serves callers.
        NoMessage: none of this call waits.
    """
    async with trailed(desk.engine) as trail:
        person = await people.by_login(trail.session, login)
        if person is None or not _serves(person):
            raise UnknownStaff(login=login)
        at = desk.clock()
        if not await rows.assign(trail.session, call, staff=person.id, at=at):
            raise NoMessage(call=call)
        await trail.note(at, actor, Action.MESSAGE_ASSIGNED, call, {"to": person.id})


async def done(desk: Desk, who: Who, call: str) -> No | None:
    """Take a message off the list, by whose work it is or a supervisor."""
    async with transaction(desk.engine) as session:
        row = await session.get(Message, call)
    if row is not None and not may_see_to(who, row.assigned_to):
        return No.NOT_YOURS
    try:
        await handled(desk, call, actor=who.actor)
    except NoMessage:
        return No.NOT_THERE
    return None


async def handled(desk: Desk, call: str, *, actor: Actor) -> None:
    """Take a message off the list; its caller counts as served from now on.

    Raises:
        NoMessage: none of this call waits.
        DatabaseUnavailable: not now.
    """
    async with trailed(desk.engine) as trail:
        at = desk.clock()
        if not await rows.handle(trail.session, call, at=at, by=actor.who):
            raise NoMessage(call=call)
        await trail.note(at, actor, Action.MESSAGE_HANDLED, call)


def may_see_to(who: Who, assigned_to: str | None) -> bool:
    """Tell whether a person may hear a message, see whose it is, and end it."""
    return who.role in SUPERVISES or assigned_to == who.staff


def _serves(person: Staff) -> bool:
    return person.disabled_at is None and Role(person.role) in SERVES
