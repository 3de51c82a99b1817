"""The receiving desk of a home, wired for the command line: register and second entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from app.case_trail import Deed
from app.case_work import CaseWork
from cases import account_check, arrivals
from cases.account_check import Second
from cases.arrivals import Arrived, Line, Settled
from cases.paper import twice
from cases.rules import Form
from cases.schema import Channel, Field
from cases.shown import may_read
from cases.store import case_numbered
from storage.audit import Action
from storage.case_desk_tables import CaseAccountCheck
from storage.case_tables import Case


@dataclass(frozen=True, slots=True)
class CaseCounter:
    """What the commands ask of the receiving desk; each raises what the cases' own code does."""

    work: CaseWork

    def write_down(self, what: Arrived, *, by: str) -> int:
        """Write an arrival down; gives its number in the register."""
        work, actor = self.work, self.work.actor(by)
        told = {"kind": what.kind.value}
        return work.noted(
            Deed(action=Action.ARRIVAL_WRITTEN, by=by, told=told),
            lambda session: arrivals.write_down(session, work.shelf, what, actor),
            lambda line: {"line": line},
        )

    def settle(self, line: int, how: Settled, *, number: str, by: str) -> None:
        """Say what became of an arrival."""
        actor = self.work.actor(by)
        told = {"how": how.value}
        self.work.noted(
            Deed(action=Action.ARRIVAL_SETTLED, by=by, subjects=(str(line),), told=told),
            lambda session: arrivals.settle(session, line, how, actor, number=number),
        )

    def register(self, *, by: str, as_supervisor: bool) -> list[Line]:
        """Give the register."""
        work = self.work

        async def read(session: AsyncSession) -> list[Line]:
            if as_supervisor:
                await work.needs_supervisor(session, by)
            return await arrivals.register(session, work.shelf, is_supervisor=as_supervisor)

        return work.listing(by, read, lambda lines: [each.number for each in lines if each.number])

    def waiting(self, *, by: str) -> list[tuple[Case, CaseAccountCheck]]:
        """List the accounts that wait for a second person."""
        return self.work.listing(
            by, account_check.waiting, lambda found: [case.number for case, _ in found]
        )

    def twice(self) -> list[Field]:
        """Give the fields that a second person types."""
        return twice(self.work.shelf.schema)

    def enter(
        self, number: str, values: Mapping[str, str], *, insists: bool, by: str
    ) -> list[Field]:
        """Compare what a second person typed; gives the fields that differ."""
        work, actor = self.work, self.work.actor(by, "second_entry")

        async def compare(session: AsyncSession) -> list[Field]:
            case = await case_numbered(session, number)
            if not may_read(case, is_supervisor=False):
                await work.needs_supervisor(session, by)
            form = Form(work.shelf.schema, Channel(case.channel), work.banks())
            typed = Second(values, insists=insists)
            rules = account_check.Rules(form, work.zone)
            return await account_check.check(session, work.shelf, case, typed, actor, rules)

        told = {"insists": insists}
        deed = Deed(action=Action.CASE_ACCOUNT_CHECKED, by=by, subjects=(number,), told=told)
        return work.noted(deed, compare)
