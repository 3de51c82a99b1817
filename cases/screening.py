"""Screening (審査): the next case leased to one person, a result with its reason, a second look.

The rules of this file:
1. The oldest comes first; a case is leased to one person at a time, and a lease that ran out is
   free again.
2. We propose (支給相当／却下相当); the client decides (A-31).
3. Where the campaign asks for a second confirmation, another person confirms before the result
   counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import msgspec
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.deficiencies import of_case
from cases.errors import CaseRefused
from cases.free_text import insist_without_number
from cases.lifecycle import Happening, Status
from cases.schema import Severity
from cases.store import Actor, case_numbered, lock, move
from storage.case_desk_tables import CaseAccountCheck
from storage.case_tables import Case, CaseMove
from storage.case_work_tables import CaseScreening

LEASE = timedelta(minutes=30)
"""So long a case is one person's; asking again renews it."""


class Result(StrEnum):
    """What a screening comes to."""

    SUITABLE = "suitable"
    UNSUITABLE = "unsuitable"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person decides: the result, why, and the criteria that were ticked."""

    result: Result
    reason: str = ""
    checks: tuple[str, ...] = ()


RESULTS: dict[Result, str] = {Result.SUITABLE: "支給相当", Result.UNSUITABLE: "却下相当"}
_HAPPENINGS = {
    Result.SUITABLE: Happening.FOUND_SUITABLE,
    Result.UNSUITABLE: Happening.FOUND_UNSUITABLE,
}
_TO_CHECK = [Status.RECEIVED.value, Status.RESOLVED.value]
_ANY = aliased(CaseScreening)
_LAST = (
    select(func.max(col(_ANY.id)))
    .where(col(_ANY.case) == col(Case.seq))
    .correlate(Case)
    .scalar_subquery()
)
"""The screening that a case is in while it is checked; those before it are history."""


async def next_case(session: AsyncSession, actor: Actor) -> Case | None:
    """Lease the oldest case that nobody screens; one's own comes again. None if there is none.

    Leases that ran out are put back first. Protected persons' cases are a supervisor's, who takes
    them by number (`begin`).
    """
    await lock(session)
    await _put_back_expired(session, actor)
    own = await _own(session, actor)
    if own is not None:
        return own
    asked = (
        select(Case)
        .where(col(Case.status).in_(_TO_CHECK), col(Case.is_protected).is_(False))
        .order_by(col(Case.received_at), col(Case.seq))
        .limit(1)
    )
    case = (await session.exec(asked)).first()
    if case is not None:
        _lease(session, case, actor)
    return case


async def begin(session: AsyncSession, number: str, actor: Actor) -> Case:
    """Lease a case by its number; one's own lease is renewed.

    Raises:
        NoSuchCase: no case has this number.
        CaseRefused: somebody else screens it.
        IllegalMove: it is not to be screened now.
    """
    await lock(session)
    await _put_back_expired(session, actor)
    case = await case_numbered(session, number)
    row = await _open(session, case)
    if row is None:
        _lease(session, case, actor)
    elif row.by != actor.by or row.decided_at is not None:
        raise CaseRefused(number=case.number, why="ほかの人が審査しています。")
    else:
        row.leased_until = actor.at + LEASE
    return case


async def decide(
    session: AsyncSession,
    number: str,
    judgement: Judgement,
    actor: Actor,
    *,
    needs_second: bool,
) -> bool:
    """Give the result of one's own screening; tells whether it counts already.

    Raises:
        NoSuchCase: no case has this number.
        CaseRefused: it is not leased to this person, something is missing in it, or a rejection
            has no reason.
        MyNumberTyped: a text holds an individual number.
    """
    insist_without_number(judgement.reason)
    await lock(session)
    case = await case_numbered(session, number)
    row = await _open(session, case)
    if row is None or row.by != actor.by or row.decided_at is not None:
        raise CaseRefused(number=case.number, why="先にこの申請の審査を始めてください。")
    reason = judgement.reason.strip()
    if judgement.result is Result.UNSUITABLE and not reason:
        raise CaseRefused(number=case.number, why="却下相当には理由が必要です。")
    await _nothing_missing(session, case)
    row.result, row.reason, row.decided_at = judgement.result.value, reason, actor.at
    row.checks = msgspec.json.encode(judgement.checks).decode()
    if not needs_second:
        move(session, case, _HAPPENINGS[judgement.result], actor, reason=reason)
    return not needs_second


async def confirm(
    session: AsyncSession, number: str, actor: Actor, *, agrees: bool, reason: str = ""
) -> None:
    """Confirm another person's result, or put the case back to be screened again.

    Raises:
        NoSuchCase: no case has this number.
        CaseRefused: there is nothing to confirm, or it is one's own result.
        MyNumberTyped: a text holds an individual number.
    """
    insist_without_number(reason)
    await lock(session)
    case = await case_numbered(session, number)
    row = await _open(session, case)
    if row is None or row.decided_at is None:
        raise CaseRefused(number=case.number, why="確認を待つ審査結果がありません。")
    if row.by == actor.by:
        raise CaseRefused(number=case.number, why="ご自分の審査結果は、ほかの人が確認します。")
    row.confirmed_by, row.confirmed_at = actor.by, actor.at
    if agrees:
        await _nothing_missing(session, case)
        move(session, case, _HAPPENINGS[Result(row.result)], actor, reason=row.reason)
    else:
        row.result = "put_back"
        move(session, case, Happening.PUT_BACK, actor, reason=reason)


def ticked(row: CaseScreening) -> list[str]:
    """Give the criteria that were ticked in a screening."""
    return msgspec.json.decode(row.checks, type=list[str]) if row.checks else []


async def to_confirm(session: AsyncSession) -> list[tuple[Case, CaseScreening]]:
    """List the results that wait for a second person, the oldest first."""
    asked = (
        select(Case, CaseScreening)
        .where(
            col(CaseScreening.case) == col(Case.seq),
            col(CaseScreening.id) == _LAST,
            col(CaseScreening.result).in_(list(Result)),
            col(CaseScreening.decided_at).is_not(None),
            col(CaseScreening.confirmed_at).is_(None),
            col(Case.status) == Status.CHECKING.value,
        )
        .order_by(col(CaseScreening.decided_at), col(CaseScreening.id))
    )
    return list(await session.exec(asked))


def _lease(session: AsyncSession, case: Case, actor: Actor) -> None:
    move(session, case, Happening.CHECK_BEGUN, actor)
    session.add(
        CaseScreening(case=case.seq, by=actor.by, begun_at=actor.at, leased_until=actor.at + LEASE)
    )


async def _open(session: AsyncSession, case: Case) -> CaseScreening | None:
    """Give the screening that a case is in."""
    if case.status != Status.CHECKING:
        return None
    asked = select(CaseScreening).where(col(CaseScreening.case) == case.seq)
    return (await session.exec(asked.order_by(col(CaseScreening.id).desc()).limit(1))).first()


async def _own(session: AsyncSession, actor: Actor) -> Case | None:
    asked = select(Case, CaseScreening).where(
        col(CaseScreening.case) == col(Case.seq),
        col(CaseScreening.id) == _LAST,
        col(CaseScreening.by) == actor.by,
        col(CaseScreening.decided_at).is_(None),
        col(Case.status) == Status.CHECKING.value,
    )
    found = (await session.exec(asked.order_by(col(CaseScreening.id)).limit(1))).first()
    if found is None:
        return None
    case, row = found
    row.leased_until = actor.at + LEASE
    return case


async def _put_back_expired(session: AsyncSession, actor: Actor) -> None:
    asked = select(Case, CaseScreening).where(
        col(CaseScreening.case) == col(Case.seq),
        col(CaseScreening.id) == _LAST,
        col(CaseScreening.decided_at).is_(None),
        col(CaseScreening.leased_until) < actor.at,
        col(CaseScreening.by) != actor.by,
        col(Case.status) == Status.CHECKING.value,
    )
    for case, row in (await session.exec(asked)).all():
        row.result, row.decided_at = "put_back", actor.at
        move(session, case, Happening.PUT_BACK, actor, reason="審査の中断")


async def _nothing_missing(session: AsyncSession, case: Case) -> None:
    rows = await of_case(session, case)
    if any(each.closed_at is None and each.severity == Severity.DEFICIENCY for each in rows):
        raise CaseRefused(number=case.number, why="未解消の不備があります。")
    check = await session.get(CaseAccountCheck, case.seq)
    if check is not None and check.checked_at is None:
        why = "口座の確認（二人目の入力）がまだ済んでいません。"
        raise CaseRefused(number=case.number, why=why)


async def last_result(session: AsyncSession, seqs: Sequence[int]) -> dict[int, CaseMove]:
    """Give the last result that counted, by case."""
    happenings = [each.value for each in _HAPPENINGS.values()]
    asked = select(CaseMove).where(
        col(CaseMove.case).in_(seqs), col(CaseMove.happening).in_(happenings)
    )
    return {row.case: row for row in await session.exec(asked.order_by(col(CaseMove.id)))}
