"""The weekly delivery (納品): all cases whose screening is complete, handed to the client at once.

One run, one list, counts by channel; a delivered case waits for the client's decision.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import tzinfo

from sqlalchemy import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import RunRefused
from cases.lifecycle import Happening, Status
from cases.runs import RunKind, keep_file, open_run
from cases.schema import CHANNELS, WITHHELD, Channel, Role
from cases.screening import last_result
from cases.sheet import write_sheet
from cases.store import Actor, Shelf, lock, move
from storage.case_tables import Case, CaseMove, CaseRunItem

LIST = "納品一覧.csv"
HEADER = ("番号", "受付番号", "受付チャネル", "受付日", "申請者漢字氏名", "審査結果", "審査完了日")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as it was made, or would be."""

    cases: int
    by_channel: dict[str, int]
    run: str | None = None
    sha256: str = ""


async def deliver(
    session: AsyncSession, shelf: Shelf, actor: Actor, *, zone: tzinfo, dry_run: bool = False
) -> Delivery:
    """Deliver everything that was screened and not delivered yet.

    Raises:
        RunRefused: there is nothing to deliver.
    """
    await lock(session)
    screened = [Status.SUITABLE.value, Status.UNSUITABLE.value]
    asked = select(Case).where(col(Case.status).in_(screened)).order_by(col(Case.seq))
    cases = list(await session.exec(asked))
    if not cases:
        raise RunRefused(reasons=["納品する申請がありません。"])
    by_channel = dict(Counter(each.channel for each in cases))
    if dry_run:
        return Delivery(len(cases), by_channel)
    results = await last_result(session, [each.seq for each in cases])
    content = write_sheet(
        HEADER,
        [
            _line(shelf, n, case, results.get(case.seq), zone)
            for n, case in enumerate(cases, start=1)
        ],
    )
    day = actor.at.astimezone(zone).date()
    run = await open_run(
        session,
        RunKind.DELIVERY,
        actor,
        cases=len(cases),
        details={"on": day.isoformat(), "channels": by_channel},
    )
    kept = keep_file(session, shelf, run, LIST, content)
    for case in cases:
        move(session, case, Happening.DELIVERED, actor, reason=run)
    items = [{"run": run, "case": each.seq, "amount": 0} for each in cases]
    await session.exec(insert(CaseRunItem), params=items)
    return Delivery(len(cases), by_channel, run, kept.sha256)


def _line(shelf: Shelf, n: int, case: Case, result: CaseMove | None, zone: tzinfo) -> list[str]:
    name = WITHHELD if case.is_protected else shelf.roles.of(Role.APPLICANT_NAME, shelf.read(case))
    return [
        *(str(n), case.number, CHANNELS[Channel(case.channel)]),
        *(case.received_at.astimezone(zone).date().isoformat(), name),
        shelf.life.word(case.status),
        result.at.astimezone(zone).date().isoformat() if result else "",
    ]
