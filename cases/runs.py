"""Runs: what was made of the cases, once and for all, and given out again byte for byte."""

from __future__ import annotations

import hashlib

from sqlalchemy import Select, func
from sqlalchemy import select as select_rows
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import NoSuchRun, RunRefused, Unreadable
from cases.store import Shelf
from storage.case_tables import CaseRun, CaseRunFile, CaseRunItem

CHECK, PAYMENT = "duplicate_check", "payment"
_LETTERS = {CHECK: "D", PAYMENT: "F"}


async def next_id(session: AsyncSession, kind: str) -> str:
    """Give the id of the next run of a kind, such as F-0001; the caller has the lock."""
    count = await session.exec(select(func.count()).where(col(CaseRun.kind) == kind))
    return f"{_LETTERS[kind]}-{count.one() + 1:04d}"


def paid_cases() -> Select[int]:
    """Ask for the cases that are in a payment run which was not cancelled."""
    return select_rows(col(CaseRunItem.case)).where(
        col(CaseRunItem.run) == col(CaseRun.id),
        col(CaseRun.kind) == PAYMENT,
        col(CaseRun.state) == "closed",
    )


async def payment_runs(session: AsyncSession) -> list[CaseRun]:
    """Give all payment runs in their order."""
    asked = select(CaseRun).where(col(CaseRun.kind) == PAYMENT).order_by(col(CaseRun.id))
    return list(await session.exec(asked))


async def payment_run(session: AsyncSession, id_: str) -> CaseRun:
    """Find a payment run.

    Raises:
        NoSuchRun: there is none with this id.
    """
    run = await session.get(CaseRun, id_)
    if run is None or run.kind != PAYMENT:
        raise NoSuchRun(run=id_)
    return run


def keep_file(
    session: AsyncSession, shelf: Shelf, run: str, name: str, content: bytes
) -> CaseRunFile:
    """Keep a product of a run, in the transaction that makes the run."""
    row = CaseRunFile(
        run=run,
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=shelf.vault.close_bytes(content, row=_row(run, name)),
    )
    session.add(row)
    return row


async def files_of(session: AsyncSession, shelf: Shelf, id_: str) -> dict[str, bytes]:
    """Give the products of a payment run as they were made.

    Raises:
        NoSuchRun: there is none with this id.
        RunRefused: it was cancelled, and its files must not reach a bank.
        Unreadable: a product is not what was made.
    """
    run = await payment_run(session, id_)
    if run.state != "closed":
        raise RunRefused(reasons=[f"{id_} は取り消されているため、書き出せません。"])
    asked = select(CaseRunFile).where(col(CaseRunFile.run) == id_).order_by(col(CaseRunFile.name))
    found = {}
    for row in await session.exec(asked):
        content = shelf.vault.open_bytes(row.content, row=_row(id_, row.name))
        if hashlib.sha256(content).hexdigest() != row.sha256:
            raise Unreadable(row=row.name)
        found[row.name] = content
    return found


def _row(run: str, name: str) -> str:
    return f"run:{run}:{name}"
