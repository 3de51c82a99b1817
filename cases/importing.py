"""A file of applications into the database: all of it, row errors told, and twice the same as once.

The rules of this file:
1. A file that cannot be used is refused before the first row is written (`FileRefused`).
2. Rows are written some thousands at a time, so that nobody else waits long for the database; an
   import that was cut short is finished by importing the same file again.
"""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from datetime import tzinfo

from sqlalchemy.ext.asyncio import AsyncEngine

from cases.banks import Banks
from cases.batch import Batch, Order
from cases.day_files import keep
from cases.errors import FileRefused
from cases.files import PUSH_NEEDS, File, Kind, Progress, Report, import_row, opened
from cases.hands import prepared
from cases.layout import Layout, lay_out
from cases.schema import Channel
from cases.segment import tidy
from cases.sheet import Sheet
from cases.store import Actor, Shelf, lock
from cases.writing import Writer
from storage.case_tables import CaseImport
from storage.engine import transaction


class Importer:
    """Takes files into one database; `zone` is the campaign's."""

    def __init__(self, engine: AsyncEngine, shelf: Shelf, banks: Banks, *, zone: tzinfo) -> None:
        self._engine = engine
        self._shelf = shelf
        self._banks = banks
        self._zone = zone

    async def take(
        self,
        file: File,
        actor: Actor,
        *,
        dry_run: bool = False,
        on_progress: Progress = lambda done, of: None,
    ) -> Report:
        """Import a file, or with `dry_run` tell what an import would do.

        Raises:
            FileRefused: with every reason; nothing was changed.
            DatabaseUnavailable, HandsLost: the rows so far are kept; importing again goes on.
        """
        sheet, layout = self._opened(file)
        report = Report(file.name, sheet.encoding, sheet.lines, is_dry=dry_run)
        if not dry_run:
            report.id = await self._begin(file, sheet, actor)
            actor = replace(actor, source=f"import:{report.id}")
        order = Order(
            layout=layout,
            schema=self._shelf.schema,
            channel=Channel.ONLINE if file.kind is Kind.ONLINE else Channel.POST,
            blind_key=self._shelf.vault.hash_key,
            at=actor.at,
            zone=self._zone,
        )
        writer = Writer(self._shelf, file.kind, actor, report)
        done = 0
        async with aclosing(prepared(sheet, order, self._banks)) as batches:
            async for batch in batches:
                await self._write(writer, batch, dry_run=dry_run)
                done += len(batch) + len(batch.refused)
                on_progress(done, sheet.lines)
        if not dry_run:
            await self._end(report)
        return report

    def _opened(self, file: File) -> tuple[Sheet, Layout]:
        sheet = opened(file)
        schema = self._shelf.schema
        if file.kind is Kind.ONLINE and not schema.online:
            raise FileRefused(reasons=["この業務に、オンラインの申請はありません。"])
        if file.kind is Kind.ONLINE:
            fields = self._shelf.fields_in(sheet.header)
            layout = lay_out(schema, fields, sheet.header)
        else:
            layout = lay_out(schema, schema.fields, sheet.header, needs=PUSH_NEEDS)
        if isinstance(layout, list):
            raise FileRefused(reasons=layout)
        if layout.id_at is None:
            raise FileRefused(reasons=[f"見出し「{schema.id_column}」がありません。"])
        return sheet, layout

    async def _begin(self, file: File, sheet: Sheet, actor: Actor) -> int | None:
        row = import_row(file, sheet, self._shelf, actor, zone=self._zone, state="running")
        async with transaction(self._engine) as session:
            session.add(row)
            await session.flush()
            keep(session, self._shelf, row, file)
            return row.id

    async def _end(self, report: Report) -> None:
        async with transaction(self._engine) as session:
            await lock(session)
            await tidy(session)
            row = await session.get_one(CaseImport, report.id)
            row.state = "done"
            report.write_into(row)

    async def _write(self, writer: Writer, batch: Batch, *, dry_run: bool) -> None:
        rows = writer.sorted_out(batch)
        async with transaction(self._engine) as session:
            if dry_run:
                await writer.judge_only(session, batch, rows)
            else:
                await writer.write(session, batch, rows)
