"""The applications of a home, wired for the command line: form, keys, banks, database, clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.case_form import kept_plan, plan_of
from app.case_trail import Deed
from app.cli.desk_call import ORIGIN, account
from app.clock import Clock, clock_with
from app.errors import NoCases, NotSupervisor
from app.home import Home
from app.plain import read_plain
from cases.bank_list import BankList
from cases.banks import Banks
from cases.catalogue import Catalogue
from cases.client_findings import FINDINGS
from cases.client_lists import ClientLists, ListKind
from cases.closing_out import close_out
from cases.decisions import DECISIONS
from cases.exporting import Noting, export
from cases.files import File, Kind, Progress, Report
from cases.importing import Importer
from cases.past_payees import PastPayees
from cases.plan import Plan
from cases.protection import PROTECTED
from cases.returns import RETURNS
from cases.search import Hit, find
from cases.store import Actor, Shelf
from cases.vault import Vault
from desk.roles import Role
from storage import engine, migrate, staff
from storage.audit import Action, Fact, Trail, trailed
from storage.keys import instance_key

T = TypeVar("T")

LISTS: dict[Kind, ListKind] = {
    Kind.DECISIONS: DECISIONS,
    Kind.FINDINGS: FINDINGS,
    Kind.RETURNS: RETURNS,
    Kind.PROTECTED: PROTECTED,
}


@dataclass(frozen=True, slots=True)
class CaseWork:
    """What the commands ask of applications."""

    database_url: str
    zone: ZoneInfo
    clock: Clock
    shelf: Shelf
    plan: Plan
    catalogue: Catalogue
    banks: Callable[[], Banks]
    """Gives those that hold now."""
    operator: str = ""
    """Who runs the command, as the trail names them; empty where somebody works on a page."""

    def take(
        self, file: File, *, by: str, dry_run: bool, on_progress: Progress = lambda done, of: None
    ) -> Report:
        """Import a file; raises as the taker of its kind."""
        actor = self.actor(by)
        deed = Deed(action=Action.CASES_IMPORTED, by=by, told={"kind": file.kind.value})

        async def take(database: AsyncEngine) -> Report:
            if file.kind is Kind.PAST:
                past = PastPayees(database, self.shelf, zone=self.zone)
                return await past.take(file, actor, dry_run=dry_run, on_progress=on_progress)
            if file.kind in LISTS:
                kind = LISTS[file.kind]
                lists = ClientLists(database, self.shelf, self.catalogue, kind, zone=self.zone)
                return await lists.take(file, actor, dry_run=dry_run, on_progress=on_progress)
            importer = Importer(database, self.shelf, self.banks(), zone=self.zone)
            return await importer.take(file, actor, dry_run=dry_run, on_progress=on_progress)

        return self.lasting(deed, take, dry_run=dry_run)

    def find(self, text: str, *, by: str) -> list[Hit]:
        """Find cases, and keep that they were seen."""
        actor = self.actor(by)
        return self.listing(
            by,
            lambda session: find(session, self.shelf, text, actor=actor),
            lambda hits: [each.case.number for each in hits],
            action=Action.CASES_SEARCHED,
        )

    def export(self, *, by: str) -> bytes:
        """Write all online applications as a CSV, and keep that they were seen."""
        actor, note = self.actor(by), self._whole_export(by, {})
        return self.with_database(
            lambda database: export(database, self.shelf, zone=self.zone, actor=actor, note=note)
        )

    def close_out(self, *, by: str) -> dict[str, bytes]:
        """Write every case with its history for the client, and keep that they were seen."""
        actor, note = self.actor(by), self._whole_export(by, {"whole": True})
        return self.with_database(
            lambda database: close_out(database, self.shelf, zone=self.zone, actor=actor, note=note)
        )

    def actor(self, by: str, source: str = "cli") -> Actor:
        """Give who does something now."""
        return Actor(by, self.clock(), source)

    async def is_supervisor(self, session: AsyncSession, login: str) -> bool:
        """Tell whether a login is a supervisor's or manager's who works here now."""
        person = await staff.by_login(session, login)
        if person is None or person.disabled_at is not None:
            return False
        return person.role in (Role.SUPERVISOR.value, Role.MANAGER.value)

    async def needs_supervisor(self, session: AsyncSession, login: str) -> None:
        """See that who says they do this is a supervisor.

        Raises:
            NotSupervisor: nobody of this login is one.
        """
        if not await self.is_supervisor(session, login):
            raise NotSupervisor(login=login)

    def today(self) -> date:
        """Give the campaign's calendar day."""
        return self.clock().astimezone(self.zone).date()

    def noted(
        self,
        deed: Deed,
        act: Callable[[AsyncSession], Awaitable[T]],
        came: Callable[[T], Mapping[str, Fact]] = lambda _: {},
    ) -> T:
        """Do something in one transaction with its entry in the trail: both are kept or neither.

        `came` tells what came of it, in numbers and words of closed sets.
        """

        async def run(database: AsyncEngine) -> T:
            async with trailed(engine.for_change(database)) as trail:
                done = await act(trail.session)
                await deed.note(trail, self.clock(), self.operator, came(done))
                return done

        return self.with_database(run)

    def listing(
        self,
        by: str,
        read: Callable[[AsyncSession], Awaitable[T]],
        numbers: Callable[[T], Iterable[str]],
        *,
        action: Action = Action.CASES_LISTED,
    ) -> T:
        """Read lines about applications, and keep whose they were, by their receipt numbers."""

        async def run(database: AsyncEngine) -> T:
            # Thousands of documents are read before anybody has to wait for the trail.
            async with engine.transaction(database) as session:
                found = await read(session)
            async with trailed(database) as trail:
                deed = Deed(action=action, by=by)
                await deed.note_seen(trail, self.clock(), self.operator, numbers(found))
            return found

        return self.with_database(run)

    def lasting(
        self,
        deed: Deed,
        act: Callable[[AsyncEngine], Awaitable[T]],
        came: Callable[[T], Mapping[str, Fact] | None] = lambda _: {},
        *,
        dry_run: bool = False,
    ) -> T:
        """Do what takes long: that it is begun is noted, and once it is done, that it was.

        The trail is not locked meanwhile. What was refused, came to nothing (`came` gives None) or
        was a dry run is never an entry of what was done.
        """

        async def run(database: AsyncEngine) -> T:
            first = Action.DRY_RUN if dry_run else Action.LONG_WORK_BEGUN
            await self._entry(database, deed.meant(first), {})
            done = await act(database)
            told = None if dry_run else came(done)
            if told is not None:
                await self._entry(database, deed, told)
            return done

        return self.with_database(run)

    def note(self, deed: Deed) -> None:
        """Keep a deed that changes nothing by itself."""
        self.with_database(lambda database: self._entry(database, deed, {}))

    def counting(self, act: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """Ask something in one transaction whose answer names nobody, or that is noted apart."""

        async def run(database: AsyncEngine) -> T:
            async with engine.transaction(database) as session:
                return await act(session)

        return self.with_database(run)

    async def _entry(self, database: AsyncEngine, deed: Deed, came: Mapping[str, Fact]) -> None:
        async with trailed(database) as trail:
            await deed.note(trail, self.clock(), self.operator, came)

    def _whole_export(self, by: str, told: Mapping[str, Fact]) -> Noting:
        """Give what keeps that the data of so many applications leave."""

        async def note(trail: Trail, cases: int) -> None:
            deed = Deed(action=Action.CASES_EXPORTED, by=by, told={"cases": cases, **told})
            await deed.note(trail, self.clock(), self.operator)

        return note

    def with_database(self, act: Callable[[AsyncEngine], Awaitable[T]]) -> T:
        """Do something with the home's database, made new where needed."""

        async def run() -> T:
            await migrate.upgrade(self.database_url)
            database = engine.connect(self.database_url)
            try:
                return await act(database)
            finally:
                await database.dispose()

        return asyncio.run(run())


def open_cases(home: Home, environ: Mapping[str, str]) -> CaseWork:
    """Open the applications of a home that `up` or `demo` has made.

    Raises:
        NotValid: settings or campaign are wrong.
        NoCases: the campaign takes no applications.
        PlainUnreadable: the home was never started.
    """
    plain = read_plain(home.plain)
    # What it was started with, also by `up --campaign`; a home of an older version kept none.
    plan = kept_plan(home, plain) if plain.cases else plan_of(home, environ)
    if plan is None:
        raise NoCases
    vault = Vault(instance_key(home.key), encrypted=plan.schema.encrypted)
    return CaseWork(
        database_url=plain.database_url,
        zone=ZoneInfo(plain.zone),
        clock=clock_with(plain.clock_offset_s),
        shelf=Shelf(plan.schema, vault, plan.life),
        plan=plan,
        catalogue=Catalogue(plan.schema, plan.deficiencies, plan.life),
        banks=BankList(home.banks),
        operator=f"{ORIGIN}:{account()}",
    )
