"""Deficiency notices (不備通知): data for the printer, a log of every sheet, and the day N.

The rules of this file:
1. A run is data as they were made; who is protected gets no mail. Who was given up before notices
   began (A-10) is in the first run like everybody, unless the client said 返送不可: then a letter
   is sent only if the case is named.
2. Every sheet that comes out is logged: good, spoiled (printed again) or pulled (not sent).
3. A run is issued once each notice's last sheet is good or pulled; that day starts the clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from enum import StrEnum

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.catalogue import Catalogue
from cases.deficiencies import of_case
from cases.errors import CaseRefused, IllegalMove, RunRefused
from cases.lifecycle import Happening, Status
from cases.runs import RunKind, keep_file, open_run, run_of
from cases.schema import Role, Severity
from cases.sheet import write_sheet
from cases.store import Actor, Shelf, case_numbered, lock, move
from cases.unreached import unreturnable
from storage.case_tables import Case
from storage.case_work_tables import CaseNotice, CasePrint

DATA = "不備通知データ.csv"
HEADER = ("番号", "受付番号", "住所", "氏名", "不備の内容")


class Sheet(StrEnum):
    """What became of a printed sheet."""

    GOOD = "good"
    SPOILED = "spoiled"
    PULLED = "pulled"


SHEETS: dict[Sheet, str] = {
    Sheet.GOOD: "良",
    Sheet.SPOILED: "刷り損じ",
    Sheet.PULLED: "抜取り",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A run of notices; `withheld` are protected persons, who get none.

    `unreturnable` are those left out because the client said that nothing can be sent to them.
    """

    run: str
    notices: int
    withheld: int
    unreturnable: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Printing:
    """How far the printing of a run is."""

    run: str
    notices: int
    good: int
    pulled: int
    spoiled: int
    """Sheets, not notices."""
    missing: tuple[int, ...]
    """Places of the notices whose last sheet is neither good nor pulled."""
    day: date | None
    """When it was handed over for posting."""


async def make(
    session: AsyncSession,
    shelf: Shelf,
    catalogue: Catalogue,
    numbers: Sequence[str],
    actor: Actor,
) -> Made:
    """Make the data of the named cases, or of all that could not be reached by telephone.

    Raises:
        NoSuchCase: no case has one of the numbers.
        CaseRefused: one of them is not deficient, or has a notice that is not issued yet.
        RunRefused: there is nobody to notify.
    """
    await lock(session)
    found, left_out = await _chosen(session, numbers)
    cases = [each for each in found if not each.is_protected]
    if not cases:
        raise RunRefused(reasons=["不備通知を送る申請がありません。"])
    lines = [
        [str(n), *(await _line(session, shelf, catalogue, case))]
        for n, case in enumerate(cases, start=1)
    ]
    withheld = len(found) - len(cases)
    run = await open_run(
        session,
        RunKind.NOTICE,
        actor,
        cases=len(cases),
        details={"withheld": withheld, "unreturnable": left_out},
    )
    kept = keep_file(session, shelf, run, DATA, write_sheet(HEADER, lines))
    session.add_all(
        CaseNotice(run=run, case=case.seq, n=n) for n, case in enumerate(cases, start=1)
    )
    return Made(run, len(cases), withheld, left_out, kept.sha256)


async def log(
    session: AsyncSession, run: str, places: Iterable[int], sheet: Sheet, actor: Actor
) -> None:
    """Log printed sheets by their places in the run.

    Raises:
        NoSuchRun: there is none with this id.
        RunRefused: it is issued already, or has no such place.
    """
    await lock(session)
    printing = await printed(session, run)
    if printing.day is not None:
        raise RunRefused(reasons=[f"{run} は発送済みです。"])
    for n in places:
        if not 1 <= n <= printing.notices:
            raise RunRefused(reasons=[f"{run} に {n} 番の通知はありません。"])
        session.add(CasePrint(run=run, n=n, result=sheet.value, at=actor.at, by=actor.by))


