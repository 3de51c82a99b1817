"""The payment runs of a home, wired for the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.case_trail import Deed, size_of
from app.case_work import CaseWork
from cases import by_hand, duplicate_check, runs
from cases.errors import RunRefused
from cases.paying import Outcome, Payments, Step
from cases.runs import RunKind
from cases.store import Actor
from storage.audit import Action, Fact
from storage.case_tables import Case, CaseHold, CaseRun


@dataclass(frozen=True, slots=True)
class CasePayments:
    """What the commands ask of payment runs; each raises what the cases' own code does."""

    work: CaseWork

    def make(
        self, on: date, *, by: str, with_push: bool, dry_run: bool, on_step: Callable[[Step], None]
    ) -> Outcome:
        """Make a payment run, or tell what it would be; `on_step` is told what begins."""

        async def make(database: AsyncEngine) -> Outcome:
            payments, actor = self._payments(database), self._actor(by)
            return await payments.make(
                on, actor, with_push=with_push, dry_run=dry_run, on_step=on_step
            )

        told = {"kind": RunKind.PAYMENT.value, "on": on.isoformat()}
        deed = Deed(action=Action.RUN_MADE, by=by, told=told)
        return self.work.lasting(deed, make, _run_of, dry_run=dry_run)

    def cancel(self, run: str, *, by: str, reason: str) -> int:
        """Take a run back; gives how many cases may be paid again."""

        async def cancel(database: AsyncEngine) -> int:
            return await self._payments(database).cancel(run, self._actor(by), reason=reason)

        deed = Deed(action=Action.RUN_CANCELLED, by=by, subjects=(run,))
        return self.work.lasting(deed, cancel)

    def runs(self) -> list[CaseRun]:
        """Give all payment runs."""
        return self.work.counting(lambda session: runs.runs_of(session, RunKind.PAYMENT))

    def files(self, run: str, *, by: str) -> dict[str, bytes]:
        """Give out the products of a run as they were made, and note that they left."""
        work = self.work
        return work.noted(
            Deed(action=Action.RUN_EXPORTED, by=by, subjects=(run,)),
            lambda session: runs.files_of(session, work.shelf, RunKind.PAYMENT, run),
            size_of,
        )

    def held(self, *, by: str) -> list[tuple[Case, CaseHold]]:
        """Give every hold that nobody released yet."""
        return self.work.listing(
            by, duplicate_check.held, lambda found: [case.number for case, _ in found]
        )

    def release(self, number: str, *, by: str, reason: str, client_decided: bool) -> None:
        """Let a held case into the next run."""

        async def release(session: AsyncSession) -> None:
            await self.work.needs_supervisor(session, by)
            await duplicate_check.release(
                session, number, self._actor(by), reason=reason, client_decided=client_decided
            )

        told: dict[str, Fact] = {"step": "released", "client_decided": client_decided}
        deed = Deed(action=Action.CASE_STEPPED, by=by, subjects=(number,), told=told)
        self.work.noted(deed, release)

    def paid(self, run: str, *, by: str) -> int:
        """Note that the bank carried a run out; gives how many cases are paid by it."""

        async def paid(session: AsyncSession) -> int:
            await self.work.needs_supervisor(session, by)
            return await by_hand.paid(session, run, self._actor(by))

        deed = Deed(action=Action.CASE_STEPPED, by=by, subjects=(run,), told={"step": "paid"})
        return self.work.noted(deed, paid)

    def _actor(self, by: str) -> Actor:
        return self.work.actor(by, "pay")

    def _payments(self, database: AsyncEngine) -> Payments:
        payment = self.work.plan.payment
        if payment is None:
            raise RunRefused(reasons=["業務の設定に [cases.payment] がありません。"])
        return Payments(database, self.work.shelf, self.work.banks(), payment)


def _run_of(outcome: Outcome) -> dict[str, Fact] | None:
    """Name the run that was made; None if a wrong payee was in the way."""
    return None if outcome.run is None else {"run": outcome.run}
