"""Cases that stayed deficient, handed to the client with their whole history (SPR-III-3-3-エ-2).

At the contract's end every open one goes, whatever its clock says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from sqlalchemy import func, insert
from sqlalchemy import select as select_rows
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import RunRefused
from cases.handover_clock import Stage, due_from, handed_over_on, stage_on
from cases.lifecycle import OPEN_DEFICIENCY, Happening
from cases.runs import RunKind, keep_file, open_run
from cases.schema import CHANNELS, WITHHELD, Channel, Role
from cases.sheet import write_sheet
from cases.store import Actor, Shelf, lock, move
from storage.case_tables import Case, CaseDeficiency, CaseMove, CaseRunItem
from storage.case_work_tables import CaseNotice

LIST, HISTORY = "引渡し一覧.csv", "引渡し経過.csv"
_LIST = (
    "番号",
    "受付番号",
    "受付チャネル",
    "申請者漢字氏名",
    "状態",
    "不備コード",
    "不備通知日",
    "引渡対象日",
)
_HISTORY = ("受付番号", "日時", "出来事", "状態", "担当", "理由")
_LOOP = [each.value for each in OPEN_DEFICIENCY]
_BEGUN = [Happening.DEFICIENCY_FOUND.value, Happening.TRANSFER_RETURNED.value]


@dataclass(frozen=True, slots=True)
class Clock:
    """A notified case that is still deficient."""

    number: str
    seq: int
    notice: date
    due_from: date
    handed_over_on: date
    """The first business day from then on."""
    stage: Stage


@dataclass(frozen=True, slots=True)
class HandOver:
    """A hand-over as it was made."""

    run: str
    cases: int
    files: dict[str, str]
    """SHA-256 by the product's name."""


async def clocks(
    session: AsyncSession, *, today: date, days: int, shows_protected: bool = True
) -> list[Clock]:
    """List the clocks that run, the oldest notice first; one that was resolved has none.

    Without `shows_protected` those of protected persons are left out.
    """
    newest = (
        select_rows(col(CaseMove.case), func.max(col(CaseMove.id)).label("id"))
        .where(col(CaseMove.happening).in_([*_BEGUN, Happening.NOTICE_ISSUED.value]))
        .group_by(col(CaseMove.case))
        .subquery()
    )
    asked = (
        select(Case, func.max(col(CaseNotice.day)))
        .join(newest, newest.c.case == col(Case.seq))
        .join(CaseMove, col(CaseMove.id) == newest.c.id)
        .join(CaseNotice, col(CaseNotice.case) == col(Case.seq))
        .where(
            col(Case.status).in_(_LOOP),
            col(CaseMove.happening) == Happening.NOTICE_ISSUED.value,
            col(CaseNotice.day).is_not(None),
        )
        .group_by(col(Case.seq))
    )
    if not shows_protected:
        asked = asked.where(col(Case.is_protected).is_(False))
    found = [
        Clock(
            number=case.number,
            seq=case.seq,
            notice=notice,
            due_from=due_from(notice, days),
            handed_over_on=handed_over_on(notice, days),
            stage=stage_on(today, notice, days),
        )
        for case, notice in await session.exec(asked)
        if notice is not None
    ]
    return sorted(found, key=lambda each: (each.notice, each.seq))


async def hand_over(
    session: AsyncSession,
    shelf: Shelf,
    actor: Actor,
    *,
    days: int,
    zone: tzinfo,
    close_out: bool = False,
) -> HandOver:
    """Hand over what is due, or with `close_out` everything that is deficient.

    Raises:
        RunRefused: there is nothing to hand over.
    """
    await lock(session)
    today = actor.at.astimezone(zone).date()
    running = {each.seq: each for each in await clocks(session, today=today, days=days)}
    due = [seq for seq, each in running.items() if each.stage is Stage.DUE]
    wanted = col(Case.status).in_(_LOOP) if close_out else col(Case.seq).in_(due)
    cases = list(await session.exec(select(Case).where(wanted).order_by(col(Case.seq))))
    if not cases:
        raise RunRefused(reasons=["引き渡す申請がありません。"])
    made = {
        LIST: write_sheet(_LIST, await _lines(session, shelf, cases, running)),
        HISTORY: write_sheet(_HISTORY, await _history(session, shelf, cases, zone)),
    }
    run = await open_run(
        session,
        RunKind.HANDOVER,
        actor,
        cases=len(cases),
        details={"on": today.isoformat(), "close_out": close_out},
    )
    files = {
        name: keep_file(session, shelf, run, name, content).sha256 for name, content in made.items()
    }
    for case in cases:
        move(session, case, Happening.HANDED_OVER, actor, reason=run)
    items = [{"run": run, "case": each.seq, "amount": 0} for each in cases]
    await session.exec(insert(CaseRunItem), params=items)
    return HandOver(run, len(cases), files)


async def _lines(
    session: AsyncSession, shelf: Shelf, cases: Sequence[Case], running: dict[int, Clock]
) -> list[list[str]]:
    codes: dict[int, list[str]] = {}
    open_ = select(CaseDeficiency.case, CaseDeficiency.code).where(
        col(CaseDeficiency.closed_at).is_(None)
    )
    for seq, code in await session.exec(open_.order_by(col(CaseDeficiency.id))):
        codes.setdefault(seq, []).append(code)
    found = []
    for n, case in enumerate(cases, start=1):
        clock = running.get(case.seq)
        name = shelf.roles.of(Role.APPLICANT_NAME, shelf.read(case))
        found.append(
            [
                *(str(n), case.number, CHANNELS[Channel(case.channel)]),
                WITHHELD if case.is_protected else name,
                shelf.life.word(case.status),
                " ".join(dict.fromkeys(codes.get(case.seq, []))),
                clock.notice.isoformat() if clock else "",
                clock.due_from.isoformat() if clock else "",
            ]
        )
    return found


async def _history(
    session: AsyncSession, shelf: Shelf, cases: Sequence[Case], zone: tzinfo
) -> list[list[str]]:
    numbers = {case.seq: case.number for case in cases}
    asked = select(CaseMove).where(col(CaseMove.case).in_(list(numbers)))
    rows = await session.exec(asked.order_by(col(CaseMove.case), col(CaseMove.id)))
    return [
        [
            numbers[row.case],
            row.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            shelf.life.step_word(row.happening),
            shelf.life.word(row.after),
            *(row.by, row.reason),
        ]
        for row in rows
    ]
