"""What the progress list knows of a case besides its document: its steps, deficiencies and runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.contact_facts import dialled
from cases.document import Document
from cases.lifecycle import Happening
from cases.runs import RunKind
from storage.case_tables import (
    Case,
    CaseChange,
    CaseDeficiency,
    CaseHold,
    CaseMove,
    CaseRun,
    CaseRunItem,
)
from storage.case_work_tables import CaseNotice
from storage.contact_tables import ContactAttempt


@dataclass(slots=True)
class Facts:
    """One case with all that a column may show; `document` is None for protected persons."""

    case: Case
    document: Document | None
    updated_at: datetime
    """Of the last step or change."""
    last: dict[str, CaseMove] = field(default_factory=dict)
    """The last step of each happening."""
    open: list[CaseDeficiency] = field(default_factory=list)
    paid: tuple[str, int] | None = None
    """The payment run and its yen."""
    notice: date | None = None
    attempts: list[ContactAttempt] = field(default_factory=list)
    """The calls that were dialled, in their order."""
    is_held: bool = False
    is_checked: bool = False
    """Whether a payment run's duplicate check let it pass."""
    by: str = ""
    """Who did the last step."""

    def at(self, happening: Happening) -> datetime | None:
        """Give the instant of the last step of a kind."""
        move = self.last.get(happening.value)
        return None if move is None else move.at


async def gather(
    session: AsyncSession, cases: Iterable[tuple[Case, Document | None]]
) -> list[Facts]:
    """Put together what is known of the cases, in their order."""
    found = {case.seq: Facts(case, document, case.status_since) for case, document in cases}
    changed = select(CaseChange.case, func.max(col(CaseChange.at))).group_by(col(CaseChange.case))
    for seq, at in await session.exec(changed):
        if seq in found:
            found[seq].updated_at = max(found[seq].updated_at, at)
    await _moves(session, found)
    await _deficiencies(session, found)
    await _runs(session, found)
    for seq, row in await dialled(session):
        if seq in found:
            found[seq].attempts.append(row)
    return list(found.values())


async def _moves(session: AsyncSession, found: dict[int, Facts]) -> None:
    for move in await session.exec(select(CaseMove).order_by(col(CaseMove.id))):
        facts = found.get(move.case)
        if facts is not None:
            facts.last[move.happening] = move
            facts.by = move.by


async def _deficiencies(session: AsyncSession, found: dict[int, Facts]) -> None:
    asked = select(CaseDeficiency).where(col(CaseDeficiency.closed_at).is_(None))
    for row in await session.exec(asked.order_by(col(CaseDeficiency.id))):
        if row.case in found:
            found[row.case].open.append(row)


async def _runs(session: AsyncSession, found: dict[int, Facts]) -> None:
    paid = select(CaseRunItem, CaseRun).where(
        col(CaseRunItem.run) == col(CaseRun.id),
        col(CaseRun.kind) == RunKind.PAYMENT.value,
        col(CaseRun.state) == "closed",
        col(CaseRunItem.returned_at).is_(None),
    )
    for item, run in await session.exec(paid):
        if item.case in found:
            found[item.case].paid = (run.id, item.amount)
            found[item.case].is_checked = True
    held = select(CaseHold.case).where(col(CaseHold.released_at).is_(None))
    for seq in await session.exec(held):
        if seq in found:
            found[seq].is_held = True
    for notice in await session.exec(select(CaseNotice).where(col(CaseNotice.day).is_not(None))):
        if notice.case in found:
            found[notice.case].notice = notice.day
