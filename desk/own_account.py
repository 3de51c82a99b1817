"""What people change about their own sign-in: the password, the authenticator, the language."""

from __future__ import annotations

from dataclasses import dataclass

from desk import second_factor
from desk.desk import Desk
from desk.passwords import Weakness, weakness
from desk.sign_in import Entered, Wrong, advance, at_stage, secret_of
from desk.stages import Stage
from storage import staff as rows
from storage.audit import Action, Actor, trailed
from storage.staff_tables import Staff


@dataclass(frozen=True, slots=True)
class SetUp:
    """The authenticator works; the recovery codes are shown this once and never again."""

    entered: Entered
    recovery_codes: tuple[str, ...]


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
        secret = secret_of(desk, person)
        if secret is None:
            secret = second_factor.new_secret()
            person.totp_secret = desk.seal.close(secret, row=person.id)
            trail.session.add(person)
        return person.login, secret


async def confirm_authenticator(desk: Desk, session: str, code: str) -> SetUp | Wrong:
    """Take the first code: only now is the second factor in force."""
    async with trailed(desk.engine) as trail:
        row, person = await at_stage(trail, session, Stage.SET_UP_TOTP)
        secret = secret_of(desk, person) or second_factor.new_secret()
        now, after = desk.machine_clock(), person.totp_step
        step = second_factor.taken_step(secret, code, at=now, after=after)
        if step is None:
            return Wrong()
        at, who = desk.clock(), Actor(who=person.id, origin=row.address)
        person.totp_step, person.totp_confirmed_at = step, at
        trail.session.add(person)
        codes = second_factor.new_recovery_codes()
        hashes = [second_factor.recovery_hash(each, staff=person.id) for each in codes]
        await rows.keep_recovery_codes(trail.session, person.id, hashes)
        await trail.note(at, who, Action.TOTP_SET_UP, person.id)
        return SetUp(await advance(desk, trail, row, person, done=Stage.SET_UP_TOTP), codes)


async def choose_language(desk: Desk, staff: str, language: str) -> None:
    """Remember in which language a person reads the pages."""
    async with trailed(desk.engine) as trail:
        person = await trail.session.get_one(Staff, staff)
        person.language = language
        trail.session.add(person)
