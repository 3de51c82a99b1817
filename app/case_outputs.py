"""What is made of a home's applications, wired for the command line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.case_trail import Deed, size_of
from app.case_work import CaseWork
from cases import (
    deadlines,
    delivering,
    handing_over,
    notices,
    own_lists,
    person_sheets,
    progress,
    runs,
    stagnation,
)
from cases.deadlines import Ended
from cases.delivering import Delivery
from cases.errors import RunRefused
from cases.handing_over import Clock, HandOver
from cases.notices import Made, Printing, Sheet
from cases.person_sheets import Month
from cases.progress import ProgressList
from cases.runs import RunKind
from cases.stagnation import Stagnant
from storage import engine
from storage.audit import Action
from storage.case_tables import CaseRun

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CaseOutputs:
    """What the commands ask of lists and runs; each raises what the cases' own code does."""

    work: CaseWork

    def deliver(self, *, by: str, dry_run: bool) -> Delivery:
        """Deliver everything that was screened; a dry run names nobody, and is no entry."""
        work, actor = self.work, self.work.actor(by)

        async def deliver(session: AsyncSession) -> Delivery:
            return await delivering.deliver(
                session, work.shelf, actor, zone=work.zone, dry_run=dry_run
            )

        if dry_run:
            return work.counting(deliver)
        return self._made(Action.RUN_MADE, "delivery", by, deliver)

    def clocks(self, *, by: str) -> list[Clock]:
        """List the two-week clocks that run."""
        work = self.work
        return work.listing(
            by,
            lambda session: handing_over.clocks(
                session, today=work.today(), days=work.plan.handover_days
            ),
            lambda found: [each.number for each in found],
        )

    def hand_over(self, *, by: str, close_out: bool) -> HandOver:
        """Hand over what is due, or everything that is deficient."""
        work, actor = self.work, self.work.actor(by)
        return self._made(
            Action.RUN_MADE,
            "handover",
            by,
            lambda session: handing_over.hand_over(
                session,
                work.shelf,
                actor,
                days=work.plan.handover_days,
                zone=work.zone,
                close_out=close_out,
            ),
        )

    def make_notices(self, numbers: Sequence[str], *, by: str) -> Made:
        """Make the data of deficiency notices."""
        work, actor = self.work, self.work.actor(by)
        return self._made(
            Action.RUN_MADE,
            "notices",
            by,
            lambda session: notices.make(session, work.shelf, work.catalogue, numbers, actor),
        )

    def log_sheets(self, run: str, places: Iterable[int], sheet: Sheet, *, by: str) -> Printing:
        """Log printed sheets, and tell how far the run is."""
        actor = self.work.actor(by)

        async def log(session: AsyncSession) -> Printing:
            await notices.log(session, run, places, sheet, actor)
            await session.flush()
            return await notices.printed(session, run)

        deed = Deed(action=Action.CASE_STEPPED, by=by, subjects=(run,), told={"step": "printed"})
        return self.work.noted(deed, log)

    def printing(self, run: str) -> Printing:
        """Tell how far a run of notices is."""
        return self.work.counting(lambda session: notices.printed(session, run))

    def issue_notices(self, run: str, on: date, *, by: str) -> int:
        """Hand a printed run over for posting: its clocks start."""
        work, actor = self.work, self.work.actor(by)
        return work.noted(
            Deed(action=Action.CASE_STEPPED, by=by, subjects=(run,), told={"step": "issued"}),
            lambda session: notices.issue(
                session, run, on, actor, first=work.plan.notices_from, zone=work.zone
            ),
        )

    def progress(self, *, by: str) -> ProgressList:
        """Make the progress list as it stands."""
        work, actor = self.work, self.work.actor(by)
        return self._made(
            Action.CASE_LIST_MADE,
            "progress",
            by,
            lambda session: progress.make(session, work.shelf, work.plan, actor, zone=work.zone),
        )

    def list_named(self, id_: str, *, by: str) -> own_lists.Made:
        """Make a list of the campaign's own.

        Raises:
            RunRefused: the campaign has no list of this id, or one with a wrong column.
        """
        work, actor = self.work, self.work.actor(by)
        wanted = next((each for each in work.plan.lists if each.id == id_), None)
        if wanted is None:
            known = "、".join(each.id for each in work.plan.lists) or "ありません"
            raise RunRefused(reasons=[f"一覧「{id_}」はこの業務にありません。あるのは: {known}。"])
        return self._made(
            Action.CASE_LIST_MADE,
            "list",
            by,
            lambda session: own_lists.make(
                session, work.shelf, work.plan, wanted, actor, zone=work.zone
            ),
        )

    def sheets(self, month: Month, *, by: str) -> person_sheets.Made:
        """Make the monthly sheets of persons.

        Raises:
            RunRefused: the campaign has none.
        """
        work, actor = self.work, self.work.actor(by)
        return self._made(
            Action.CASE_LIST_MADE,
            "sheets",
            by,
            lambda session: person_sheets.make(
                session, work.shelf, work.plan, month, actor, zone=work.zone
            ),
        )

    def end_deadlines(self, *, by: str, dry_run: bool) -> list[Ended]:
        """Take every step whose day has come, or tell what would be taken."""
        work, actor = self.work, self.work.actor(by)

        async def end(session: AsyncSession) -> list[Ended]:
            found = await deadlines.end(session, work.shelf, actor, today=work.today())
            if dry_run:
                await session.rollback()
            return found

        deed = Deed(action=Action.CASE_STEPPED, by=by, told={"step": "due"})
        if dry_run:
            work.note(deed.meant(Action.DRY_RUN))
            return work.counting(end)
        return work.noted(deed, end)

    def counts(self) -> dict[tuple[str, str], int]:
        """Count all cases by status and channel."""
        return self.work.counting(stagnation.counts)

    def stagnant(self, *, by: str) -> list[Stagnant]:
        """List the cases that stand too long."""
        work = self.work
        return work.listing(
            by,
            lambda session: stagnation.stagnant(
                session, work.plan.stagnation_days, today=work.today(), zone=work.zone
            ),
            lambda found: [each.number for each in found],
        )

    def runs(self) -> list[CaseRun]:
        """Give all runs but the checks, kind by kind."""

        async def every(session: AsyncSession) -> list[CaseRun]:
            kinds = [each for each in RunKind if each is not RunKind.CHECK]
            return [run for kind in kinds for run in await runs.runs_of(session, kind)]

        return self.work.counting(every)

    def files(self, run: str, *, by: str) -> dict[str, bytes]:
        """Give out the products of a run as they were made, and note that they left."""

        async def read(session: AsyncSession) -> dict[str, bytes]:
            kind = await runs.kind_of(session, run)
            return await runs.files_of(session, self.work.shelf, kind, run)

        deed = Deed(action=Action.RUN_EXPORTED, by=by, subjects=(run,))
        return self.work.noted(deed, read, size_of)

    def _made(
        self, action: Action, kind: str, by: str, make: Callable[[AsyncSession], Awaitable[T]]
    ) -> T:
        """Make something of many applications, as what takes long."""

        async def run(database: AsyncEngine) -> T:
            async with engine.transaction(database) as session:
                return await make(session)

        return self.work.lasting(Deed(action=action, by=by, told={"kind": kind}), run)
