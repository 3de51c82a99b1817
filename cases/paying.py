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
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select as select_rows
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases import products
from cases.banks import Banks
from cases.bundles import Reader
from cases.duplicate_check import Check, check, record
from cases.errors import RunRefused
from cases.free_text import insist_without_number
from cases.granted import Granted, Grants
from cases.lifecycle import Happening, Status
from cases.plan import Payment
from cases.products import STATEMENT, SUMMARY, TRANSFERS, Payout, Totals
from cases.runs import RunKind, keep_file, open_run, run_of
from cases.store import Actor, Shelf, lock, move, move_all
from cases.zengin_file import PayeeError, write_transfers
from storage.bulk import insert_listed, with_room
from storage.case_tables import Case, CaseRunItem
from storage.engine import transaction

_AT_ONCE = 1_000
"""So many payees are let go of before somebody else may have the processor."""


class Step(StrEnum):
    """What a run is at, in its order; with thousands of payees each takes a while."""

    READING = "reading"
    COMPARING = "comparing"
    WRITING = "writing"


STEPS: dict[Step, str] = {
    Step.READING: "支給決定の読み取り",
    Step.COMPARING: "重複の確認",
    Step.WRITING: "振込データの作成",
}


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


@dataclass(frozen=True, slots=True)
class _Work:
    """What a run works with."""

    session: AsyncSession
    actor: Actor
    beside: ThreadPoolExecutor
    on_step: Callable[[Step], None]
    read: list[list[Any]] = field(default_factory=list)
    """What a whole city has left in the memory."""


