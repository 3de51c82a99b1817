"""「そちらから電話がありましたか」: which calls to a number were ours, and reports of false ones.

Whoever asks may be anybody: the answer has times and results, never a name or a case. A call in our
name that was not ours (不審電話) is urgent to supervisors until the client was told; a report of a
call that was ours stands until one of them has seen it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.outcome import DialResult
from cases.contact_ending import BY_NETWORK
from cases.contact_result import Result
from cases.free_text import insist_without_number
from cases.store import Actor, Shelf
from japan.phone import E164, national
from storage.contact_tables import ContactAttempt, SuspiciousCall
from storage.tables import OUTBOUND, Call

LOOK_BACK = timedelta(days=14)
"""How far back a call counts as the one that is asked about."""
LONGEST = 500


@dataclass(frozen=True, slots=True)
class OurCall:
    """One call of ours to the number."""

    at: datetime
    was_answered: bool
    result: Result | None
    staff: str


class NotTold(StrEnum):
    """Why it is not kept that the client was told of a false call."""

    WHEN = "when"
    """Before it was reported to us, or still to come."""
    GONE = "gone"
    """There is no such report, it is of a call of ours, or it was told before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldClient:
    """Whom of the client somebody reached, when, and by what means."""

    at: datetime
    person: str
    means: str


@dataclass(frozen=True, slots=True)
class Report:
    """A false call that somebody reported."""

    id: int
    at: datetime
    by: str
    is_ours: bool
    told: str
    seen_at: datetime | None
    seen_by: str


async def calls_to(
    session: AsyncSession, shelf: Shelf, number: E164, *, person: str | None = None
) -> list[OurCall]:
    """List our calls to a number, whatever for, the newest first; only what was dialled is one.

    `person` is the number's id in the people's store, under which promised and hand-dialled calls
    stand; None if nobody ever had it.
    """
    attempts = await _attempts_to(session, shelf, number)
    others = await _others_to(session, person, {each.id for each in attempts})
    found = [
        OurCall(
            at=row.dialled_at or row.leased_at,
            was_answered=row.answered_at is not None,
            result=Result(row.result) if row.result else None,
            staff=row.staff,
        )
        for row in attempts
    ] + [
        OurCall(
            at=call.dialled_at or call.arrived_at,
            was_answered=call.answered_at is not None,
            result=BY_NETWORK.get(DialResult(call.outcome)) if call.outcome else None,
            staff="",
        )
        for call in others
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)


async def _attempts_to(
    session: AsyncSession, shelf: Shelf, number: E164
) -> Sequence[ContactAttempt]:
    key = shelf.vault.phone_key(national(number))
    asked = (
        select(ContactAttempt)
        .where(col(ContactAttempt.phone_key) == key, col(ContactAttempt.dialled_at).is_not(None))
        .order_by(col(ContactAttempt.dialled_at).desc())
    )
    return (await session.exec(asked)).all()


async def _others_to(session: AsyncSession, person: str | None, but: Collection[str]) -> list[Call]:
    """Give the callbacks, promised calls and those dialled by hand."""
    if person is None:
        return []
    asked = select(Call).where(
        col(Call.caller) == person,
        col(Call.direction) == OUTBOUND,
        col(Call.dialled_at).is_not(None),
    )
    return [each for each in await session.exec(asked) if each.id not in but]


async def report(
    session: AsyncSession,
    shelf: Shelf,
    number: E164,
    told: str,
    actor: Actor,
    *,
    person: str | None = None,
) -> bool:
    """Keep a report of a false call; tells whether we did call that number lately.

    Raises:
        MyNumberTyped: a text holds an individual number.
    """
    insist_without_number(told)
    calls = await calls_to(session, shelf, number, person=person)
    is_ours = any(actor.at - LOOK_BACK <= each.at <= actor.at for each in calls)
    row = SuspiciousCall(
        at=actor.at,
        by=actor.by,
        phone_key=shelf.vault.phone_key(national(number)),
        is_ours=is_ours,
        told=b"",
    )
    session.add(row)
    await session.flush()
    row.told = shelf.vault.close(told[:LONGEST], row=f"suspicious:{row.id}")
    return is_ours


async def reports(session: AsyncSession, shelf: Shelf, *, unseen: bool) -> list[Report]:
    """List the reports, the newest first.

    Raises:
        Unreadable: one was sealed with another key.
    """
    asked = select(SuspiciousCall).order_by(col(SuspiciousCall.id).desc())
    if unseen:
        asked = asked.where(col(SuspiciousCall.seen_at).is_(None))
    return [
        Report(
            id=row.id or 0,
            at=row.at,
            by=row.by,
            is_ours=row.is_ours,
            told=shelf.vault.open(row.told, row=f"suspicious:{row.id}"),
            seen_at=row.seen_at,
            seen_by=row.seen_by,
        )
        for row in await session.exec(asked)
    ]


async def seen(session: AsyncSession, report_id: int, actor: Actor) -> bool:
    """Note that a supervisor has seen a report of a call of ours; False if there is none to see."""
    row = await session.get(SuspiciousCall, report_id, with_for_update=True)
    if row is None or row.seen_at is not None or not row.is_ours:
        return False
    row.seen_at, row.seen_by = actor.at, actor.by
    return True


async def tell_client(
    session: AsyncSession, report_id: int, told: ToldClient, actor: Actor
) -> NotTold | None:
    """Keep that somebody of the client was told of a false call; gives why not, if so.

    Raises:
        MyNumberTyped: a text holds an individual number.
    """
    insist_without_number(told.person)
    row = await session.get(SuspiciousCall, report_id, with_for_update=True)
    if row is None or row.seen_at is not None or row.is_ours:
        return NotTold.GONE
    # People type minutes: the minute in which it was reported is not before it.
    if not row.at - timedelta(minutes=1) < told.at <= actor.at:
        return NotTold.WHEN
    row.seen_at, row.seen_by, row.told_at = actor.at, actor.by, told.at
    row.told_person, row.told_means = told.person, told.means
    return None
