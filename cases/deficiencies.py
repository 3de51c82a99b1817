"""Deficiencies (不備) of a case: found by a rule or a person, closed with who, when and how.

The rules of this file:
1. What the rules found closes when they find it no more; what a person found, a person closes.
2. What a person waived or called a mistake stays so as long as the rules find the same.
3. The status follows: into the loop with the first open one, out of it with the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.findings import Finding
from cases.free_text import insist_without_number
from cases.lifecycle import OPEN_DEFICIENCY, Happening, Status, row_of
from cases.schema import Severity
from cases.store import Actor, Shelf, move
from storage.case_tables import Case, CaseDeficiency, CaseMove


class FoundBy(StrEnum):
    """Who found it (SPR-III-3-3-イ-1)."""

    RULE = "rule"
    CONTRACTOR = "contractor"
    CLIENT = "client"
    BANK = "bank"


class How(StrEnum):
    """Why it is closed."""

    CORRECTED = "corrected"
    SUPPLIED = "supplied"
    """What was missing has come."""
    WAIVED = "waived"
    """A supervisor let it pass."""
    MISTAKEN = "mistaken"
    """It was none."""


FINDERS: dict[FoundBy, str] = {
    FoundBy.RULE: "自動",
    FoundBy.CONTRACTOR: "事務センター",
    FoundBy.CLIENT: "委託者",
    FoundBy.BANK: "金融機関",
}
ENDS: dict[How, str] = {
    How.CORRECTED: "補正",
    How.SUPPLIED: "書類の到着",
    How.WAIVED: "責任者の判断",
    How.MISTAKEN: "不備ではない",
}
_STANDING = frozenset({How.WAIVED.value, How.MISTAKEN.value})


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person found: a code of the catalogue, and the field if it is one's."""

    code: str
    field: str = ""
    child: int = 0
    note: str = ""

    @property
    def place(self) -> tuple[str, str, int]:
        """What makes two of them the same."""
        return self.code, self.field, self.child


async def judge(
    session: AsyncSession,
    case: Case,
    findings: Iterable[Finding],
    actor: Actor,
    *,
    found_by: FoundBy = FoundBy.RULE,
) -> None:
    """Open what the rules find new, close what they find no more, and move the case accordingly.

    What a person waived stays waived as long as the rules find the same.
    """
    known = await of_case(session, case)
    now = {_key(each): each for each in findings}
    for row in known:
        if row.closed_at is None and row.found_by == found_by and _key_of(row) not in now:
            close(row, actor, How.CORRECTED)
    standing = {_key_of(row) for row in known if row.closed_at is None or row.how in _STANDING}
    fresh = [each for key, each in now.items() if key not in standing]
    opened = [
        CaseDeficiency(**columns_of(case.seq, each, actor, found_by=found_by)) for each in fresh
    ]
    session.add_all(opened)
    settle(session, case, [*known, *opened], actor)


def settle(
    session: AsyncSession,
    case: Case,
    deficiencies: Sequence[CaseDeficiency],
    actor: Actor,
    *,
    reason: str = "",
) -> None:
    """Bring the status in step with what is open: into the loop, or out of it."""
    is_open = any(
        row.closed_at is None and row.severity == Severity.DEFICIENCY for row in deficiencies
    )
    if is_open and Happening.DEFICIENCY_FOUND in row_of(case.status):
        move(session, case, Happening.DEFICIENCY_FOUND, actor)
    elif not is_open and case.status in OPEN_DEFICIENCY:
        move(session, case, Happening.ALL_RESOLVED, actor, reason=reason)


def columns_of(seq: int, finding: Finding, actor: Actor, *, found_by: FoundBy) -> dict[str, Any]:
    """Write a finding as the row of an open deficiency."""
    return {
        "case": seq,
        "code": finding.code.value,
        "field": finding.field,
        "child": finding.child,
        "severity": finding.severity.value,
        "shape": finding.value,
        "found_by": found_by.value,
        "found_at": actor.at,
        "finder": actor.by,
    }


def close(row: CaseDeficiency, actor: Actor, how: How) -> None:
    """Close a deficiency; the caller settles the case."""
    row.closed_at, row.closer, row.how = actor.at, actor.by, how.value


async def of_case(session: AsyncSession, case: Case) -> list[CaseDeficiency]:
    """Give all deficiencies of a case, open and closed, in their order."""
    asked = select(CaseDeficiency).where(col(CaseDeficiency.case) == case.seq)
    return list(await session.exec(asked.order_by(col(CaseDeficiency.id))))


async def find(
    session: AsyncSession,
    shelf: Shelf,
    case: Case,
    typed: Typed,
    actor: Actor,
    *,
    found_by: FoundBy,
) -> bool:
    """Open what a person found, and take the case into the loop; False if it is open already.

    Raises:
        IllegalMove: the case's status takes no deficiency any more.
        MyNumberTyped: a text holds an individual number.
    """
    insist_without_number(typed.note)
    known = await of_case(session, case)
    if any(row.closed_at is None and _place_of(row) == typed.place for row in known):
        return False
    row = CaseDeficiency(
        case=case.seq,
        code=typed.code,
        field=typed.field,
        child=typed.child,
        severity=Severity.DEFICIENCY.value,
        found_by=found_by.value,
        found_at=actor.at,
        finder=actor.by,
    )
    if typed.note:
        row.note = shelf.vault.close(typed.note, row=_name(row))
    session.add(row)
    if case.status not in OPEN_DEFICIENCY and case.status not in shelf.life.own:
        move(session, case, Happening.DEFICIENCY_FOUND, actor, reason=typed.code)
    return True


def note_of(shelf: Shelf, row: CaseDeficiency) -> str:
    """Read what the finder wrote; empty if nothing.

    Raises:
        Unreadable: it was sealed with another key.
    """
    if row.note is None:
        return ""
    return shelf.vault.open(row.note, row=_name(row))


async def end(
    session: AsyncSession, case: Case, code: str, how: How, actor: Actor, *, reason: str = ""
) -> int:
    """Close the open deficiencies of a code; gives how many there were.

    A transfer that came back leads to the next payment run once its account is mended; everything
    else is checked again.

    Raises:
        MyNumberTyped: a text holds an individual number.
    """
    insist_without_number(reason)
    known = await of_case(session, case)
    closed = [row for row in known if row.closed_at is None and row.code == code]
    for row in closed:
        close(row, actor, how)
    if closed:
        settle(session, case, known, actor, reason=reason)
    if case.status == Status.RESOLVED and await _came_back(session, case):
        move(session, case, Happening.ACCOUNT_MENDED, actor, reason=reason)
    return len(closed)


async def _came_back(session: AsyncSession, case: Case) -> bool:
    """Tell whether a case is in the loop because the bank sent its transfer back."""
    begun = (Happening.DEFICIENCY_FOUND.value, Happening.TRANSFER_RETURNED.value)
    asked = (
        select(CaseMove.happening)
        .where(col(CaseMove.case) == case.seq, col(CaseMove.happening).in_(begun))
        .order_by(col(CaseMove.id).desc())
        .limit(1)
    )
    return (await session.exec(asked)).first() == Happening.TRANSFER_RETURNED.value


def _name(row: CaseDeficiency) -> str:
    return f"deficiency:{row.case}:{row.code}:{row.field}:{row.child}"


def _place_of(row: CaseDeficiency) -> tuple[str, str, int]:
    return row.code, row.field, row.child


def _key(finding: Finding) -> tuple[str, int, str]:
    return finding.field, finding.child, finding.code.value


def _key_of(row: CaseDeficiency) -> tuple[str, int, str]:
    return row.field, row.child, row.code
