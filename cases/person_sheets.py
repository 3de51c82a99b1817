"""Monthly sheets of persons (対象者ごとの支援状況): one workbook a part, one sheet a person.

What stands in a sheet is the records about the person that were closed in the month, with their
result, and the person's fields that the campaign's file names (the goals, say). Who ought to have
been spoken with and was not stands in a list beside them. Protected persons have no sheet here:
a supervisor writes theirs. Source: SET-II-1-2-⑥.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import RunRefused
from cases.own_lists import NOWHERE
from cases.plan import PersonSheets, Plan
from cases.progress import Columns
from cases.progress_facts import Facts, gather
from cases.runs import RunKind, keep_file, open_run
from cases.sheet import write_sheet
from cases.store import Actor, Shelf, lock
from cases.workbook import Page, write_pages
from storage.case_tables import Case, CaseSight
from storage.inquiry_tables import Inquiry, InquiryCase, InquiryMatter
from storage.staff_tables import Staff

RECORDS = ("日付", "分類", "内容", "結果", "担当")
MISSING = "支援記録のない対象者.csv"


@dataclass(frozen=True, slots=True)
class Month:
    """Which month, and the words for what records hold in it."""

    first: date
    categories: Mapping[str, str]
    results: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """The sheets of a month."""

    run: str
    sheets: dict[str, int]
    """How many stand in each workbook."""
    missing: int
    """Persons without a record in the month."""


async def make(
    session: AsyncSession,
    shelf: Shelf,
    plan: Plan,
    month: Month,
    actor: Actor,
    *,
    zone: tzinfo,
) -> Made:
    """Make the sheets of a month.

    Raises:
        RunRefused: the campaign has no such sheets, or names a column that there is not.
        Unreadable: a case was sealed with another key.
    """
    wanted = plan.sheets
    if wanted is None:
        raise RunRefused(reasons=["この業務に、対象者ごとの月次票はありません。"])
    await lock(session)
    records = await _records(session, month)
    asked = select(Case).where(col(Case.is_protected).is_(False)).order_by(col(Case.seq))
    cases = [
        (case, shelf.read(case))
        for case in await session.exec(asked)
        if case.seq in records or case.status in wanted.stages
    ]
    parts: dict[str, list[Facts]] = defaultdict(list)
    missing = []
    for facts in await gather(session, cases):
        document = facts.document
        part = (document.at(wanted.split_by) if document else "") or NOWHERE
        if facts.case.seq in records:
            parts[part].append(facts)
        else:
            missing.append((part, facts.case.number))
    maker = _Maker(shelf, plan, wanted, zone)
    # Hundreds of sheets take seconds: not on the loop, which carries phones' signals.
    made = await asyncio.to_thread(maker.workbooks, parts, records, actor, month.first)
    run = await open_run(
        session,
        RunKind.SHEETS,
        actor,
        cases=sum(map(len, parts.values())),
        details={"month": f"{month.first:%Y-%m}"},
    )
    made[MISSING] = write_sheet((_label(shelf, wanted.split_by), "受付番号"), sorted(missing))
    for name, content in made.items():
        keep_file(session, shelf, run, name, content)
    session.add_all(
        CaseSight(case=each.case.seq, at=actor.at, by=actor.by, how="sheet")
        for found in parts.values()
        for each in found
    )
    return Made(run, {part: len(found) for part, found in sorted(parts.items())}, len(missing))


class _Maker:
    """Writes the workbooks of one campaign."""

    def __init__(self, shelf: Shelf, plan: Plan, wanted: PersonSheets, zone: tzinfo) -> None:
        self._columns = Columns(shelf, replace(plan, progress=wanted.columns), zone=zone)
        self._title = wanted.title

    def workbooks(
        self,
        parts: Mapping[str, list[Facts]],
        records: Mapping[int, list[tuple[str, ...]]],
        actor: Actor,
        month: date,
    ) -> dict[str, bytes]:
        """Write a workbook for each part."""
        return {
            f"{self._title}_{month:%Y-%m}_{part}.xlsx": write_pages(
                [
                    Page(
                        each.case.number,
                        list(zip(self._columns.header, self._columns.line(each), strict=True)),
                        RECORDS,
                        records[each.case.seq],
                    )
                    for each in found
                ],
                at=actor.at,
            )
            for part, found in sorted(parts.items())
        }


async def _records(session: AsyncSession, month: Month) -> dict[int, list[tuple[str, ...]]]:
    """Give the closed records of the month by case."""
    following = (month.first + timedelta(days=31)).replace(day=1)
    asked = (
        select(InquiryCase.case, Inquiry, InquiryMatter, Staff.name)
        .join(Inquiry, col(Inquiry.id) == col(InquiryCase.inquiry))
        .join(InquiryMatter, col(InquiryMatter.inquiry) == col(Inquiry.id))
        .join(Staff, col(Staff.id) == col(Inquiry.staff))
        .where(
            col(Inquiry.closed_at).is_not(None),
            col(Inquiry.business_date) >= month.first,
            col(Inquiry.business_date) < following,
        )
        .order_by(col(Inquiry.begun_at), col(InquiryMatter.n))
    )
    found: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for case, inquiry, matter, name in await session.exec(asked):
        about = month.categories.get(matter.category, matter.category)
        result = month.results.get(matter.result or "", matter.result or "")
        day = inquiry.business_date.isoformat()
        found[case].append((day, about, matter.text, result, name))
    return found


def _label(shelf: Shelf, field: str) -> str:
    known = shelf.schema.field(field)
    return known.label if known else field
