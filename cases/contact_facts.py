"""What the rows say of incomplete cases, for calling: since when, what was sent, attempts, bars.

Each gives a dictionary by the case's own number; `seqs` restricts it to some cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.contact import Bar, bar_after
from cases.contact_result import Result
from cases.lifecycle import OPEN_DEFICIENCY
from cases.schema import Severity
from storage.callback_tables import Callback
from storage.callbacks import OPEN as OPEN_CALLBACK
from storage.case_tables import Case, CaseDeficiency
from storage.case_work_tables import CaseNotice, CaseSendBack
from storage.contact_tables import (
    ContactAttempt,
    ContactAttemptCase,
    ContactBar,
    ContactReturn,
)

OPEN = [each.value for each in OPEN_DEFICIENCY]

Seqs = Collection[int] | None


async def since(session: AsyncSession, seqs: Seqs) -> dict[int, datetime]:
    """Give when the oldest open deficiency of each case was found."""
    asked = (
        select(CaseDeficiency.case, func.min(CaseDeficiency.found_at))
        .where(
            col(CaseDeficiency.closed_at).is_(None),
            col(CaseDeficiency.severity) == Severity.DEFICIENCY.value,
        )
        .group_by(col(CaseDeficiency.case))
    )
    return await _pairs(session, asked, CaseDeficiency.case, seqs)


async def sent_back(session: AsyncSession, seqs: Seqs) -> dict[int, datetime]:
    """Give when each case was sent back, as long as nobody answered."""
    asked = (
        select(CaseSendBack.case, func.max(CaseSendBack.done_at))
        .where(col(CaseSendBack.answered_at).is_(None))
        .group_by(col(CaseSendBack.case))
    )
    return await _pairs(session, asked, CaseSendBack.case, seqs)


async def noticed(session: AsyncSession, seqs: Seqs) -> dict[int, date]:
    """Give the day of each case's last notice."""
    asked = (
        select(CaseNotice.case, func.max(CaseNotice.day))
        .where(col(CaseNotice.day).is_not(None))
        .group_by(col(CaseNotice.case))
    )
    return await _pairs(session, asked, CaseNotice.case, seqs)


async def bars(session: AsyncSession) -> dict[bytes, Bar]:
    """Give the numbers that are not dialled, by their keys."""
    asked = select(ContactBar.phone_key, ContactBar.kind).where(col(ContactBar.ended_at).is_(None))
    return {key: Bar(kind) for key, kind in await session.exec(asked)}


async def called_back(session: AsyncSession) -> Sequence[str]:
    """Give the numbers to which a callback is promised, as ids of the people's store."""
    asked = select(Callback.person).where(col(Callback.state).in_(OPEN_CALLBACK))
    return (await session.exec(asked)).all()


async def in_hand(session: AsyncSession, at: datetime) -> set[bytes]:
    """Give the keys of the numbers that are leased, or whose call is not over yet."""
    asked = select(ContactAttempt.phone_key).where(
        col(ContactAttempt.result) == "",
        col(ContactAttempt.network) == "",
        or_(
            col(ContactAttempt.begun_at).is_not(None),
            col(ContactAttempt.leased_until) > at,
        ),
    )
    return set((await session.exec(asked)).all())


async def attempts_of(session: AsyncSession, seqs: Seqs) -> dict[int, list[ContactAttempt]]:
    """Give all attempts and leases of the cases in which something is missing.

    An attempt whose bar on the number was lifted counts no more: it is called anew.
    """
    lifted = set(
        await session.exec(select(ContactBar.attempt).where(col(ContactBar.ended_at).is_not(None)))
    )
    asked = (
        select(ContactAttemptCase.case, ContactAttempt)
        .join(Case, col(Case.seq) == col(ContactAttemptCase.case))
        .where(
            col(ContactAttemptCase.attempt) == col(ContactAttempt.id),
            col(Case.status).in_(OPEN),
        )
    )
    if seqs is not None:
        asked = asked.where(col(ContactAttemptCase.case).in_(seqs))
    found: defaultdict[int, list[ContactAttempt]] = defaultdict(list)
    for seq, row in await session.exec(asked):
        if row.id not in lifted or not _bars(row):
            found[seq].append(row)
    return found


def _bars(row: ContactAttempt) -> bool:
    words = [Result(each) for each in (row.result, row.returned_result) if each]
    return any(bar_after(each) is not None for each in words)


async def attempts_of_case(session: AsyncSession, seq: int) -> list[ContactAttempt]:
    """Give the attempts that were ever made about a case, leases aside, in their order."""
    asked = (
        select(ContactAttempt)
        .join(ContactAttemptCase, col(ContactAttemptCase.attempt) == col(ContactAttempt.id))
        .where(
            col(ContactAttemptCase.case) == seq,
            or_(col(ContactAttempt.begun_at).is_not(None), col(ContactAttempt.result) != ""),
        )
        .order_by(col(ContactAttempt.leased_at), col(ContactAttempt.id))
    )
    return list(await session.exec(asked))


async def earlier_returns(session: AsyncSession, seq: int) -> list[ContactReturn]:
    """Give the calls in which somebody else called back before the last who did, in their order."""
    asked = (
        select(ContactReturn)
        .join(ContactAttemptCase, col(ContactAttemptCase.attempt) == col(ContactReturn.attempt))
        .where(col(ContactAttemptCase.case) == seq)
        .order_by(col(ContactReturn.at), col(ContactReturn.call))
    )
    return list(await session.exec(asked))


async def dialled(session: AsyncSession) -> Sequence[tuple[int, ContactAttempt]]:
    """Give every attempt that was dialled, with each case that it was about, in their order."""
    asked = (
        select(ContactAttemptCase.case, ContactAttempt)
        .join(ContactAttempt, col(ContactAttempt.id) == col(ContactAttemptCase.attempt))
        .where(col(ContactAttempt.dialled_at).is_not(None))
        .order_by(col(ContactAttempt.dialled_at), col(ContactAttempt.id))
    )
    return (await session.exec(asked)).all()


async def _pairs(session: AsyncSession, asked: Any, case: Any, seqs: Seqs) -> dict[int, Any]:
    if seqs is not None:
        asked = asked.where(col(case).in_(seqs))
    return dict((await session.exec(asked)).all())
