"""Payment runs: from what the client decided to files that a bank takes, or not at all.

The rules of this file:
1. Only what the client decided (支給決定) is paid, and nothing that is in a run already.
2. The duplicate check comes first; what it finds stays out and is kept even if no run is made.
3. A run closes if the banks' file, statement and summary, read back from their bytes, say the same
   count and sum as the decided children; else there is no run.
4. A cancelled run keeps its files and hashes; its cases may be paid again.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases import products
from cases.banks import Banks
from cases.document import Document
from cases.duplicate_check import Check, check, record
from cases.duplicates import Claim, Claims
from cases.errors import RunRefused
from cases.lifecycle import Happening, Status
from cases.plan import Payment
from cases.products import STATEMENT, SUMMARY, TRANSFERS, Payout, Totals
from cases.runs import RunKind, keep_file, open_run, paid_cases, run_of
from cases.schema import WITHHELD, Role
from cases.store import Actor, Shelf, lock, move, move_all
from cases.zengin_file import Payee, PayeeError, TransferFile, write_transfers
from storage.bulk import insert_columns, with_room
from storage.case_tables import Case, CaseRunItem
from storage.engine import transaction


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a payment run; without `run` none was made."""

    on: date
    """The bank day."""
    check: Check
    totals: Totals
    run: str | None = None
    check_run: str | None = None
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 by the product's name."""
    wrong: list[PayeeError] = field(default_factory=list)
    """Why it could not be made."""
    unpaid: list[PayeeError] = field(default_factory=list)
    """Who stays out of it, because there is nothing to pay."""


class _Decided(NamedTuple):
    """What a run needs of a case; its document is not kept: a city's would fill the memory."""

    claim: Claim
    payout: Payout | PayeeError


