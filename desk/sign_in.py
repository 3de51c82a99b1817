"""From a name and a password to an open session, step by step (`desk.stages`).

The rules of this file:
1. An attempt is counted before it is looked at: many at once are no way around the delay.
2. Whoever guesses learns nothing: a name that nobody has fails like a wrong password, as slowly.
3. Each step that is done gives the session a new token (ASVS 7.2.4); the one before opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk import lockout, second_factor
from desk.desk import Desk
from desk.errors import SessionMoved
from desk.stages import Stage, Standing, next_stage
from storage import staff as rows
from storage import stays
from storage.audit import Action, Actor, Trail, trailed
from storage.staff_tables import Failure, Session, Staff

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Entered:
    """A step is done: the session's new token, and what comes next."""

    token: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class Wrong:
    """Name, password or code are not right; which of them is not told."""


@dataclass(frozen=True, slots=True)
class Wait:
    """There were too many attempts: nothing is looked at before this instant."""

    until: datetime


async def give_password(
    desk: Desk, login: str, password: str, *, address: str
) -> Entered | Wrong | Wait:
    """Take the first step."""
    at, login = desk.clock(), as_login(login)
    waiting = await count_attempt(desk, login, address=address, at=at)
    if waiting is not None:
        return waiting
    async with trailed(desk.engine) as trail:
        person = await rows.by_login(trail.session, login)
    kept = person.password_hash if person is not None else None
    fits = await desk.passwords.fits(password, kept)
    async with trailed(desk.engine) as trail:
        person = await rows.by_login(trail.session, login)
        if not fits or person is None or not _may_enter(desk, person, at):
            desk.addresses.failed(address, at)
            who = Actor(who=person.id if person else "", origin=address)
            await trail.note(at, who, Action.SIGN_IN_FAILED, detail={"step": "password"})
            return Wrong()
        return await _begun(desk, trail, person, address=address, at=at)


async def give_code(desk: Desk, session: str, code: str, *, address: str) -> Entered | Wrong | Wait:
    """Take the second step with a code of the authenticator, or a recovery code."""
    at = desk.clock()
    async with trailed(desk.engine) as trail:
        row, person = await at_stage(trail, session, Stage.TOTP)
    if (waiting := await count_attempt(desk, person.login, address=address, at=at)) is not None:
        return waiting
    async with trailed(desk.engine) as trail:
        row, person = await at_stage(trail, session, Stage.TOTP)
        who = Actor(who=person.id, origin=address)
        if not await _takes(desk, trail, person, code, who=who, at=at):
            desk.addresses.failed(address, at)
            await trail.note(at, who, Action.SIGN_IN_FAILED, row.id, {"step": "code"})
            return Wrong()
        return await advance(desk, trail, row, person, done=Stage.TOTP)


async def take_over(desk: Desk, session: str) -> Entered:
    """End the person's other sign-in, and go on where it was: at its seat."""
    async with trailed(desk.engine) as trail:
        row, person = await at_stage(trail, session, Stage.TAKE_OVER)
        at, who = desk.clock(), Actor(who=person.id, origin=row.address)
        for other in await rows.open_sessions(trail.session, person.id):
            if other.id != row.id:
                seat = other.seat
                await end(trail, other, at=at, actor=who, why="taken_over")
                row.seat = seat or row.seat
        return await advance(desk, trail, row, person, done=Stage.TAKE_OVER)


async def advance(
    desk: Desk, trail: Trail, row: Session, person: Staff, *, done: Stage | None
) -> Entered:
    """Bring a session to its next stage, under a new token."""
    at = desk.clock()
    others = await rows.open_sessions(trail.session, person.id)
    is_elsewhere = any(each.id != row.id and each.stage == Stage.ACTIVE for each in others)
    standing = Standing(
        has_authenticator=person.totp_confirmed_at is not None,
        needs_authenticator=desk.rules.sign_in.second_factor,
        must_change=person.must_change,
        is_elsewhere=is_elsewhere,
    )
    stage = next_stage(standing, after=done)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row.token_hash, row.stage, row.seen_at = token_hash(token), stage.value, at
    trail.session.add(row)
    if stage is Stage.ACTIVE:
        await forget_attempts(desk, trail, person.login)
        who = Actor(who=person.id, origin=row.address)
        await trail.note(at, who, Action.SIGNED_IN, row.id)
    return Entered(token, stage)


