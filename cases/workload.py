"""What work waits, in staff-hours by the contract's minutes (SPR-III-4), and how long it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.lifecycle import OPEN_DEFICIENCY, Status
from storage.case_work_tables import CaseScreening

STEPS: dict[str, frozenset[Status]] = {
    "screening": frozenset({Status.RECEIVED, Status.RESOLVED, Status.CHECKING}),
    "deficiency": OPEN_DEFICIENCY - {Status.SENT_BACK, Status.NOTICE_SENT},
    "listing": frozenset({Status.SUITABLE, Status.UNSUITABLE}),
}
"""The statuses in which a case waits for each step; what waits for the applicant is no work."""


@dataclass(frozen=True, slots=True)
class Load:
    """One step's backlog."""

    step: str
    cases: int
    hours: float


def backlog(counts: Mapping[tuple[str, str], int], minutes: Mapping[str, int]) -> list[Load]:
    """Give the backlog of each step whose minutes are known."""
    found = []
    for step, statuses in STEPS.items():
        cases = sum(count for (status, _), count in counts.items() if status in statuses)
        if step in minutes:
            found.append(Load(step, cases, cases * minutes[step] / 60))
    return found


async def screening_minutes(session: AsyncSession) -> float | None:
    """Give how many minutes a screening took on average; None if there was none."""
    asked = select(CaseScreening.begun_at, CaseScreening.decided_at).where(
        col(CaseScreening.result).in_(["suitable", "unsuitable"])
    )
    spans = [
        (decided - begun).total_seconds()
        for begun, decided in await session.exec(asked)
        if decided is not None
    ]
    return sum(spans) / len(spans) / 60 if spans else None
