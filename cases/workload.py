"""What work waits, in staff-hours by the contract's minutes (SPR-III-4), and how long it takes.

What the minutes count from and to:
1. Screening: from the lease to the result, of those that came to one and were not put back.
2. Deficiency: at the telephone, from the turn (lease) of an attempt to its result, all attempts of
   a case together.
3. Confirmation: from the result until the second person's word; the time it waited is in it.
4. Receipt: not measured, for nobody tells when they begin it.
5. Listing: not measured, for it is nobody's work: the progress list is made of the records.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.contact_result import Result as Answer
from cases.lifecycle import OPEN_DEFICIENCY, Status
from storage.case_work_tables import CaseScreening
from storage.contact_tables import ContactAttempt, ContactAttemptCase

STEPS = ("receipt", "screening", "deficiency", "listing", "confirmation")
"""The contract's steps, in its order."""
MEASURED = frozenset({"screening", "deficiency", "confirmation"})

_WAITING: dict[str, frozenset[Status]] = {
    "screening": frozenset({Status.RECEIVED, Status.RESOLVED, Status.CHECKING}),
    "deficiency": OPEN_DEFICIENCY - {Status.SENT_BACK, Status.NOTICE_SENT},
    "listing": frozenset({Status.SUITABLE, Status.UNSUITABLE}),
}
"""The statuses in which a case waits for each step; what waits for the applicant is no work."""


@dataclass(frozen=True, slots=True)
class Load:
    """One step's backlog, and its minutes by the contract."""

    step: str
    minutes: int
    cases: int | None
    """None where the cases do not stand in the database yet: what is to be received."""

    @property
    def hours(self) -> float:
        """Staff-hours that the backlog takes."""
        return (self.cases or 0) * self.minutes / 60


def backlog(
    counts: Mapping[tuple[str, str], int], minutes: Mapping[str, int], *, to_confirm: int
) -> list[Load]:
    """Give the backlog of each step whose minutes are known.

    Of the cases under screening `to_confirm` have their result and wait for a second person.
    """
    waiting: dict[str, int | None] = {
        step: sum(count for (status, _), count in counts.items() if status in statuses)
        for step, statuses in _WAITING.items()
    }
    waiting["screening"] = (waiting["screening"] or 0) - to_confirm
    waiting["confirmation"] = to_confirm
    return [Load(step, minutes[step], waiting.get(step)) for step in STEPS if step in minutes]


async def actual_minutes(session: AsyncSession) -> dict[str, float]:
    """Give how many minutes each measured step took on average, if it was ever done."""
    found = {
        "screening": await _screening(session),
        "deficiency": await _deficiency(session),
        "confirmation": await _confirmation(session),
    }
    return {step: sum(each) / len(each) for step, each in found.items() if each}


async def _screening(session: AsyncSession) -> list[float]:
    asked = select(CaseScreening.begun_at, CaseScreening.decided_at).where(
        col(CaseScreening.result).in_(["suitable", "unsuitable"])
    )
    return _spans(await session.exec(asked))


async def _confirmation(session: AsyncSession) -> list[float]:
    asked = select(CaseScreening.decided_at, CaseScreening.confirmed_at).where(
        col(CaseScreening.decided_at).is_not(None), col(CaseScreening.confirmed_at).is_not(None)
    )
    return _spans(await session.exec(asked))


async def _deficiency(session: AsyncSession) -> list[float]:
    """Give the minutes at the telephone, by case; a call about several is shared among them."""
    asked = select(
        ContactAttempt.id,
        ContactAttemptCase.case,
        ContactAttempt.leased_at,
        ContactAttempt.result_at,
    ).where(
        col(ContactAttemptCase.attempt) == col(ContactAttempt.id),
        col(ContactAttempt.dialled_at).is_not(None),
        col(ContactAttempt.result_at).is_not(None),
        col(ContactAttempt.result) != Answer.RETURNED.value,
    )
    rows = list(await session.exec(asked))
    cases_of = Counter(attempt for attempt, *_ in rows)
    by_case: defaultdict[int, float] = defaultdict(float)
    for attempt, case, begun, ended in rows:
        by_case[case] += sum(_spans([(begun, ended)])) / cases_of[attempt]
    return list(by_case.values())


def _spans(rows: Iterable[tuple[datetime | None, datetime | None]]) -> list[float]:
    return [
        (ended - begun).total_seconds() / 60
        for begun, ended in rows
        if begun is not None and ended is not None
    ]
