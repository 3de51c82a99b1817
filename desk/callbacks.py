"""Callbacks (折り返し): a promise to call somebody back, with a due time and an owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.desk import Desk
from desk.roles import Role
from desk.sessions import Who
from japan.my_number import holds_my_number
from storage import promises as rows
from storage.audit import Action, Actor, Fact, trailed
from storage.engine import transaction
from storage.promise_tables import PromisedCall
from storage.staff_tables import Staff

LONGEST_ABOUT = 300
FARTHEST = timedelta(days=60)
SYSTEM = Actor(who="system", origin="system")
SUPERVISES = frozenset({Role.SUPERVISOR, Role.MANAGER})


class End(StrEnum):
    """How a promise ended."""

    REACHED = "reached"
    WITHDRAWN = "withdrawn"
    """The caller called again, or asked us not to."""
    HANDED_ON = "handed_on"
    """A supervisor made another promise of it: another owner or hour."""


class Refusal(StrEnum):
    """Why a promise is not kept as it was typed."""

    ABOUT = "about"
    DUE = "due"
    """In the past, or too far away."""
    MY_NUMBER = "my_number"
    OWNER = "owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What is promised; `phone` is an id of the people's store."""

    phone: str
    due_at: datetime
    about: str
    owner: str
    call: str | None = None
    record: str | None = None


async def promise(desk: Desk, who: Who, made: Promise) -> int | Refusal:
    """Keep a promise; gives its number."""
    at = desk.clock()
    wrong = text_refusal(made.about) or due_refusal(made.due_at, at)
    if wrong is not None:
        return wrong
    async with trailed(desk.engine) as trail:
        owner = await trail.session.get(Staff, made.owner)
        if owner is None or owner.disabled_at is not None:
            return Refusal.OWNER
        row = PromisedCall(
            made_at=at,
            made_by=who.staff,
            call=made.call,
            record=made.record,
            phone=made.phone,
            owner=made.owner,
            due_at=made.due_at,
            about=made.about,
        )
        trail.session.add(row)
        await trail.session.flush()
        detail = {"call": made.call, "record": made.record, "owner": made.owner}
        await trail.note(at, who.actor, Action.CALLBACK_PROMISED, f"callback:{row.id}", detail)
    if row.id is None:
        raise AssertionError  # the database gave it by the flush
    return row.id


async def phone_of(desk: Desk, callback: int) -> str | None:
    """Give whom an open promise is to be kept to (an id of the people's store), or None."""
    async with transaction(desk.engine) as session:
        row = await session.get(PromisedCall, callback)
    return None if row is None or row.closed_at is not None else row.phone


async def not_reached(desk: Desk, who: Who, callback: int) -> bool:
    """Keep that nobody answered; the promise stays. False if it is not theirs, or ended."""
    async with trailed(desk.engine) as trail:
        row = await trail.session.get(PromisedCall, callback)
        if row is None or not _may(who, row):
            return False
        row.tries, row.tried_at = row.tries + 1, desk.clock()
        trail.session.add(row)
        detail = {"tries": row.tries}
        await trail.note(
            desk.clock(), who.actor, Action.CALLBACK_TRIED, f"callback:{callback}", detail
        )
    return True


async def close(desk: Desk, who: Who, callback: int, end: End) -> bool:
    """End a promise; False if it is not theirs, or ended before."""
    async with trailed(desk.engine) as trail:
        row = await trail.session.get(PromisedCall, callback)
        if row is None or not _may(who, row):
            return False
        row.closed_at, row.closed_by, row.end = desk.clock(), who.staff, end.value
        trail.session.add(row)
        detail = {"end": end.value}
        await trail.note(
            desk.clock(), who.actor, Action.CALLBACK_CLOSED, f"callback:{callback}", detail
        )
    return True


async def take(desk: Desk, who: Who, callback: int) -> bool:
    """Make somebody's promise one's own: a colleague is away, or it is late."""
    async with trailed(desk.engine) as trail:
        row = await trail.session.get(PromisedCall, callback)
        if row is None or row.closed_at is not None:
            return False
        row.owner = who.staff
        trail.session.add(row)
        detail = {"owner": who.staff}
        await trail.note(
            desk.clock(), who.actor, Action.CALLBACK_TAKEN, f"callback:{callback}", detail
        )
    return True


async def hand_on(
    desk: Desk, who: Who, callback: int, *, owner: str, due_at: datetime
) -> int | Refusal:
    """Make another promise of an open one, with this owner and hour; gives its number.

    The former one ends in the same transaction, so that there is always one.
    """
    at = desk.clock()
    wrong = due_refusal(due_at, at)
    if wrong is not None:
        return wrong
    async with trailed(desk.engine) as trail:
        row = await trail.session.get(PromisedCall, callback)
        person = await trail.session.get(Staff, owner)
        if row is None or not _may(who, row) or person is None or person.disabled_at is not None:
            return Refusal.OWNER
        row.closed_at, row.closed_by, row.end = at, who.staff, End.HANDED_ON.value
        made = PromisedCall(
            made_at=at,
            made_by=who.staff,
            call=row.call,
            record=row.record,
            phone=row.phone,
            owner=owner,
            due_at=due_at,
            about=row.about,
            tries=row.tries,
            tried_at=row.tried_at,
        )
        trail.session.add_all([row, made])
        await trail.session.flush()
        subject, detail = f"callback:{callback}", {"end": End.HANDED_ON.value}
        await trail.note(at, who.actor, Action.CALLBACK_CLOSED, subject, detail)
        told: dict[str, Fact] = {"call": row.call, "record": row.record, "owner": owner}
        await trail.note(at, who.actor, Action.CALLBACK_PROMISED, f"callback:{made.id}", told)
    if made.id is None:
        raise AssertionError  # the database gave it by the flush
    return made.id


async def noted(desk: Desk, callback: int, *, tries: int, end: End | None) -> None:
    """Note how far a promise that is called by itself has come; one that ended is left alone."""
    async with trailed(desk.engine) as trail:
        row = await trail.session.get(PromisedCall, callback)
        if row is None or row.closed_at is not None:
            return
        at, is_tried = desk.clock(), tries > row.tries
        if is_tried:
            row.tries, row.tried_at = tries, at
        if end is not None:
            row.closed_at, row.end = at, end.value
        trail.session.add(row)
        if end is None and not is_tried:
            return
        action = Action.CALLBACK_CLOSED if end is not None else Action.CALLBACK_TRIED
        detail: dict[str, Fact] = {"tries": tries} if end is None else {"end": end.value}
        await trail.note(at, SYSTEM, action, f"callback:{callback}", detail)


async def open_ones(desk: Desk, *, owner: str | None = None) -> Sequence[tuple[PromisedCall, str]]:
    """List open promises with their owners' names, the one due first first."""
    async with transaction(desk.engine) as session:
        return await rows.open_callbacks(session, owner=owner)


def text_refusal(about: str) -> Refusal | None:
    """Tell what is wrong with a short text."""
    if not 0 < len(about) <= LONGEST_ABOUT:
        return Refusal.ABOUT
    return Refusal.MY_NUMBER if holds_my_number(about) else None


def due_refusal(due_at: datetime, at: datetime) -> Refusal | None:
    """Tell whether a due time can be promised."""
    return None if at < due_at <= at + FARTHEST else Refusal.DUE


def _may(who: Who, row: PromisedCall) -> bool:
    return row.closed_at is None and (row.owner == who.staff or who.role in SUPERVISES)
