"""Calling in numbers: attempts by result and hour, reached and resolved per attempt, returns.

An attempt belongs to the day and hour on which it was dialled. A deficiency that was corrected or
supplied counts as resolved by the last attempt about its case while it was open, if that reached
somebody or was returned.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.contact_result import REACHED, Result
from cases.deficiencies import How
from cases.schema import Severity
from storage.case_tables import CaseDeficiency
from storage.contact_sums import UNNUMBERED
from storage.contact_tables import ContactAttempt, ContactAttemptCase, ContactReturn

_MENDED = (How.CORRECTED.value, How.SUPPLIED.value)
YEARS = (2000, 2099)
FAR_BACK = timedelta(days=30)
"""Papers that come later than so long after a call came for another reason."""


@dataclass(slots=True)
class Numbers:
    """What calling came to between two days, both included."""

    first: date
    last: date
    dialled: int = 0
    results: Counter[Result] = field(default_factory=Counter)
    open: int = 0
    """Dialled, without a result yet."""
    skipped: int = 0
    by_attempt: Counter[int] = field(default_factory=Counter)
    """How many first, second, ... attempts."""
    reached_by_attempt: Counter[int] = field(default_factory=Counter)
    by_hour: Counter[int] = field(default_factory=Counter)
    reached_by_hour: Counter[int] = field(default_factory=Counter)
    resolved_by_attempt: Counter[int] = field(default_factory=Counter)
    returned: int = 0
    """Calls that came because of ours."""

    @property
    def reached(self) -> int:
        """Attempts in which the applicant was spoken with."""
        return self.reached_by_attempt.total()

    @property
    def orders(self) -> list[int]:
        """First, second, ... attempts that were dialled or after which something was resolved.

        The papers may come days after the call.
        """
        return sorted(self.by_attempt.keys() | self.resolved_by_attempt.keys())

    @property
    def talks(self) -> list[tuple[Result, int]]:
        """What came of the attempts that reached the applicant, the most frequent first."""
        return [(each, n) for each, n in self.results.most_common() if each in REACHED]

    @property
    def failures(self) -> list[tuple[Result, int]]:
        """Why the others did not reach the applicant, the most frequent first."""
        return [(each, n) for each, n in self.results.most_common() if each not in REACHED]

    @property
    def resolved(self) -> int:
        """Deficiencies that ended after a call."""
        return self.resolved_by_attempt.total()


def are_days(*days: date) -> bool:
    """Whether calling can be counted for these days: none so far off that no clock reaches it."""
    return all(YEARS[0] <= each.year <= YEARS[1] for each in days)


async def numbers(session: AsyncSession, first: date, last: date, zone: tzinfo) -> Numbers:
    """Count what happened from the first day to the last."""
    begin = datetime.combine(first, time.min, zone)
    end = datetime.combine(last + timedelta(days=1), time.min, zone)
    found = Numbers(first, last)
    asked = select(ContactAttempt).where(
        col(ContactAttempt.leased_at) >= begin - FAR_BACK, col(ContactAttempt.leased_at) < end
    )
    rows = (await session.exec(asked)).all()
    for row in rows:
        _count(found, row, begin, end, zone)
    before = select(func.count()).where(col(ContactReturn.at) >= begin, col(ContactReturn.at) < end)
    found.returned += (await session.exec(before)).one()
    await _resolved(session, found, {row.id: row for row in rows}, (begin, end))
    return found


def _count(
    found: Numbers, row: ContactAttempt, begin: datetime, end: datetime, zone: tzinfo
) -> None:
    if row.returned_at is not None and begin <= row.returned_at < end:
        found.returned += 1
    if row.result == Result.SKIPPED:
        found.skipped += row.result_at is not None and begin <= row.result_at < end
        return
    at = row.dialled_at  # one that was begun and never dialled is none
    if at is None or not begin <= at < end:
        return
    hour, is_reached = at.astimezone(zone).hour, row.result in REACHED
    found.dialled += 1
    if row.result not in UNNUMBERED:
        found.by_attempt[row.n] += 1
    found.by_hour[hour] += 1
    found.reached_by_attempt[row.n] += is_reached
    found.reached_by_hour[hour] += is_reached
    if row.result:
        found.results[Result(row.result)] += 1
    else:
        found.open += 1


async def _resolved(
    session: AsyncSession,
    found: Numbers,
    rows: dict[str, ContactAttempt],
    between: tuple[datetime, datetime],
) -> None:
    asked = (
        select(CaseDeficiency, ContactAttemptCase.attempt)
        .join(ContactAttemptCase, col(ContactAttemptCase.case) == col(CaseDeficiency.case))
        .where(
            col(CaseDeficiency.severity) == Severity.DEFICIENCY.value,
            col(CaseDeficiency.how).in_(_MENDED),
            col(CaseDeficiency.closed_at) >= between[0],
            col(CaseDeficiency.closed_at) < between[1],
        )
    )
    tried: defaultdict[int, list[ContactAttempt]] = defaultdict(list)
    ended: dict[int, CaseDeficiency] = {}
    for deficiency, attempt in await session.exec(asked):
        if attempt in rows:
            ended[deficiency.id or 0] = deficiency
            tried[deficiency.id or 0].append(rows[attempt])
    for key, deficiency in ended.items():
        last = _last_while_open(tried[key], deficiency)
        if last is not None and (last.result in REACHED or last.returned_at is not None):
            found.resolved_by_attempt[last.n] += 1


def _last_while_open(
    attempts: Iterable[ContactAttempt], deficiency: CaseDeficiency
) -> ContactAttempt | None:
    found_at, closed_at = deficiency.found_at, deficiency.closed_at
    assert closed_at is not None  # it was asked for those alone
    then: Sequence[tuple[datetime, ContactAttempt]] = [
        (row.dialled_at, row)
        for row in attempts
        if row.dialled_at is not None and found_at <= row.dialled_at < closed_at
    ]
    return max(then, key=lambda each: each[0])[1] if then else None


async def dialled_since(session: AsyncSession, since: datetime) -> int:
    """Count the attempts since an instant: the pace."""
    asked = select(func.count()).where(col(ContactAttempt.dialled_at) >= since)
    return (await session.exec(asked)).one()
