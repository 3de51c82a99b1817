"""A supervisor mends what was recorded: a result that is wrong, a number that may be called again.

The rules of this file:
1. Nothing is overwritten silently: before, after, why, who and when are kept.
2. The network's word stands: an attempt that nobody answered reached nobody.
3. What follows is decided anew, as after any result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.outcome import DialResult
from cases.contact import Bar
from cases.contact_ending import bar, follow
from cases.contact_result import BY_NOBODY, OF_ANSWERER, RESULTS, Next, Result
from cases.contacts import Contacts, attempt_cases
from cases.errors import CaseRefused
from cases.lifecycle import Happening, Status, row_of
from cases.store import Actor, lock, move
from storage.contact_tables import ContactAttempt, ContactBar, ContactCorrection


class Why(StrEnum):
    """Why something is mended."""

    MISTAKE = "mistake"
    WORD = "word"
    """The applicant said so."""
    CHECKED = "checked"
    """Somebody looked at the number again."""


WHYS: dict[Why, str] = {
    Why.MISTAKE: "記録の誤り",
    Why.WORD: "本人の申し出",
    Why.CHECKED: "番号を確かめた",
}
CORRECTED = tuple(each for each in RESULTS if each not in {Result.CALL_AGAIN, Result.RETURNED})
"""To what a result may be corrected; a promised time is made by calling, not by mending."""
_NOT_OURS = (Result.SKIPPED, Result.FAILED, Result.CANCELLED)


@dataclass(frozen=True, slots=True)
class Barred:
    """A number that is not called, by the cases in which it stands."""

    id: int
    kind: Bar
    at: datetime
    by: str
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recent:
    """An attempt with its result, and what it may be corrected to."""

    id: str
    at: datetime
    result: Result | None
    """None: nobody has recorded one yet."""
    staff: str
    cases: tuple[str, ...]
    choices: tuple[Result, ...]


async def barred(session: AsyncSession) -> list[Barred]:
    """List the numbers that are not called, the newest first; the numbers stay where they are."""
    asked = select(ContactBar).where(col(ContactBar.ended_at).is_(None))
    return [
        Barred(row.id or 0, Bar(row.kind), row.at, row.by, await numbers_of(session, row.attempt))
        for row in (await session.exec(asked.order_by(col(ContactBar.id).desc()))).all()
    ]


async def recent(session: AsyncSession, since: datetime, *, most: int) -> list[Recent]:
    """List the attempts that were dialled since and have a result, the newest first."""
    asked = (
        select(ContactAttempt)
        .where(col(ContactAttempt.dialled_at) >= since, col(ContactAttempt.result) != "")
        .order_by(col(ContactAttempt.dialled_at).desc(), col(ContactAttempt.id))
        .limit(most)
    )
    return [
        Recent(
            row.id,
            row.dialled_at or row.leased_at,
            Result(row.result),
            row.staff,
            await numbers_of(session, row.id),
            choices_of(row),
        )
        for row in (await session.exec(asked)).all()
    ]


def choices_of(row: ContactAttempt) -> tuple[Result, ...]:
    """Say to what the result of an attempt may be corrected."""
    fits = BY_NOBODY if row.network != DialResult.ANSWERED else CORRECTED
    never = (*_NOT_OURS, row.result)
    return tuple(each for each in fits if each not in never)


async def lift(session: AsyncSession, bar_id: int, why: Why, actor: Actor) -> tuple[str, Bar]:
    """Let a number be called again; gives whose attempt had barred it, and how.

    Cases that were given up for it are to be called again, their attempts counted anew.

    Raises:
        CaseRefused: there is no such bar, or somebody has lifted it.
    """
    await lock(session)
    row = await session.get(ContactBar, bar_id, with_for_update=True)
    if row is None or row.ended_at is not None:
        raise CaseRefused(number=str(bar_id), why="この番号は、もう架電しない番号ではありません。")
    row.ended_at, row.ended_by, row.ended_why = actor.at, actor.by, why.value
    await _call_again(session, row.attempt, actor, reason=WHYS[why])
    return row.attempt, Bar(row.kind)


async def correct(
    session: AsyncSession,
    contacts: Contacts,
    attempt: str,
    result: Result,
    why: Why,
    actor: Actor,
) -> Next:
    """Put another result in the place of the one that was recorded; gives what follows.

    A bar that the wrong result put on the number ends with it.

    Raises:
        CaseRefused: it has no result yet, or this one does not fit what the network said.
    """
    await lock(session)
    row = await session.get(ContactAttempt, attempt, with_for_update=True)
    if row is None or not row.result:
        raise CaseRefused(number=attempt, why="結果がまだ記録されていません。")
    if result not in choices_of(row):
        raise CaseRefused(number=attempt, why="この結果には直せません。網の応答と合いません。")
    session.add(
        ContactCorrection(
            attempt=attempt,
            at=actor.at,
            by=actor.by,
            before=row.result,
            after=result.value,
            why=why.value,
        )
    )
    await _end_bars(session, attempt, why, actor)
    await _call_again(session, attempt, actor, reason=WHYS[why])
    row.result, row.again_at = result.value, None
    row.answerer = next(each.value for each, fits in OF_ANSWERER.items() if result in fits)
    bar(session, row, result, actor)
    await session.flush()
    step = await follow(session, contacts, row, actor, result)
    row.next = step.value
    return step


async def _end_bars(session: AsyncSession, attempt: str, why: Why, actor: Actor) -> None:
    asked = select(ContactBar).where(
        col(ContactBar.attempt) == attempt, col(ContactBar.ended_at).is_(None)
    )
    for each in (await session.exec(asked)).all():
        each.ended_at, each.ended_by, each.ended_why = actor.at, actor.by, why.value


async def _call_again(session: AsyncSession, attempt: str, actor: Actor, *, reason: str) -> None:
    for case in await attempt_cases(session, attempt):
        known = row_of(case.status)
        if case.status == Status.UNREACHED and Happening.CALL_PLANNED in known:
            move(session, case, Happening.CALL_PLANNED, actor, reason=reason)


async def numbers_of(session: AsyncSession, attempt: str) -> tuple[str, ...]:
    """Give the numbers of the cases that an attempt is about."""
    cases: Sequence[str] = [each.number for each in await attempt_cases(session, attempt)]
    return tuple(cases)