async def printed(session: AsyncSession, run: str) -> Printing:
    """Tell how far a run is.

    Raises:
        NoSuchRun: there is none with this id.
    """
    row = await run_of(session, RunKind.NOTICE, run)
    sheets = await session.exec(
        select(CasePrint).where(col(CasePrint.run) == run).order_by(col(CasePrint.id))
    )
    last: dict[int, str] = {}
    counts = Counter[str]()
    for each in sheets:
        last[each.n] = each.result
        counts[each.result] += 1
    done = Counter(last.values())
    notices = await session.exec(select(CaseNotice).where(col(CaseNotice.run) == run))
    days = {each.day for each in notices if each.day is not None}
    missing = [n for n in range(1, row.cases + 1) if last.get(n) not in (Sheet.GOOD, Sheet.PULLED)]
    return Printing(
        run=run,
        notices=row.cases,
        good=done[Sheet.GOOD],
        pulled=done[Sheet.PULLED],
        spoiled=counts[Sheet.SPOILED],
        missing=tuple(missing),
        day=max(days, default=None),
    )


async def issue(
    session: AsyncSession, run: str, day: date, actor: Actor, *, first: date | None, zone: tzinfo
) -> int:
    """Hand a printed run over for posting on a day: the clocks of its cases start.

    Gives how many notices went; `first` is the campaign's first day of notices (A-10).

    Raises:
        NoSuchRun: there is none with this id.
        RunRefused: sheets are missing, it was issued before, the day cannot be, or a case was
            mended since and its sheet is to be pulled.
    """
    await lock(session)
    printing = await printed(session, run)
    _may_go(printing, day, first, actor.at.astimezone(zone).date())
    pulled = await _pulled(session, run)
    asked = select(CaseNotice, Case).where(
        col(CaseNotice.run) == run, col(CaseNotice.case) == col(Case.seq)
    )
    count = 0
    for notice, case in (await session.exec(asked)).all():
        if notice.n in pulled:
            continue
        try:
            move(session, case, Happening.NOTICE_ISSUED, actor, reason=run)
        except IllegalMove as refused:
            why = f"{notice.n} 番（{case.number}）: {refused}抜取りとして記録してください。"
            raise RunRefused(reasons=[why]) from refused
        notice.day = day
        count += 1
    return count


def _may_go(printing: Printing, day: date, first: date | None, today: date) -> None:
    reasons = []
    if printing.day is not None:
        reasons.append(f"{printing.run} は発送済みです。")
    if printing.missing:
        places = "、".join(map(str, printing.missing[:10]))
        reasons.append(
            f"印刷の済んでいない通知が {len(printing.missing)} 通あります（{places} 番）。"
        )
    if not printing.good:
        reasons.append("発送する通知がありません。")
    if first is not None and day < first:
        reasons.append(f"不備通知は {first} からです。")
    if day > today:
        reasons.append("発送の日は今日までの日付にしてください。")
    if reasons:
        raise RunRefused(reasons=reasons)


async def _pulled(session: AsyncSession, run: str) -> set[int]:
    asked = select(CasePrint).where(col(CasePrint.run) == run).order_by(col(CasePrint.id))
    last = {each.n: each.result for each in await session.exec(asked)}
    return {n for n, result in last.items() if result == Sheet.PULLED}


async def _chosen(session: AsyncSession, numbers: Sequence[str]) -> tuple[list[Case], int]:
    """Give the cases, and how many of the unreached are left out by the client's word."""
    waiting = set(await session.exec(select(CaseNotice.case).where(col(CaseNotice.day).is_(None))))
    if not numbers:
        asked = select(Case).where(col(Case.status) == Status.UNREACHED.value)
        open_ones = [
            case
            for case in await session.exec(asked.order_by(col(Case.seq)))
            if case.seq not in waiting
        ]
        never = await unreturnable(session)
        found = [case for case in open_ones if case.seq not in never]
        return found, len(open_ones) - len(found)
    cases = [await case_numbered(session, number) for number in dict.fromkeys(numbers)]
    for case in cases:
        if case.seq in waiting:
            raise CaseRefused(number=case.number, why="発送していない不備通知があります。")
    return cases, 0


async def _line(session: AsyncSession, shelf: Shelf, catalogue: Catalogue, case: Case) -> list[str]:
    rows = [
        each
        for each in await of_case(session, case)
        if each.closed_at is None and each.severity == Severity.DEFICIENCY
    ]
    if not rows:
        raise CaseRefused(number=case.number, why="未解消の不備がありません。")
    requests = dict.fromkeys(catalogue.request(each.code, each.field, each.child) for each in rows)
    of, document = shelf.roles.of, shelf.read(case)
    address, name = of(Role.ADDRESS, document), of(Role.APPLICANT_NAME, document)
    return [case.number, address, name, "\n".join(requests)]