class Payments:
    """Makes the payment runs of one database."""

    def __init__(self, engine: AsyncEngine, shelf: Shelf, banks: Banks, payment: Payment) -> None:
        self._engine = engine
        self._shelf = shelf
        self._banks = banks
        self._payment = payment
        self._grants = Grants(shelf, payment)

    async def make(
        self,
        on: date,
        actor: Actor,
        *,
        with_push: bool = False,
        dry_run: bool = False,
        on_step: Callable[[Step], None] = lambda _: None,
    ) -> Outcome:
        """Pay all decided cases on a bank day, or with `dry_run` tell what would be.

        Push payees are paid by the client unless `with_push` says otherwise (A-28). `on_step` is
        told what begins.

        Raises:
            RunRefused: there is no list of past payees, or the products differ; nothing was kept.
            Unreadable: a case was sealed with another key; nothing was kept.
            DatabaseUnavailable: nothing was kept.
        """
        # What takes us seconds is done beside what takes the database seconds; and the collector
        # comes back when a city is gone, or it would look at each of them while nothing is kept.
        with _uncounted(), ThreadPoolExecutor(1, thread_name_prefix="payment") as beside:
            async with transaction(self._engine) as session:
                work = _Work(session, actor, beside, on_step)
                outcome = await self._made(work, on, with_push=with_push, dry_run=dry_run)
                beside.submit(_let_go, work.read)  # of a city it takes long: while it is kept
            return outcome

    async def _made(self, work: _Work, on: date, *, with_push: bool, dry_run: bool) -> Outcome:
        session, on_step = work.session, work.on_step
        if not dry_run:
            await with_room(session)
            await lock(session)
        reader = Reader(session, self._shelf, self._grants.wanted)
        on_step(Step.READING)
        pays_push = with_push or self._payment.pays_push
        rows = await self._grants.find(session, reader, with_push=pays_push)
        claims, needs_list = [each.claim for each in rows], self._payment.needs_past_list
        work.read.extend((rows, claims))
        on_step(Step.COMPARING)
        checked = await check(session, self._shelf, reader, claims, needs_list=needs_list)
        doubtful = {each.seq for each in checked.matches}
        sure = [each for each in rows if each.claim.seq not in doubtful]
        work.read.append(sure)
        on_step(Step.WRITING)
        if dry_run:
            payouts, unpaid = self._priced(sure)
            made = self._products(payouts, on)
            wrong = made if isinstance(made, list) else []
            _prove(made, payouts)
            return Outcome(on, checked.check, _sum(payouts), wrong=wrong, unpaid=unpaid)
        reader.keep_copies()
        pricing = work.beside.submit(self._priced, sure)
        writing = work.beside.submit(lambda: self._products(pricing.result()[0], on))
        proving = work.beside.submit(lambda: _prove(writing.result(), pricing.result()[0]))
        id_ = await record(session, checked, work.actor)
        payouts, unpaid = await asyncio.wrap_future(pricing)
        work.read.append(payouts)
        outcome = Outcome(on, checked.check, _sum(payouts), check_run=id_, unpaid=unpaid)
        return await self._close(work, outcome, payouts, writing, proving)

    async def cancel(self, run: str, actor: Actor, *, reason: str) -> int:
        """Take a run back that no bank has carried out; gives how many cases may be paid again.

        Raises:
            NoSuchRun: there is none with this id.
            RunRefused: it was cancelled before.
            IllegalMove: one of its cases has gone on; nothing was changed.
            MyNumberTyped: a text holds an individual number.
        """
        insist_without_number(reason)
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

    def _priced(self, granted: Sequence[Granted]) -> tuple[list[Payout], list[PayeeError]]:
        payouts, unpaid = list[Payout](), list[PayeeError]()
        for priced in map(self._grants.priced, granted):
            if isinstance(priced, Payout):
                payouts.append(priced)
            else:
                unpaid.append(priced)
        return payouts, unpaid

    def _products(self, payouts: Sequence[Payout], on: date) -> dict[str, bytes] | list[PayeeError]:
        """Write all files of a run, or tell every error."""
        payees = [each.payee for each in payouts]
        transfers = write_transfers(payees, self._payment, on, self._banks)
        if isinstance(transfers, list):
            return transfers
        return {
            TRANSFERS: transfers.content,
            STATEMENT: products.statement(payouts, self._banks),
            SUMMARY: products.summary(payouts, self._banks),
        }

    async def _close(
        self,
        work: _Work,
        outcome: Outcome,
        payouts: Sequence[Payout],
        writing: Future[dict[str, bytes] | list[PayeeError]],
        proving: Future[None],
    ) -> Outcome:
        """Keep a run with its cases and files; without files there is no run, only its check.

        What the files say is read back while they are put down, and known before the run closes.
        """
        session, actor, totals = work.session, work.actor, outcome.totals
        async with session.begin_nested() as run_alone:
            run = await open_run(
                session,
                RunKind.PAYMENT,
                actor,
                cases=totals.records,
                amount=totals.amount,
                details={"on": outcome.on.isoformat(), "check": outcome.check_run},
            )
            await _mark(session, run, payouts, actor)
            made = await asyncio.wrap_future(writing)
            if isinstance(made, list):
                await run_alone.rollback()
                return replace(outcome, wrong=made)
            files = {
                name: keep_file(session, self._shelf, run, name, content).sha256
                for name, content in made.items()
            }
            await session.flush()
            await asyncio.wrap_future(proving)
        return replace(outcome, run=run, files=files)


@contextmanager
def _uncounted() -> Iterator[None]:
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


def _let_go(read: list[list[Any]]) -> None:
    """Empty lists bit by bit: at one go nobody else had the processor until the city is gone."""
    for each in read:
        while each:
            del each[-_AT_ONCE:]


def _sum(payouts: Sequence[Payout]) -> Totals:
    return Totals(len(payouts), sum(each.payee.amount for each in payouts))


def _prove(made: dict[str, bytes] | list[PayeeError], payouts: Sequence[Payout]) -> None:
    if not isinstance(made, list):
        prove(made, _sum(payouts))


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
    await insert_listed(session, CaseRunItem, columns, same={"run": run, "returned_at": None})
    paid = select_rows(col(CaseRunItem.case)).where(col(CaseRunItem.run) == run)
    await move_all(session, paid, Status.GRANTED, Happening.PAYMENT_MADE, actor, reason=run)
