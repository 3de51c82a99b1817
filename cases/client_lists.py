"""Lists that come back from the client and the bank: decisions, findings, returned transfers, and
protected persons.

The rules of this file:
1. A list with a wrong header, or none at all, changes nothing (`FileRefused`).
2. A row that cannot be done is told with its line and why; the other rows are done.
3. The same list again changes nothing. A dry run does all of it, tells, and takes it back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.catalogue import Catalogue
from cases.errors import FileRefused
from cases.files import File, Progress, Report, import_row, opened
from cases.intake import Problem
from cases.layout import near
from cases.sheet import Sheet
from cases.store import Actor, Shelf, lock
from storage.engine import transaction

Row = dict[str, str]
"""What stands in a row, by heading; a column that the file leaves out is empty."""


class Done(StrEnum):
    """What a row did."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a row cannot be done."""

    column: str
    why: str


@dataclass(frozen=True, slots=True)
class Work:
    """What a list's rows are done with; `source` is the import's id."""

    session: AsyncSession
    shelf: Shelf
    catalogue: Catalogue
    actor: Actor
    source: int
    zone: tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class ListKind:
    """How a list is headed, and what its rows do."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    key: tuple[str, ...]
    """The columns that may not be the same twice."""
    take: Callable[[Work, Row], Awaitable[Done | Wrong]]
    finish: Callable[[Work], Awaitable[None]] | None = None
    """Done once, after all rows."""


_TOLD_EVERY = 500
"""After so many rows it is told how far a list is."""


class ClientLists:
    """Takes lists of one kind into one database; `zone` is the campaign's."""

    def __init__(
        self,
        engine: AsyncEngine,
        shelf: Shelf,
        catalogue: Catalogue,
        kind: ListKind,
        *,
        zone: tzinfo,
    ) -> None:
        self._engine = engine
        self._shelf = shelf
        self._catalogue = catalogue
        self._kind = kind
        self._zone = zone

    async def take(
        self,
        file: File,
        actor: Actor,
        *,
        dry_run: bool = False,
        on_progress: Progress = lambda done, of: None,
    ) -> Report:
        """Take a list, or with `dry_run` tell what it would do.

        Raises:
            FileRefused: with every reason; nothing was changed.
            DatabaseUnavailable: nothing was changed.
        """
        sheet = opened(file)
        self._headed(sheet)
        report = Report(file.name, sheet.encoding, sheet.lines, is_dry=dry_run)
        async with transaction(self._engine) as session:
            await lock(session)
            row = import_row(file, sheet, self._shelf, actor, zone=self._zone, state="done")
            session.add(row)
            await session.flush()
            source = row.id or 0
            actor = replace(actor, source=f"import:{source}")
            work = Work(session, self._shelf, self._catalogue, actor, source, self._zone)
            await self._rows(work, sheet, report, on_progress)
            report.write_into(row)
            if dry_run:
                await session.rollback()
            else:
                report.id = row.id
        return report

    def _headed(self, sheet: Sheet) -> None:
        known = [*self._kind.needed, *self._kind.optional]
        wrong = list(_wrong_headings(sheet.header, known, self._kind.needed))
        if wrong:
            raise FileRefused(reasons=wrong)

    async def _rows(self, work: Work, sheet: Sheet, report: Report, on_progress: Progress) -> None:
        seen: dict[tuple[str, ...], int] = {}
        for n, (line, cells) in enumerate(sheet.rows(), start=1):
            if n % _TOLD_EVERY == 0 or n == sheet.lines:
                on_progress(n, sheet.lines)
            _count(await self._row(work, sheet, line, cells, seen), report)
        if self._kind.finish is not None:
            await self._kind.finish(work)

    async def _row(
        self,
        work: Work,
        sheet: Sheet,
        line: int,
        cells: Sequence[str],
        seen: dict[tuple[str, ...], int],
    ) -> Done | Problem:
        if len(cells) != len(sheet.header):
            why = f"列が {len(cells)} 個あります（見出しは {len(sheet.header)} 個）。"
            return Problem(line, "", "", why, is_refused=True)
        row = dict.fromkeys(self._kind.optional, "")
        row |= {head: cell.strip() for head, cell in zip(sheet.header, cells, strict=True)}
        key = tuple(row[each] for each in self._kind.key)
        first = seen.setdefault(key, line)
        if first != line:
            heading = self._kind.key[0]
            return Problem(line, "", heading, f"{first} 行目と重なっています。", is_refused=True)
        done = await self._kind.take(work, row)
        if isinstance(done, Wrong):
            named = row.get("受付番号", "") or row.get("顧客コード", "")
            return Problem(line, named[:20], done.column, done.why, is_refused=True)
        return done


def _count(done: Done | Problem, report: Report) -> None:
    match done:
        case Problem():
            report.refuse(done)
        case Done.ADDED:
            report.added += 1
        case Done.CHANGED:
            report.changed += 1
        case Done.REMOVED:
            report.removed += 1
        case Done.SAME:
            report.same += 1


def _wrong_headings(
    header: Sequence[str], known: Sequence[str], needed: Sequence[str]
) -> Iterator[str]:
    for heading in dict.fromkeys(header):
        if heading not in known:
            yield f"知らない見出し「{heading}」があります。{near(heading, known)}"
        elif header.count(heading) > 1:
            yield f"見出し「{heading}」が {header.count(heading)} 回あります。"
    for heading in needed:
        if heading not in header:
            yield f"見出し「{heading}」がありません。"
