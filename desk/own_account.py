"""What people change about their own sign-in: the password, the authenticator, the language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desk import second_factor
from desk.desk import Desk
from desk.passwords import Weakness, weakness
from desk.sessions import Who
from desk.sign_in import (
    Entered,
    Wrong,
    advance,
    at_stage,
    count_attempt,
    forget_attempts,
    secret_of,
)
from desk.stages import Stage
from storage import staff as rows
from storage.audit import Action, Actor, Fact, Trail, trailed
from storage.staff_tables import Session, Staff


@dataclass(frozen=True, slots=True)
class SetUp:
    """The authenticator works; the recovery codes are shown this once and never again."""

    entered: Entered
    recovery_codes: tuple[str, ...]


class Refused(StrEnum):
    """Why somebody who is signed in did not get a second factor."""

    WAIT = "wait"
    """Too many attempts failed."""
    PASSWORD = "password"
    CODE = "code"
    HAS_ONE = "has_one"


async def change_password(desk: Desk, session: str, new: str) -> Entered | Weakness:
    """Put one's own password in the place of one that somebody else made."""
    async with trailed(desk.engine) as trail:
        row, person = await at_stage(trail, session, Stage.CHANGE_PASSWORD)
        count = desk.rules.sign_in.former_passwords
        former = await rows.former_hashes(trail.session, person.id, count)
    about = (person.login, *person.name.split())
    weak = weakness(new, length=desk.rules.sign_in.password_length, about=about)
    if weak is not None:
        return weak
    if await desk.passwords.fits_any(new, [person.password_hash, *former]):
        return Weakness.USED_BEFORE
    hashed = await desk.passwords.hashed(new)
    async with trailed(desk.engine) as trail:
        row, person = await at_stage(trail, session, Stage.CHANGE_PASSWORD)
        at, who = desk.clock(), Actor(who=person.id, origin=row.address)
        await rows.set_password(trail.session, person, hashed=hashed, at=at, must_change=False)
        await trail.note(at, who, Action.PASSWORD_CHANGED, person.id)
        return await advance(desk, trail, row, person, done=Stage.CHANGE_PASSWORD)


async def begin_authenticator(desk: Desk, session: str) -> tuple[str, str]:
    """Give login and secret to be scanned; the same until it is confirmed, a new one after."""
    async with trailed(desk.engine) as trail:
        _, person = await at_stage(trail, session, Stage.SET_UP_TOTP)
        return person.login, _secret_to_scan(desk, trail, person)


async def confirm_authenticator(desk: Desk, session: str, code: str) -> SetUp | Wrong:
    """Take the first code: only now is the second factor in force."""
    async with trailed(desk.engine) as trail:
        row, person = await at_stage(trail, session, Stage.SET_UP_TOTP)
        codes = await _confirmed(desk, trail, row, person, code)
        if codes is None:
            return Wrong()
        return SetUp(await advance(desk, trail, row, person, done=Stage.SET_UP_TOTP), codes)


async def begin_own_authenticator(desk: Desk, session: str) -> tuple[str, str] | None:
    """Give the same to somebody who is signed in and wants a second factor of their own accord.

    None if they have one: to put another in its place is `staff reset --authenticator`.

    Raises:
        SessionMoved: the session ended meanwhile.
    """
    async with trailed(desk.engine) as trail:
        _, person = await at_stage(trail, session, Stage.ACTIVE)
        if person.totp_confirmed_at is not None:
            return None
        return person.login, _secret_to_scan(desk, trail, person)


async def confirm_own_authenticator(
    desk: Desk, who: Who, password: str, code: str
) -> tuple[str, ...] | Refused:
    """Take password and first code of somebody who is signed in; gives the recovery codes.

    The password is asked again, and counted as at sign-in: whoever finds a page open must not be
    able to lock its owner out.

    Raises:
        SessionMoved: the session ended meanwhile.
    """
    waiting = await count_attempt(desk, who.login, address=who.address, at=desk.clock())
    if waiting is not None:
        return Refused.WAIT
    async with trailed(desk.engine) as trail:
        row, person = await at_stage(trail, who.session, Stage.ACTIVE)
    if not await desk.passwords.fits(password, person.password_hash):
        async with trailed(desk.engine) as trail:
            told: dict[str, Fact] = {"step": "authenticator"}
            await trail.note(desk.clock(), who.actor, Action.SIGN_IN_FAILED, who.session, told)
        return Refused.PASSWORD
    async with trailed(desk.engine) as trail:
        row, person = await at_stage(trail, who.session, Stage.ACTIVE)
        await forget_attempts(desk, trail, person.login)
        if person.totp_confirmed_at is not None:
            return Refused.HAS_ONE
        return await _confirmed(desk, trail, row, person, code) or Refused.CODE


def _secret_to_scan(desk: Desk, trail: Trail, person: Staff) -> str:
    secret = secret_of(desk, person)
    if secret is None:
        secret = second_factor.new_secret()
        person.totp_secret = desk.seal.close(secret, row=person.id)
        trail.session.add(person)
    return secret


async def _confirmed(
    desk: Desk, trail: Trail, row: Session, person: Staff, code: str
) -> tuple[str, ...] | None:
    """Put the second factor in force if the code is right; gives the recovery codes."""
    secret = secret_of(desk, person) or second_factor.new_secret()
    now, after = desk.machine_clock(), person.totp_step
    step = second_factor.taken_step(secret, code, at=now, after=after)
    if step is None:
        return None
    at, who = desk.clock(), Actor(who=person.id, origin=row.address)
    person.totp_step, person.totp_confirmed_at = step, at
    trail.session.add(person)
    codes = second_factor.new_recovery_codes()
    hashes = [second_factor.recovery_hash(each, staff=person.id) for each in codes]
    await rows.keep_recovery_codes(trail.session, person.id, hashes)
    await trail.note(at, who, Action.TOTP_SET_UP, person.id)
    return codes


async def choose_language(desk: Desk, staff: str, language: str) -> None:
    """Remember in which language a person reads the pages."""
    async with trailed(desk.engine) as trail:
        person = await trail.session.get_one(Staff, staff)
        person.language = language
        trail.session.add(person)
