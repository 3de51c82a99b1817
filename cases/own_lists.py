"""Lists that the campaign's file describes (`[[cases.lists]]`), kept as runs like every output.

Protected persons are left out, or stand in it withheld where the file says so; that the others
were seen is kept. Letters of the client's own font (外字) are kept as they are, and whoever has
some is told of in a file beside the list (OTR-6-1-特-2).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import tzinfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.document import Document
from cases.plan import OwnList, Plan
from cases.progress import Columns
from cases.progress_facts import gather
from cases.runs import RunKind, keep_file, open_run
from cases.schema import WITHHELD, Role
from cases.sheet import write_sheet
from cases.store import Actor, Shelf, lock
from japan.variants import external_letters
from storage.case_tables import Case, CaseSight

BREATH = 100
"""After so many cases others have their turn."""
EXTERNAL = "外字を含む対象者.csv"
"""Who has letters that only the client's own font shows: a file beside the list, for printing."""
EXTERNAL_HEADER = ("受付番号", "カナ氏名", "外字の符号")
NOWHERE = "記入なし"
"""The part of those whose field is empty."""


@dataclass(frozen=True, slots=True)
class Made:
    """A list as it was made."""

    run: str
    cases: dict[str, int]
    """How many stand in each file."""
    left_out: int
    """Protected persons who would stand in it."""
    external: int
    """Rows with letters that print as blanks where the client's font is not installed."""


async def make(
    session: AsyncSession, shelf: Shelf, plan: Plan, wanted: OwnList, actor: Actor, *, zone: tzinfo
) -> Made:
    """Make a list as the cases stand.

    Raises:
        RunRefused: the campaign names a column that there is not.
        Unreadable: a case was sealed with another key.
    """
    columns = Columns(shelf, replace(plan, progress=wanted.columns), zone=zone)
    await lock(session)
    asked = select(Case).order_by(col(Case.seq))
    if wanted.stages:
        asked = asked.where(col(Case.status).in_(wanted.stages))
    parts: dict[str, list[Case]] = defaultdict(list)
    left_out = 0
    for number, case in enumerate(await session.exec(asked)):
        if (
            number % BREATH == 0
        ):  # opening thousands holds up the loop, which carries phones' signals
            await asyncio.sleep(0)
        document = shelf.read(case)
        if wanted.only_if and document.at(wanted.only_if.field) != wanted.only_if.value:
            continue
        if case.is_protected and not wanted.shows_protected:
            left_out += 1
            continue
        part = document.at(wanted.split_by) or NOWHERE if wanted.split_by else ""
        parts[WITHHELD if case.is_protected and part else part].append(case)
    run = await open_run(
        session,
        RunKind.LIST,
        actor,
        cases=sum(map(len, parts.values())),
        details={"list": wanted.id, "on": actor.at.astimezone(zone).date().isoformat()},
    )
    counts, external = {}, []
    for part, cases in sorted(parts.items()):
        pairs = [(each, None if each.is_protected else shelf.read(each)) for each in cases]
        lines = [columns.line(each) for each in await gather(session, pairs)]
        name = f"{wanted.title}_{part}.csv" if part else f"{wanted.title}.csv"
        keep_file(session, shelf, run, name, write_sheet(columns.header, lines))
        counts[name] = len(cases)
        external += [
            [case.number, "" if document is None else _kana(shelf, document), " ".join(codes)]
            for (case, document), line in zip(pairs, lines, strict=True)
            if (codes := external_letters("".join(line)))
        ]
    if external:
        keep_file(session, shelf, run, EXTERNAL, write_sheet(EXTERNAL_HEADER, external))
    session.add_all(
        CaseSight(case=each.seq, at=actor.at, by=actor.by, how="list")
        for cases in parts.values()
        for each in cases
    )
    return Made(run, counts, left_out, len(external))


def _kana(shelf: Shelf, document: Document) -> str:
    return shelf.roles.of(Role.APPLICANT_KANA, document)
