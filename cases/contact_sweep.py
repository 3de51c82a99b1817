"""What becomes of contacts when nobody calls: given up by a person, or because time went by."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.contact import BARS
from cases.contact_ending import finish
from cases.contact_result import Result
from cases.contacts import Contacts
from cases.lifecycle import Happening, Status, row_of
from cases.store import Actor, lock, move
from storage.case_tables import Case
from storage.contact_tables import ContactAttempt

SILENT = timedelta(hours=2)
"""So long after its beginning an attempt of which nothing was heard counts as failed."""


async def give_up(session: AsyncSession, case: Case, actor: Actor, *, reason: str) -> None:
    """Stop calling about a case by a person's decision: it goes the way of the unreached.

    Raises:
        IllegalMove: its status takes no such step.
    """
    await lock(session)
    if case.status == Status.SENT_BACK or case.status == Status.NOTICE_SENT:
        move(session, case, Happening.CALL_PLANNED, actor)
    move(session, case, Happening.GIVEN_UP, actor, reason=reason)


async def sweep(session: AsyncSession, contacts: Contacts, actor: Actor) -> int:
    """Give up what the rules leave no attempt for, and file what nothing was heard of.

    Gives how many cases were given up: no document came, or their number was barred meanwhile.
    """
    await lock(session)
    silent = select(ContactAttempt).where(
        col(ContactAttempt.result) == "",
        col(ContactAttempt.network) == "",
        col(ContactAttempt.begun_at) < actor.at - SILENT,
    )
    for row in (await session.exec(silent)).all():
        await finish(session, contacts, row, Result.FAILED, actor)
    count = 0
    for contact in await contacts.book.load(session, actor.at):
        is_open = any(each.result is None for each in contact.attempts)
        if contact.is_protected or is_open or not contacts.planner.is_over(contact, actor.at):
            continue
        bar = "" if contact.bar is None else BARS[contact.bar]
        for papers in contact.papers:
            case = await session.get_one(Case, papers.seq)
            if Happening.GIVEN_UP in row_of(case.status):
                move(session, case, Happening.GIVEN_UP, actor, reason=bar or _why(contact.attempts))
                count += 1
    return count


def _why(attempts: tuple[object, ...]) -> str:
    return "書類が届かない" if attempts else "架電できない"
