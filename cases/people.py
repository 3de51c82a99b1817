"""How many cases there are by a value that stands in them, as they were at an instant.

A case is new in the span in which it came. The value is the one that it has now: a correction of it
counts for the past, too.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.store import Shelf
from storage.case_sums import OneCase, known
from storage.case_tables import Case, CaseMove

BREATH = 100
"""After so many cases others have their turn: opening thousands holds up the loop."""
NOWHERE = "記入なし"
ALL = ""
"""Stands for the value where no field divides the persons."""


async def count_people(
    session: AsyncSession,
    shelf: Shelf,
    field: str | None,
    stages: Sequence[str],
    span: tuple[datetime, datetime],
    *,
    until: datetime,
) -> Mapping[str, tuple[int, int, int]]:
    """Count by the field's value: new in the span, present at its begin, present at its end.

    Without a field all are counted as `ALL`. Present is who stands in one of the stages; the
    span's end is not included. Who was entered from `until` on was not known yet.

    Raises:
        Unreadable: a case was sealed with another key.
    """
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    async for _, value, counts in _each(session, shelf, field, stages, span, until):
        row = sums[value]
        for place, more in enumerate(counts):
            row[place] += more
    return {value: (new, before, present) for value, (new, before, present) in sums.items()}


async def list_people(
    session: AsyncSession,
    shelf: Shelf,
    field: str | None,
    stages: Sequence[str],
    span: tuple[datetime, datetime],
    *,
    until: datetime,
) -> list[tuple[OneCase, str, tuple[bool, bool, bool]]]:
    """List whom `count_people` counts, with the value and whether each of its counts has them.

    Raises:
        Unreadable: a case was sealed with another key.
    """
    return [
        (OneCase(number=case.number, received_at=case.received_at, stage=case.status), value, in_)
        async for case, value, in_ in _each(session, shelf, field, stages, span, until)
    ]


async def _each(
    session: AsyncSession,
    shelf: Shelf,
    field: str | None,
    stages: Sequence[str],
    span: tuple[datetime, datetime],
    until: datetime,
) -> AsyncIterator[tuple[Case, str, tuple[bool, bool, bool]]]:
    begin, end = span
    at_begin = await _stages_at(session, begin)
    at_end = await _stages_at(session, end)
    asked = select(Case).where(col(Case.received_at) < end, known(until)).order_by(col(Case.seq))
    for number, case in enumerate(await session.exec(asked)):
        if number % BREATH == 0:
            await asyncio.sleep(0)
        is_new = case.received_at >= begin
        was = not is_new and at_begin.get(case.seq, case.status) in stages
        is_present = at_end.get(case.seq, case.status) in stages
        value = shelf.read(case).at(field) or NOWHERE if field else ALL
        yield case, value, (is_new, was, is_present)


async def _stages_at(session: AsyncSession, at: datetime) -> dict[int, str]:
    """Give the stages of those that moved since: where each stood at the instant."""
    since = (
        select(col(CaseMove.case), col(CaseMove.before))
        .where(col(CaseMove.at) >= at)
        .order_by(col(CaseMove.id).desc())
    )
    return {case: before for case, before in (await session.exec(since)).all()}
