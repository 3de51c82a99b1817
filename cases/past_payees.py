"""Lists of people who were paid elsewhere (過去支給対象者), for the duplicate check.

A list is taken whole or not at all: a row that cannot be compared could let somebody be paid twice.
Lists add up; the same file again is the same list.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.document import Document, decode, encode
from cases.errors import FileRefused
from cases.field_rules import read_date
from cases.files import PUSH_NEEDS, File, Kind, Progress, Report, import_row, opened
from cases.keys_of import Roles
from cases.layout import Layout, lay_out
from cases.schema import Role
from cases.sheet import Sheet
from cases.store import Actor, Shelf, lock
from storage.case_tables import CaseImport, CaseReference
from storage.engine import transaction

_ROWS = 5_000
_TOLD = 50
"""So many wrong rows are told at once; the refusal carries all of them."""


class PastPayees:
    """Takes lists of past payees into one database; `zone` is the campaign's."""

    def __init__(self, engine: AsyncEngine, shelf: Shelf, *, zone: tzinfo) -> None:
        self._engine = engine
        self._shelf = shelf
        self._zone = zone

    async def take(
        self,
        file: File,
        actor: Actor,
        *,
        dry_run: bool = False,
        on_progress: Progress = lambda done, of: None,
    ) -> Report:
        """Take a list, or with `dry_run` tell whether it could be taken.

        Raises:
            FileRefused: with every line that is wrong; nothing was changed.
            DatabaseUnavailable: nothing was changed.
        """
        sheet, people = self._people(file)
        report = Report(file.name, sheet.encoding, sheet.lines, is_dry=dry_run)
        row = import_row(file, sheet, self._shelf, actor, zone=self._zone, state="done")
        async with transaction(self._engine) as session:
            await lock(session)
            known = await session.exec(
                select(CaseImport.id).where(
                    CaseImport.kind == row.kind, CaseImport.sha256 == row.sha256
                )
            )
            report.id = known.first()
            if report.id is not None:
                report.same = len(people)
                return report
            report.added = row.added = len(people)
            if not dry_run:
                session.add(row)
                await session.flush()
                report.id = row.id
                await self._save(session, row.id or 0, people, on_progress)
        return report

    def _people(self, file: File) -> tuple[Sheet, list[tuple[int, Document]]]:
        sheet = opened(file)
        schema = self._shelf.schema
        layout = lay_out(schema, schema.fields, sheet.header, needs=PUSH_NEEDS)
        if isinstance(layout, list):
            raise FileRefused(reasons=layout)
        people, wrong = [], list[tuple[int, str]]()
        for line, row in sheet.rows():
            why = _wrong(self._shelf.roles, layout, row)
            if why:
                wrong.append((line, why))
            else:
                people.append((line, layout.document(row)))
        if wrong or not people:
            raise FileRefused(reasons=_told(wrong) or ["一人も書かれていません。"], rows=wrong)
        return sheet, people

    async def _save(
        self,
        session: AsyncSession,
        source: int,
        people: list[tuple[int, Document]],
        on_progress: Progress,
    ) -> None:
        vault = self._shelf.vault
        for at in range(0, len(people), _ROWS):
            rows = [
                {
                    "source": source,
                    "n": line,
                    "document": vault.close_bytes(encode(document), row=_name(source, line)),
                }
                for line, document in people[at : at + _ROWS]
            ]
            await session.exec(insert(CaseReference), params=rows)
            on_progress(at + len(rows), len(people))


async def lists(session: AsyncSession) -> list[CaseImport]:
    """Give the lists that were taken, in their order."""
    asked = select(CaseImport).where(col(CaseImport.kind) == Kind.PAST.value)
    return list(await session.exec(asked.order_by(col(CaseImport.id))))


async def past_payees(session: AsyncSession, shelf: Shelf) -> list[tuple[str, Document]]:
    """Give everybody of all lists, with the place where each stands.

    Raises:
        Unreadable: they were sealed with another key.
    """
    asked = select(CaseReference.source, CaseReference.n, CaseReference.document)
    rows = await session.exec(asked.order_by(col(CaseReference.source), col(CaseReference.n)))
    return [
        (_place(source, n), decode(shelf.vault.open_bytes(kept, row=_name(source, n))))
        for source, n, kept in rows
    ]


def _wrong(roles: Roles, layout: Layout, row: list[str]) -> str:
    if len(row) != layout.width:
        return f"列が {len(row)} 個あります（見出しは {layout.width} 個）。"
    document = layout.document(row)
    children = range(1, len(document.children) + 1)
    if not children:
        return "児童が書かれていません。"
    return next(_wrong_children(roles, document, children), "")


def _wrong_children(roles: Roles, document: Document, children: range) -> Iterator[str]:
    for child in children:
        if not roles.of(Role.CHILD_KANA, document, child).strip():
            yield f"児童 {child} のカナ氏名がありません。"
        if read_date(roles.of(Role.CHILD_BIRTH, document, child)) is None:
            yield f"児童 {child} の生年月日が日付として読めません。"


def _told(wrong: list[tuple[int, str]]) -> list[str]:
    more = [f"ほか {len(wrong) - _TOLD} 行。"] if len(wrong) > _TOLD else []
    return [f"{line} 行目: {why}" for line, why in wrong[:_TOLD]] + more


def _name(source: int, n: int) -> str:
    return f"reference:{source}:{n}"


def _place(source: int, n: int) -> str:
    return f"過去支給 {source}:{n}"
