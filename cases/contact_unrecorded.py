"""Attempts that somebody answered and of which nobody recorded what came of it.

The agent's browser was closed, or nobody had signed in at the seat: a supervisor records it, so
that every attempt has its result and the case goes on.
"""

from __future__ import annotations

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.outcome import DialResult
from cases.contact_ending import finish
from cases.contact_mending import Recent, choices_of, numbers_of
from cases.contact_result import OF_ANSWERER, Next, Result
from cases.contacts import Contacts
from cases.errors import CaseRefused
from cases.store import Actor, lock
from storage.contact_tables import ContactAttempt


async def unrecorded(session: AsyncSession, *, most: int) -> list[Recent]:
    """List them, the oldest first."""
    asked = (
        select(ContactAttempt)
        .where(
            col(ContactAttempt.network) == DialResult.ANSWERED.value,
            col(ContactAttempt.result) == "",
        )
        .order_by(col(ContactAttempt.dialled_at), col(ContactAttempt.id))
        .limit(most)
    )
    return [
        Recent(
            id=row.id,
            at=row.dialled_at or row.leased_at,
            result=None,
            staff=row.staff,
            cases=await numbers_of(session, row.id),
            choices=choices_of(row),
        )
        for row in (await session.exec(asked)).all()
    ]


async def record(
    session: AsyncSession, contacts: Contacts, attempt: str, result: Result, actor: Actor
) -> Next:
    """Record what came of one, in the agent's place; gives what follows.

    Raises:
        CaseRefused: it is not over, was not answered, has its result, or this one is not one of it.
    """
    await lock(session)
    row = await session.get(ContactAttempt, attempt, with_for_update=True)
    if row is None or row.network != DialResult.ANSWERED:
        raise CaseRefused(number=attempt, why="通話が終わってから記録してください。")
    if row.result:
        raise CaseRefused(number=attempt, why="結果はすでに記録されています。")
    if result not in choices_of(row):
        raise CaseRefused(number=attempt, why="この結果は記録できません。")
    row.answerer = next(who.value for who, fits in OF_ANSWERER.items() if result in fits)
    return await finish(session, contacts, row, result, actor)