async def end(trail: Trail, row: Session, *, at: datetime, actor: Actor, why: str) -> None:
    """End a session; its token opens nothing from now on."""
    row.ended_at, row.ended_why, row.seat = at, why, None
    trail.session.add(row)
    await stays.finish(trail.session, sitting=row.id, at=at)
    action = Action.SIGNED_OUT if why == "signed_out" else Action.SESSION_ENDED
    await trail.note(at, actor, action, row.id, {"why": why, "staff": row.staff})


def as_login(typed: str) -> str:
    """Bring a login as typed to the form in which it is kept."""
    return unicodedata.normalize("NFKC", typed[:64]).strip().lower()


def token_hash(token: str) -> str:
    """Give what is kept of a token: random as it is, a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


async def _begun(desk: Desk, trail: Trail, person: Staff, *, address: str, at: datetime) -> Entered:
    who = Actor(who=person.id, origin=address)
    for other in await rows.open_sessions(trail.session, person.id):
        if other.stage != Stage.ACTIVE:
            await end(trail, other, at=at, actor=who, why="begun_again")
    row = Session(
        id=f"x{secrets.token_hex(8)}",
        token_hash="",
        staff=person.id,
        stage="",
        address=address,
        began_at=at,
        seen_at=at,
    )
    return await advance(desk, trail, row, person, done=None)


async def at_stage(trail: Trail, session: str, stage: Stage) -> tuple[Session, Staff]:
    """Read a session that was found to be at this stage a moment ago.

    Raises:
        SessionMoved: it ended or moved on meanwhile.
    """
    row = await trail.session.get(Session, session)
    if row is None or row.ended_at is not None or row.stage != stage:
        raise SessionMoved
    return row, await trail.session.get_one(Staff, row.staff)


async def count_attempt(desk: Desk, login: str, *, address: str, at: datetime) -> Wait | None:
    """Count an attempt as failed until it is found to be right; or tell how long to wait."""
    if (until := desk.addresses.until(address, at)) is not None:
        return Wait(until)
    name = _blind(desk, login)
    async with trailed(desk.engine) as trail:
        row = await rows.failures(trail.session, name)
        if row is not None and row.until > at:
            return Wait(row.until)
        old = at - timedelta(seconds=lockout.FORGOTTEN_S)
        if row is None or row.last_at < old:
            await rows.forget_failures(trail.session, name, before=old)
            row = Failure(name_hash=name, count=0, last_at=at, until=at)
        row.count, row.last_at = row.count + 1, at
        row.until = at + timedelta(seconds=lockout.delay_s(row.count))
        await trail.session.merge(row)
    return None


async def forget_attempts(desk: Desk, trail: Trail, login: str) -> None:
    """Clear the count: the person has shown who they are."""
    old = desk.clock() - timedelta(seconds=lockout.FORGOTTEN_S)
    await rows.forget_failures(trail.session, _blind(desk, login), before=old)


def _may_enter(desk: Desk, person: Staff, at: datetime) -> bool:
    if person.disabled_at is not None:
        return False
    age_s = (at - person.password_at).total_seconds()
    return not person.must_change or age_s <= desk.rules.sign_in.first_password_s


async def _takes(
    desk: Desk, trail: Trail, person: Staff, code: str, *, who: Actor, at: datetime
) -> bool:
    secret = secret_of(desk, person)
    if secret is None:
        return False
    now, after = desk.machine_clock(), person.totp_step
    step = second_factor.taken_step(secret, code, at=now, after=after)
    if step is not None:
        person.totp_step = step
        trail.session.add(person)
        return True
    hashed = second_factor.recovery_hash(code, staff=person.id)
    if not await rows.use_recovery_code(trail.session, hashed, staff=person.id, at=at):
        return False
    await trail.note(at, who, Action.RECOVERY_CODE_USED)
    return True


def secret_of(desk: Desk, person: Staff) -> str | None:
    """Open the secret that a person's authenticator shares with us; None if there is none."""
    return desk.seal.open(person.totp_secret, row=person.id) if person.totp_secret else None


def _blind(desk: Desk, login: str) -> str:
    return desk.seal.blind(login).hex()
