"""Open sign-ins: who is asking, is the page locked, when does it end.

The rules of this file:
1. Every request asks the rows, so that a revoked session opens nothing from that moment on.
2. Only what a person does keeps a session from being locked; a page that refreshes itself does not.
3. A locked session keeps its seat and its call: it only shows nothing until its owner is back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.desk import Desk
from desk.roles import Role
from desk.sign_in import Wait, Wrong, count_attempt, end, forget_attempts, token_hash
from desk.stages import Stage
from storage import staff as rows
from storage.audit import Action, Actor, trailed
from storage.engine import transaction
from storage.staff_tables import Session, Staff

STEP_S = 600.0
"""So long a sign-in may take from one step to the next."""
NOTED_EVERY_S = 20.0
"""That somebody is active is written so often at most: reading pages must not cost writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A person with an open session."""

    session: str
    staff: str
    login: str
    name: str
    role: Role
    language: str
    stage: Stage
    is_locked: bool
    seat: str | None
    address: str

    @property
    def actor(self) -> Actor:
        """As the audit trail names the person."""
        return Actor(who=self.staff, origin=self.address)


async def find(desk: Desk, token: str, *, is_active: bool) -> Who | None:
    """Tell who holds a token; None if it opens nothing (any more).

    Args:
        desk: Where.
        token: From the cookie.
        is_active: Whether the person did something, so that the idle time begins anew.
    """
    at = desk.clock()
    async with transaction(desk.engine) as session:
        found = await rows.by_token(session, token_hash(token))
    if found is None:
        return None
    row, person = found
    if person.disabled_at is not None or _is_over(desk, row, at):
        await _close(desk, row.id, why="expired", at=at)
        return None
    idle_s = (at - row.seen_at).total_seconds()
    if row.stage == Stage.ACTIVE and row.locked_at is None:
        if idle_s > desk.rules.sign_in.idle_lock_s:
            await lock(desk, _who(row, person, is_locked=True))
            return _who(row, person, is_locked=True)
        if is_active and idle_s > NOTED_EVERY_S:
            await _note_activity(desk, row.id, at)
    return _who(row, person, is_locked=row.locked_at is not None)


async def lock(desk: Desk, who: Who) -> None:
    """Lock the page until the password is given again."""
    async with trailed(desk.engine) as trail:
        row = await trail.session.get_one(Session, who.session)
        if row.locked_at is None and row.ended_at is None:
            row.locked_at = at = desk.clock()
            trail.session.add(row)
            await trail.note(at, who.actor, Action.SESSION_LOCKED, who.session)


async def unlock(desk: Desk, who: Who, password: str) -> bool | Wait | Wrong:
    """Open a locked page again with its owner's password; attempts are counted as at sign-in."""
    at = desk.clock()
    waiting = await count_attempt(desk, who.login, address=who.address, at=at)
    if waiting is not None:
        return waiting
    async with transaction(desk.engine) as session:
        person = await session.get_one(Staff, who.staff)
    fits = await desk.passwords.fits(password, person.password_hash)
    async with trailed(desk.engine) as trail:
        if not fits:
            await trail.note(at, who.actor, Action.SIGN_IN_FAILED, who.session, {"step": "unlock"})
            return Wrong()
        row = await trail.session.get_one(Session, who.session)
        row.locked_at, row.seen_at = None, at
        trail.session.add(row)
        await forget_attempts(desk, trail, person.login)
        await trail.note(at, who.actor, Action.SESSION_UNLOCKED, who.session)
        return True


async def sign_out(desk: Desk, who: Who) -> None:
    """End one's own session."""
    async with trailed(desk.engine) as trail:
        row = await trail.session.get_one(Session, who.session)
        if row.ended_at is None:
            await end(trail, row, at=desk.clock(), actor=who.actor, why="signed_out")


async def end_all(desk: Desk, staff: str, *, actor: Actor, why: str) -> int:
    """End every session of a person at once; gives how many there were."""
    async with trailed(desk.engine) as trail:
        found = await rows.open_sessions(trail.session, staff)
        for row in found:
            await end(trail, row, at=desk.clock(), actor=actor, why=why)
        return len(found)


def _is_over(desk: Desk, row: Session, at: datetime) -> bool:
    if row.stage != Stage.ACTIVE:
        return at - row.seen_at > timedelta(seconds=STEP_S)
    return at - row.began_at > timedelta(seconds=desk.rules.sign_in.session_s)


async def _close(desk: Desk, session: str, *, why: str, at: datetime) -> None:
    async with trailed(desk.engine) as trail:
        row = await trail.session.get_one(Session, session)
        if row.ended_at is None:
            await end(trail, row, at=at, actor=Actor(who="", origin="system"), why=why)


async def _note_activity(desk: Desk, session: str, at: datetime) -> None:
    async with trailed(desk.engine) as trail:
        row = await trail.session.get_one(Session, session)
        row.seen_at = at
        trail.session.add(row)


def _who(row: Session, person: Staff, *, is_locked: bool) -> Who:
    return Who(
        session=row.id,
        staff=person.id,
        login=person.login,
        name=person.name,
        role=Role(person.role),
        language=person.language,
        stage=Stage(row.stage),
        is_locked=is_locked,
        seat=row.seat,
        address=row.address,
    )
