"""The list of whom we could not reach, made for the client once and given out byte for byte.

The client learns reason and attempts, and answers whether the application can be sent back
(SPR-III-3-3-イ-2, A-10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from sqlalchemy import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases import unreached
from cases.errors import RunRefused
from cases.runs import RunKind, keep_file, open_run, runs_of
from cases.sheet import write_sheet
from cases.store import Actor, Shelf, lock
from cases.unreached import RETURNABLES
from storage.case_tables import Case, CaseRunFile, CaseRunItem

LIST = "架電不通一覧.csv"
_HEADINGS = ("番号", "受付番号", "架電不通の日時", "理由", "架電の回数", "架電の日時と結果", "返送")


@dataclass(frozen=True, slots=True)
class ClientList:
    """A list as it was made."""

    run: str
    at: str
    """In the campaign's zone, `2026-03-02 10:00`."""
    cases: int
    sha256: str


async def make(session: AsyncSession, shelf: Shelf, actor: Actor, *, zone: tzinfo) -> ClientList:
    """Make the list as it stands now; no case is changed by it.

    Raises:
        RunRefused: nobody is unreached.
    """
    await lock(session)
    found = await unreached.listed(session)
    if not found:
        raise RunRefused(reasons=["架電不通の申請はありません。"])
    rows = [
        [
            *(str(n), each.number, f"{each.since.astimezone(zone):%Y-%m-%d %H:%M}", each.reason),
            str(len(each.attempts)),
            "、".join(f"{at.astimezone(zone):%Y-%m-%d %H:%M} {word}" for at, word in each.attempts),
            RETURNABLES[each.returnable],
        ]
        for n, each in enumerate(found, start=1)
    ]
    run = await open_run(session, RunKind.UNREACHED, actor, cases=len(found), details={})
    kept = keep_file(session, shelf, run, LIST, write_sheet(_HEADINGS, rows))
    asked = select(Case.seq).where(col(Case.number).in_([each.number for each in found]))
    items = [{"run": run, "case": seq, "amount": 0} for seq in await session.exec(asked)]
    await session.exec(insert(CaseRunItem), params=items)
    return ClientList(run, _shown(actor, zone), len(found), kept.sha256)


async def made(session: AsyncSession, *, zone: tzinfo) -> list[ClientList]:
    """Give the lists that were made, the newest first."""
    asked = select(CaseRunFile.run, CaseRunFile.sha256).where(col(CaseRunFile.name) == LIST)
    hashes = dict((await session.exec(asked)).all())
    return [
        ClientList(
            run.id, f"{run.at.astimezone(zone):%Y-%m-%d %H:%M}", run.cases, hashes.get(run.id, "")
        )
        for run in reversed(await runs_of(session, RunKind.UNREACHED))
    ]


def _shown(actor: Actor, zone: tzinfo) -> str:
    return f"{actor.at.astimezone(zone):%Y-%m-%d %H:%M}"