class Payments:
    """Makes the payment runs of one database."""

    def __init__(self, engine: AsyncEngine, shelf: Shelf, banks: Banks, payment: Payment) -> None:
        self._engine = engine
        self._shelf = shelf
        self._banks = banks
        self._payment = payment

    async def make(
        self, on: date, actor: Actor, *, with_push: bool = False, dry_run: bool = False
    ) -> Outcome:
        """Pay all decided cases on a bank day, or with `dry_run` tell what would be.

        Push payees are paid by the client unless `with_push` says otherwise (A-28).

        Raises:
            RunRefused: there is no list of past payees, or the products differ; nothing was kept.
            Unreadable: a case was sealed with another key; nothing was kept.
            DatabaseUnavailable: nothing was kept.
        """
        async with transaction(self._engine) as session, _uncounted():
            if not dry_run:
                await with_room(session)
                await lock(session)
            rows = await self._decided(session, with_push=with_push)
            claims, needs_list = [each.claim for each in rows], self._payment.needs_past_list
            checked = await check(session, self._shelf, claims, needs_list=needs_list)
            doubtful = {each.seq for each in checked.matches}
            priced = [each.payout for each in rows if each.claim.seq not in doubtful]
            payouts = [each for each in priced if isinstance(each, Payout)]
            payees = [each.payee for each in payouts]
            transfers = write_transfers(payees, self._payment, on, self._banks)
            outcome = Outcome(
                on,
                checked.check,
                Totals(len(payouts), sum(each.amount for each in payees)),
                wrong=transfers if isinstance(transfers, list) else [],
                unpaid=[each for each in priced if isinstance(each, PayeeError)],
            )
            if dry_run:
                if isinstance(transfers, TransferFile):
                    self._products(payouts, transfers)
                return outcome
            outcome = replace(outcome, check_run=await record(session, checked, actor))
            if isinstance(transfers, list):
                return outcome
            return await self._close(session, outcome, payouts, transfers, actor)

    async def cancel(self, run: str, actor: Actor, *, reason: str) -> int:
        """Take a run back that no bank has carried out; gives how many cases may be paid again.

        Raises:
            NoSuchRun: there is none with this id.
            RunRefused: it was cancelled before.
            IllegalMove: one of its cases has gone on; nothing was changed.
        """
        async with transaction(self._engine) as session:
            await lock(session)
            row = await run_of(session, RunKind.PAYMENT, run)
            if row.state != "closed":
                raise RunRefused(reasons=[f"{run} はすでに取り消されています。"])
            row.state = "cancelled"
            row.cancelled_at, row.cancelled_by, row.cancelled_why = actor.at, actor.by, reason
            items = select(CaseRunItem.case).where(col(CaseRunItem.run) == run)
            cases = (await session.exec(select(Case).where(col(Case.seq).in_(items)))).all()
            for case in cases:
                move(session, case, Happening.PAYMENT_CANCELLED, actor, reason=f"{run} {reason}")
            return len(cases)

    async def _decided(self, session: AsyncSession, *, with_push: bool) -> list[_Decided]:
        asked = select(Case.seq, Case.number, Case.is_protected, Case.document).where(
            col(Case.status) == Status.GRANTED.value, col(Case.seq).not_in(paid_cases())
        )
        # Push payees first: an application for the same child is the one that is blocked. Asked one
        # after the other: a database that sorts by kind carries every document along.
        kinds = ["application"]
        if with_push or self._payment.pays_push:
            kinds.insert(0, "push")
        found = list[_Decided]()
        for kind in kinds:
            rows = await session.exec(asked.where(col(Case.kind) == kind).order_by(col(Case.seq)))
            found += self._read(rows)
        return found

    def _read(self, rows: Iterable[tuple[int, str, bool, bytes]]) -> Iterator[_Decided]:
        claims, read = Claims(self._shelf.roles), self._shelf.vault.open_document
        only = self._payment.only_if
        for seq, number, is_protected, kept in rows:
            document = read(kept, seq)
            if only and document.at(only.field) != only.value:
                continue
            claim = claims.of(document, number, seq=seq)
            yield _Decided(claim, self._payout(document, number, seq, is_protected=is_protected))

    def _payout(
        self, document: Document, number: str, seq: int, *, is_protected: bool
    ) -> Payout | PayeeError:
        amount = self._payment.amount(document)
        if amount is None or amount <= 0:
            return PayeeError(number, "支給額がありません（0円以下か、額が決まりません）。")
        of = self._shelf.roles.of
        bank, branch, kind, account = self._shelf.roles.account(document)
        payee = Payee(
            number=number,
            seq=seq,
            bank_code=bank,
            branch_code=branch,
            account_kind=kind,
            account_number=account,
            holder=of(Role.ACCOUNT_HOLDER, document),
            amount=amount,
        )
        kana, name = of(Role.APPLICANT_KANA, document), of(Role.APPLICANT_NAME, document)
        if is_protected:
            kana = name = WITHHELD
        return Payout(payee, kana, name, len(document.children))

    def _products(self, payouts: Sequence[Payout], transfers: TransferFile) -> dict[str, bytes]:
        """Write what goes with the banks' file, and see that all of it says the same."""
        made = {
            TRANSFERS: transfers.content,
            STATEMENT: products.statement(payouts, self._banks),
            SUMMARY: products.summary(payouts, self._banks),
        }
        prove(made, Totals(len(payouts), sum(each.payee.amount for each in payouts)))
        return made

    async def _close(
        self,
        session: AsyncSession,
        outcome: Outcome,
        payouts: Sequence[Payout],
        transfers: TransferFile,
        actor: Actor,
    ) -> Outcome:
        totals = outcome.totals
        run = await open_run(
            session,
            RunKind.PAYMENT,
            actor,
            cases=totals.records,
            amount=totals.amount,
            details={"on": outcome.on.isoformat(), "check": outcome.check_run},
        )
        # Written beside the database's work: both take seconds, and what is refused undoes both.
        with ThreadPoolExecutor(1, thread_name_prefix="payment") as beside:
            writing = beside.submit(self._products, payouts, transfers)
            await _mark(session, run, payouts, actor)
            made = await asyncio.wrap_future(writing)
        files = {
            name: keep_file(session, self._shelf, run, name, content).sha256
            for name, content in made.items()
        }
        return replace(outcome, run=run, files=files)


@asynccontextmanager
async def _uncounted() -> AsyncIterator[None]:
    """Spare the collector a city's payees: it would count them over and over, a third of the time.

    They hold no cycles. Who had it off keeps it off.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def prove(made: dict[str, bytes], decided: Totals) -> None:
    """See that every product says the count and sum that were decided.

    Raises:
        RunRefused: one of them does not.
    """
    said = {
        TRANSFERS: products.totals_in_transfers(made[TRANSFERS]),
        STATEMENT: products.totals_in_statement(made[STATEMENT]),
        SUMMARY: products.totals_in_summary(made[SUMMARY]),
    }
    differing = [name for name, totals in said.items() if totals != {decided}]
    if differing:
        names = "、".join(differing)
        raise RunRefused(reasons=[f"件数または金額が支給決定と合わないため作りません: {names}。"])


async def _mark(session: AsyncSession, run: str, payouts: Sequence[Payout], actor: Actor) -> None:
    """Note the cases of a run, and take each one step further."""
    columns = {
        "case": [each.payee.seq for each in payouts],
        "amount": [each.payee.amount for each in payouts],
    }
    await insert_columns(session, CaseRunItem, columns, same={"run": run, "returned_at": None})
    await move_all(
        session, columns["case"], Status.GRANTED, Happening.PAYMENT_MADE, actor, reason=run
    )
