"""Who is on the staff: added, reset, disabled, listed. Nobody knows another's own password."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from desk.desk import Desk
from desk.errors import LoginTaken, LoginUnusable, NameUnusable, UnknownStaff
from desk.passwords import first_password
from desk.roles import Role
from desk.sign_in import as_login, end
from japan.my_number import holds_my_number
from storage import staff as rows
from storage.audit import Action, Actor, Trail, trailed
from storage.staff_tables import Designation, Staff

LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,31}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What may be shown of a person."""

    id: str
    login: str
    name: str
    role: Role
    has_authenticator: bool
    must_change_password: bool
    created_at: datetime
    disabled_at: datetime | None
    designated_from: date | None
    """Since when the person may handle personal data; None if not today."""
    designated_to: date | None


async def add(desk: Desk, *, login: str, name: str, role: Role, actor: Actor) -> str:
    """Add a person; gives a first password, which is shown once and opens only its own change.

    Raises:
        LoginTaken: somebody has or had the login.
        LoginUnusable: it is no login.
        NameUnusable: the name holds an individual number.
    """
    login = as_login(login)
    if LOGIN.fullmatch(login) is None:
        raise LoginUnusable(login=login)
    if holds_my_number(name):
        raise NameUnusable
    password = first_password()
    hashed = await desk.passwords.hashed(password)
    async with trailed(desk.engine) as trail:
        if await rows.by_login(trail.session, login) is not None:
            raise LoginTaken(login=login)
        at, id_ = desk.clock(), f"s{secrets.token_hex(6)}"
        trail.session.add(
            Staff(
                id=id_,
                login=login,
                name=" ".join(name.split()),
                role=role.value,
                password_hash=hashed,
                password_at=at,
                created_at=at,
            )
        )
        await trail.note(at, actor, Action.STAFF_ADDED, id_, {"role": role.value})
    return password


async def reset(desk: Desk, login: str, *, authenticator: bool, actor: Actor) -> str:
    """Give a person a first password again and end every sign-in; with the authenticator's too.

    Raises:
        UnknownStaff: there is no such person.
    """
    password = first_password()
    hashed = await desk.passwords.hashed(password)
    async with trailed(desk.engine) as trail:
        person = await known(trail, login)
        at = desk.clock()
        await rows.set_password(trail.session, person, hashed=hashed, at=at, must_change=True)
        person.disabled_at = None
        if authenticator:
            await rows.forget_authenticator(trail.session, person)
        for row in await rows.open_sessions(trail.session, person.id):
            await end(trail, row, at=at, actor=actor, why="reset")
        detail = {"authenticator": authenticator}
        await trail.note(at, actor, Action.STAFF_RESET, person.id, detail)
    return password


async def disable(desk: Desk, login: str, *, actor: Actor) -> None:
    """Let a person in no more: sessions end at once, and designations with this day.

    Raises:
        UnknownStaff: there is no such person.
    """
    async with trailed(desk.engine) as trail:
        person = await known(trail, login)
        at = desk.clock()
        person.disabled_at = person.disabled_at or at
        trail.session.add(person)
        for row in await rows.open_sessions(trail.session, person.id):
            await end(trail, row, at=at, actor=actor, why="disabled")
        for each, _ in await rows.designations(trail.session):
            if each.staff == person.id and each.last_day is None:
                each.last_day = at.astimezone(desk.zone).date()
                trail.session.add(each)
                await trail.note(at, actor, Action.DESIGNATION_ENDED, person.id)
        await trail.note(at, actor, Action.STAFF_DISABLED, person.id)


async def listed(desk: Desk, *, actor: Actor) -> list[Card]:
    """List everybody who is or was here, by login."""
    async with trailed(desk.engine) as trail:
        people = await rows.everybody(trail.session)
        roster = [each for each, _ in await rows.designations(trail.session)]
        today = desk.today
        await trail.note(desk.clock(), actor, Action.STAFF_LISTED, detail={"count": len(people)})
        return [_card(person, roster, today) for person in people]


async def known(trail: Trail, login: str) -> Staff:
    """Find a person by login.

    Raises:
        UnknownStaff: there is no such person.
    """
    person = await rows.by_login(trail.session, as_login(login))
    if person is None:
        raise UnknownStaff(login=login)
    return person


def _card(person: Staff, roster: list[Designation], today: date) -> Card:
    mine = next(
        (each for each in roster if each.staff == person.id and in_force(each, today)), None
    )
    return Card(
        id=person.id,
        login=person.login,
        name=person.name,
        role=Role(person.role),
        has_authenticator=person.totp_confirmed_at is not None,
        must_change_password=person.must_change,
        created_at=person.created_at,
        disabled_at=person.disabled_at,
        designated_from=mine.first_day if mine else None,
        designated_to=mine.last_day if mine else None,
    )


def in_force(each: Designation, day: date) -> bool:
    """Tell whether a designation holds on a day."""
    return each.first_day <= day and (each.last_day is None or day <= each.last_day)
