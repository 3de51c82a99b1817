"""Whom we could not reach, and what the client said of it (架電不通, SPR-III-3-3-イ-2).

The client is told the reason and the attempts with their times, and answers whether the application
can be sent back (返送可否) and what is to be done.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.contact_result import RESULTS, Result
from cases.errors import CaseRefused
from cases.lifecycle import Happening, Status
from cases.store import Actor, Shelf, case_numbered
from storage.case_tables import Case, CaseMove
from storage.contact_tables import ContactAttempt, ContactAttemptCase, ContactInstruction

LONGEST = 300


class Returnable(StrEnum):
    """Whether the application can be sent back to its applicant."""

    YES = "yes"
    NO = "no"
    ASK = "ask"
    """Nobody has said."""


RETURNABLES: dict[Returnable, str] = {
    Returnable.YES: "返送可",
    Returnable.NO: "返送不可",
    Returnable.ASK: "要指示",
}


@dataclass(frozen=True, slots=True)
class Unreached:
    """One case that could not be reached."""

    number: str
    is_protected: bool
    since: datetime
    reason: str
    attempts: tuple[tuple[datetime, str], ...]
    """When, and the words of the result."""
    returnable: Returnable
    instructed_at: datetime | None

    @property
    def gets_notice(self) -> bool:
        """Whether the next run of notices takes it by itself."""
        return not self.is_protected and self.returnable is not Returnable.NO


async def listed(session: AsyncSession) -> list[Unreached]:
    """List the unreached cases, the longest first."""
    asked = (
        select(Case)
        .where(col(Case.status) == Status.UNREACHED.value)
        .order_by(col(Case.status_since), col(Case.seq))
    )
    cases = (await session.exec(asked)).all()
    reasons, attempts = await _reasons(session), await _attempts(session)
    words = await _instructions(session)
    return [
        Unreached(
            number=case.number,
            is_protected=case.is_protected,
            since=case.status_since,
            reason=reasons.get(case.seq, ""),
            attempts=tuple(attempts.get(case.seq, ())),
            returnable=Returnable(words[case.seq].returnable)
            if case.seq in words
            else Returnable.ASK,
            instructed_at=words[case.seq].at if case.seq in words else None,
        )
        for case in cases
    ]


async def instruct(
    session: AsyncSession,
    shelf: Shelf,
    number: str,
    returnable: Returnable,
    text: str,
    actor: Actor,
) -> None:
    """Keep what the client said of an unreached case.

    Raises:
        NoSuchCase: no case has this number.
        CaseRefused: it is not one of the unreached.
    """
    case = await case_numbered(session, number)
    if case.status != Status.UNREACHED:
        raise CaseRefused(number=case.number, why="架電不通の申請ではありません。")
    row = ContactInstruction(
        case=case.seq, at=actor.at, by=actor.by, returnable=returnable.value, text=b""
    )
    session.add(row)
    await session.flush()
    row.text = shelf.vault.close(text[:LONGEST], row=f"instruction:{row.id}")


async def unreturnable(session: AsyncSession) -> set[int]:
    """Give the cases of which the client's last word is that nothing can be sent."""
    words = await _instructions(session)
    return {case for case, row in words.items() if row.returnable == Returnable.NO}


async def _reasons(session: AsyncSession) -> dict[int, str]:
    asked = (
        select(CaseMove.case, CaseMove.reason)
        .where(col(CaseMove.happening) == Happening.GIVEN_UP.value)
        .order_by(col(CaseMove.id))
    )
    return dict((await session.exec(asked)).all())


async def _attempts(session: AsyncSession) -> dict[int, list[tuple[datetime, str]]]:
    asked = (
        select(ContactAttemptCase.case, ContactAttempt)
        .join(Case, col(Case.seq) == col(ContactAttemptCase.case))
        .where(
            col(ContactAttemptCase.attempt) == col(ContactAttempt.id),
            col(Case.status) == Status.UNREACHED.value,
            col(ContactAttempt.dialled_at).is_not(None),
            col(ContactAttempt.result) != "",
        )
        .order_by(col(ContactAttempt.dialled_at))
    )
    found: defaultdict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for case, row in await session.exec(asked):
        found[case].append((row.dialled_at or row.leased_at, RESULTS[Result(row.result)]))
    return found


async def _instructions(session: AsyncSession) -> dict[int, ContactInstruction]:
    asked = select(ContactInstruction).order_by(col(ContactInstruction.id))
    return {row.case: row for row in await session.exec(asked)}
