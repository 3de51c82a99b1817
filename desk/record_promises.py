"""What a record says must be true: no callback without a promise, none handed up to nobody."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from desk.desk import Desk
from desk.inquiry import Content, Lack, Missing, Result
from desk.roles import Role
from storage.engine import transaction
from storage.inquiry_tables import Inquiry
from storage.promise_tables import Escalation, PromisedCall
from storage.staff_tables import Staff


async def unkept(desk: Desk, record: str, content: Content) -> tuple[Missing, ...]:
    """Give the matters whose result says more than was done.

    A callback needs a promise with a due time, made beside the call or the record; a handed-up
    matter needs the handing up, or that a supervisor has a part in the same call.
    """
    wanted = {each.result for each in content.matters}
    if not wanted & {Result.CALLBACK, Result.ESCALATED}:
        return ()
    async with transaction(desk.engine) as session:
        row = await session.get(Inquiry, record)
        if row is None:
            return ()
        lacks = set()
        if Result.CALLBACK in wanted and not await _is_promised(session, row):
            lacks.add(Result.CALLBACK)
        if Result.ESCALATED in wanted and not await _is_handed_up(session, row):
            lacks.add(Result.ESCALATED)
    return tuple(_named(content, lacks))


def _named(content: Content, lacks: set[Result]) -> Iterator[Missing]:
    words = {Result.CALLBACK: Lack.PROMISE, Result.ESCALATED: Lack.ESCALATION}
    for number, matter in enumerate(content.matters, start=1):
        if matter.result in lacks:
            yield Missing(number, words[matter.result])


async def _is_promised(session: AsyncSession, row: Inquiry) -> bool:
    of_it = col(PromisedCall.record) == row.id
    if row.call is not None:
        of_it |= (col(PromisedCall.call) == row.call) & (col(PromisedCall.made_by) == row.staff)
    return (await session.exec(select(PromisedCall.id).where(of_it).limit(1))).first() is not None


async def _is_handed_up(session: AsyncSession, row: Inquiry) -> bool:
    of_it = col(Escalation.record) == row.id
    if row.call is not None:
        of_it |= (col(Escalation.call) == row.call) & (col(Escalation.staff) == row.staff)
    if (await session.exec(select(Escalation.id).where(of_it).limit(1))).first() is not None:
        return True
    if row.call is None:
        return False
    theirs = (
        select(Inquiry.id)
        .join(Staff, col(Staff.id) == col(Inquiry.staff))
        .where(
            col(Inquiry.call) == row.call,
            col(Inquiry.staff) != row.staff,
            col(Staff.role).in_([Role.SUPERVISOR.value, Role.MANAGER.value]),
        )
    )
    return (await session.exec(theirs.limit(1))).first() is not None
