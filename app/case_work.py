"""The applications of a home, wired for the command line: form, keys, banks, database, clock."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.case_form import plan_of
from app.clock import Clock, clock_with
from app.errors import NoCases
from app.home import Home
from app.plain import read_plain
from cases.banks import shipped
from cases.exporting import export
from cases.importing import File, Importer, Kind, Progress, Report
from cases.past_payees import PastPayees
from cases.plan import Payment
from cases.search import Hit, find
from cases.store import Actor, Shelf
from cases.vault import Vault
from storage import engine, migrate
from storage.keys import instance_key


@dataclass(frozen=True, slots=True)
class CaseWork:
    """What the commands ask of applications."""

    database_url: str
    zone: ZoneInfo
    clock: Clock
    shelf: Shelf
    payment: Payment | None

    def take(
        self, file: File, *, by: str, dry_run: bool, on_progress: Progress | None = None
    ) -> Report:
        """Import a file; raises as `Importer.take`."""
        return asyncio.run(self._take(file, by, dry_run, on_progress))

    def find(self, text: str, *, by: str) -> list[Hit]:
        """Find cases, and keep that they were seen."""
        return asyncio.run(self._find(text, by))

    async def _find(self, text: str, by: str) -> list[Hit]:
        database = engine.connect(self.database_url)
        try:
            async with engine.transaction(database) as session:
                return await find(session, self.shelf, text, actor=Actor(by, self.clock()))
        finally:
            await database.dispose()

    def export(self, *, by: str) -> bytes:
        """Write all online applications as a CSV, and keep that they were seen."""
        return asyncio.run(self._export(by))

    async def _export(self, by: str) -> bytes:
        database = engine.connect(self.database_url)
        try:
            async with engine.transaction(database) as session:
                actor = Actor(by, self.clock())
                return await export(session, self.shelf, zone=self.zone, actor=actor)
        finally:
            await database.dispose()

    async def _take(
        self, file: File, by: str, dry_run: bool, on_progress: Progress | None
    ) -> Report:
        await migrate.upgrade(self.database_url)
        database = engine.connect(self.database_url)
        try:
            actor = Actor(by, self.clock())
            if file.kind is Kind.PAST:
                past = PastPayees(database, self.shelf, zone=self.zone)
                return await past.take(file, actor, dry_run=dry_run)
            importer = Importer(database, self.shelf, shipped(), zone=self.zone)
            return await importer.take(file, actor, dry_run=dry_run, on_progress=on_progress)
        finally:
            await database.dispose()


def open_cases(home: Home, environ: Mapping[str, str]) -> CaseWork:
    """Open the applications of a home that `up` or `demo` has made.

    Raises:
        NotValid: settings or campaign are wrong.
        NoCases: the campaign takes no applications.
        PlainUnreadable: the home was never started.
    """
    plain = read_plain(home.plain)
    plan = plan_of(home, environ)
    if plan is None:
        raise NoCases
    vault = Vault(instance_key(home.key), encrypted=plan.schema.encrypted)
    return CaseWork(
        database_url=plain.database_url,
        zone=ZoneInfo(plain.zone),
        clock=clock_with(plain.clock_offset_s),
        shelf=Shelf(plan.schema, vault),
        payment=plan.payment,
    )
