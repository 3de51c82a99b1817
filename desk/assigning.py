"""Work given to somebody with a due time, and taken off its list; each in the audit trail."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from desk import complaints, escalations, help
from desk.callbacks import SUPERVISES, due_refusal
from desk.desk import Desk
from desk.roles import Role
from desk.sessions import Who
from desk.work import SERVING, TAKERS, Refusal, WorkList
from storage import staff as people
from storage import work as rows
from storage.audit import Action, Fact, trailed
from storage.engine import transaction
from storage.inquiry_tables import Inquiry
from storage.knowledge_tables import Unanswered
from storage.promise_tables import ComplaintReport, Escalation
from storage.staff_tables import Staff

LONGEST_NUMBER = 10


async def takers(desk: Desk) -> list[Staff]:
    """Give who may be given work, by name."""
    async with transaction(desk.engine) as session:
        every = await people.everybody(session)
    return sorted((each for each in every if _may(each, SERVING)), key=lambda each: each.name)


async def refusal(desk: Desk, of: WorkList, owner: str, due_at: datetime | None) -> Refusal | None:
    """Tell why a line of a list cannot be given to somebody until then."""
    if due_at is not None and due_refusal(due_at, desk.clock()) is not None:
        return Refusal.DUE
    async with transaction(desk.engine) as session:
        person = await session.get(Staff, owner)
    return None if person is not None and _may(person, TAKERS[of]) else Refusal.OWNER


async def assign(
    desk: Desk, who: Who, of: WorkList, subject: str, *, owner: str, due_at: datetime | None
) -> Refusal | None:
    """Give a line to somebody; lists whose lines become promises are not given here.

    A handed-up call is taken in the person's name, so that they alone close it.
    """
    wrong = await refusal(desk, of, owner, due_at)
    if wrong is not None:
        return wrong
    at = desk.clock()
    async with trailed(desk.engine) as trail:
        row = await _open(trail.session, of, subject)
        if row is None:
            return Refusal.GONE
        if isinstance(row, Escalation):
            row.taken_by, row.taken_at = owner, row.taken_at or at
            trail.session.add(row)
        item = await rows.keep(trail.session, of.value, subject, at=at, by=who.staff)
        item.owner, item.due_at, item.done_at = owner, due_at, None
        told: dict[str, Fact] = {"list": of.value, "owner": owner}
        told["due"] = None if due_at is None else due_at.isoformat()
        await trail.note(at, who.actor, Action.WORK_ASSIGNED, subject, told)
    return None


async def done(desk: Desk, who: Who, of: WorkList, subject: str) -> Refusal | None:
    """Take a line off its list, as its own rows do it."""
    if who.role not in SUPERVISES and not await _is_theirs(desk, who, of, subject):
        return Refusal.NOT_YOURS
    number = _number(subject)
    match of:
        case WorkList.MISSED:
            await _seen_to(desk, who, subject)
            return None
        case WorkList.COMPLAINTS:
            if await _is_untold(desk, subject):
                return Refusal.UNTOLD
            is_done = await complaints.reported(desk, who, [subject]) == 1
            return None if is_done else Refusal.GONE
        case WorkList.ESCALATIONS:
            is_done = number is not None and await escalations.close(desk, who, number)
            return None if is_done else Refusal.NOT_YOURS
        case WorkList.QUESTIONS:
            is_done = number is not None and await help.close_question(desk, who.actor, number)
            return None if is_done else Refusal.GONE
        case WorkList.CALLBACKS | WorkList.UNCATEGORISED:
            return Refusal.ITSELF


async def _seen_to(desk: Desk, who: Who, subject: str) -> None:
    """Take a missed caller off: somebody found that no call is needed."""
    at = desk.clock()
    async with trailed(desk.engine) as trail:
        item = await rows.keep(trail.session, WorkList.MISSED, subject, at=at, by=who.staff)
        item.done_at = at
        told: dict[str, Fact] = {"list": WorkList.MISSED.value}
        await trail.note(at, who.actor, Action.WORK_DONE, subject, told)


async def _open(
    session: AsyncSession, of: WorkList, subject: str
) -> ComplaintReport | Escalation | Unanswered | Inquiry | None:
    """Find what an open line is about."""
    number = _number(subject)
    match of:
        case WorkList.COMPLAINTS:
            report = await session.get(ComplaintReport, subject)
            return report if report is not None and report.reported_at is None else None
        case WorkList.ESCALATIONS:
            handed = await session.get(Escalation, number) if number is not None else None
            return handed if handed is not None and handed.closed_at is None else None
        case WorkList.QUESTIONS:
            asked = await session.get(Unanswered, number) if number is not None else None
            return asked if asked is not None and asked.closed_at is None else None
        case WorkList.UNCATEGORISED:
            return await session.get(Inquiry, subject)
        case WorkList.MISSED | WorkList.CALLBACKS:
            return None


async def _is_theirs(desk: Desk, who: Who, of: WorkList, subject: str) -> bool:
    async with transaction(desk.engine) as session:
        item = (await rows.items_of(session, of.value)).get(subject)
    return item is not None and item.owner == who.staff


async def _is_untold(desk: Desk, record: str) -> bool:
    async with transaction(desk.engine) as session:
        row = await session.get(ComplaintReport, record)
    return row is not None and row.is_urgent and row.told_at is None


def _may(person: Staff, roles: frozenset[Role]) -> bool:
    return person.disabled_at is None and Role(person.role) in roles


def _number(subject: str) -> int | None:
    """Read the number of a row; None if it cannot be one."""
    is_number = subject.isascii() and subject.isdigit() and len(subject) < LONGEST_NUMBER
    return int(subject) if is_number else None
