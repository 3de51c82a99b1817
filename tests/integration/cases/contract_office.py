"""The cases of a shipped contract in a database, and what people and the client do with them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from app.case_form import plan_named
from cases import deadlines, delivering, own_lists, own_steps, screening
from cases.banks import shipped
from cases.catalogue import Catalogue
from cases.client_lists import ClientLists
from cases.decisions import DECISIONS
from cases.files import File, Kind, Report
from cases.importing import Importer
from cases.own_steps import Wanted
from cases.plan import Plan
from cases.protection import PROTECTED
from cases.runs import RunKind, files_of
from cases.screening import Judgement, Result
from cases.sheet import write_sheet
from cases.store import Actor, Shelf
from cases.vault import Vault
from storage.case_tables import Case, CaseMove
from storage.engine import transaction

ZONE = ZoneInfo("Asia/Tokyo")


@dataclass
class Office:
    """A contract's cases in a database."""

    engine: AsyncEngine
    plan: Plan
    shelf: Shelf
    at: datetime

    @property
    def actor(self) -> Actor:
        return Actor("op-01", self.at)

    async def take(self, kind: Kind, rows: Sequence[dict[str, str]]) -> Report:
        header = list(dict.fromkeys(key for row in rows for key in row))
        file = File(
            "x.csv", write_sheet(header, [[r.get(k, "") for k in header] for r in rows]), kind
        )
        if kind in (Kind.ONLINE, Kind.PUSH):
            importer = Importer(self.engine, self.shelf, shipped(), zone=ZONE)
            return await importer.take(file, self.actor)
        wanted = PROTECTED if kind is Kind.PROTECTED else DECISIONS
        catalogue = Catalogue(self.plan.schema, self.plan.deficiencies, self.plan.life)
        lists = ClientLists(self.engine, self.shelf, catalogue, wanted, zone=ZONE)
        return await lists.take(file, self.actor)

    async def step(
        self,
        name: str,
        id_: str,
        reason: str = "",
        *,
        chief: bool = False,
        values: dict[str, str] | None = None,
        **more: str,
    ) -> None:
        step = self.shelf.life.step(id_)
        assert step is not None
        async with transaction(self.engine) as session:
            case = (await session.exec(select(Case).where(col(Case.external_id) == name))).one()
            await own_steps.take(
                session,
                self.shelf,
                [case.number],
                Wanted(step, ZONE, reason, {**(values or {}), **more}),
                self.actor,
                is_supervisor=chief,
            )

    async def stages(self) -> dict[str, str]:
        async with transaction(self.engine) as session:
            return {
                each.external_id or "": each.status for each in await session.exec(select(Case))
            }

    async def moves(self, name: str) -> list[str]:
        async with transaction(self.engine) as session:
            asked = select(CaseMove.happening).join(Case, col(Case.seq) == col(CaseMove.case))
            named = asked.where(col(Case.external_id) == name).order_by(col(CaseMove.id))
            return list(await session.exec(named))

    async def number(self, name: str) -> str:
        async with transaction(self.engine) as session:
            return (
                await session.exec(select(Case.number).where(col(Case.external_id) == name))
            ).one()

    async def end(self, day: date) -> list[deadlines.Ended]:
        async with transaction(self.engine) as session:
            return await deadlines.end(session, self.shelf, self.actor, today=day)

    async def listed(self, id_: str) -> tuple[own_lists.Made, dict[str, list[list[str]]]]:
        wanted = next(each for each in self.plan.lists if each.id == id_)
        async with transaction(self.engine) as session:
            made = await own_lists.make(
                session, self.shelf, self.plan, wanted, self.actor, zone=ZONE
            )
            files = await files_of(session, self.shelf, RunKind.LIST, made.run)
        return made, {
            name: list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1:]
            for name, data in files.items()
        }


def office(engine: AsyncEngine, name: str, at: datetime) -> Office:
    plan = plan_named(name)
    assert plan is not None
    vault = Vault(b"k" * 32, encrypted=plan.schema.encrypted)
    return Office(engine, plan, Shelf(plan.schema, vault, plan.life), at)


async def decide(desk: Office, names: Sequence[str], word: str) -> None:
    """Screen cases, deliver them, and take the client's decision."""
    other = Actor("op-02", desk.at)
    numbers = [await desk.number(each) for each in names]
    async with transaction(desk.engine) as session:
        for number in numbers:
            await screening.begin(session, number, desk.actor)
            await screening.decide(
                session, number, Judgement(Result.SUITABLE), desk.actor, needs_second=True
            )
            await screening.confirm(session, number, other, agrees=True)
        await delivering.deliver(session, desk.shelf, desk.actor, zone=ZONE)
    day = desk.at.astimezone(ZONE).date().isoformat()
    rows = [{"受付番号": each, "決定": word, "決定日": day} for each in numbers]
    report = await desk.take(Kind.DECISIONS, rows)
    assert (report.changed, report.refused) == (len(names), 0)
