"""Runs: what was made of the cases, once and for all, and given out again byte for byte."""

from __future__ import annotations

import hashlib
from enum import StrEnum

import msgspec
from sqlalchemy import Select, func
from sqlalchemy import select as select_rows
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import NoSuchRun, RunRefused, Unreadable
from cases.store import Actor, Shelf
from storage.case_tables import CaseRun, CaseRunFile, CaseRunItem


class RunKind(StrEnum):
    """What is made."""

    CHECK = "duplicate_check"
    PAYMENT = "payment"
    DELIVERY = "delivery"
    """Applications whose screening is complete, handed to the client (納品)."""
    HANDOVER = "handover"
    """Applications that stayed deficient, handed to the client (引渡し)."""
    PROGRESS = "progress"
    """The progress list (進捗管理リスト) as it stood."""
    NOTICE = "notice"
    """Deficiency notices (不備通知) to be printed."""
    LIST = "list"
    """A list that the campaign's file describes."""
    SHEETS = "sheets"
    """The monthly sheets of persons."""
    UNREACHED = "unreached"
    """Whom we could not reach, for the client (架電不通)."""


RUNS: dict[RunKind, str] = {
    RunKind.CHECK: "重複確認",
    RunKind.PAYMENT: "振込データ",
    RunKind.DELIVERY: "納品一覧",
    RunKind.HANDOVER: "引渡し一覧",
    RunKind.PROGRESS: "進捗管理リスト",
    RunKind.NOTICE: "不備通知データ",
    RunKind.LIST: "業務ごとの一覧",
    RunKind.SHEETS: "対象者ごとの月次票",
    RunKind.UNREACHED: "架電不通一覧",
}
_LETTERS = {
    RunKind.CHECK: "D",
    RunKind.PAYMENT: "F",
    RunKind.DELIVERY: "N",
    RunKind.HANDOVER: "H",
    RunKind.PROGRESS: "P",
    RunKind.NOTICE: "T",
    RunKind.LIST: "L",
    RunKind.SHEETS: "M",
    RunKind.UNREACHED: "U",
}


async def open_run(
    session: AsyncSession,
    kind: RunKind,
    actor: Actor,
    *,
    cases: int,
    amount: int = 0,
    details: object,
) -> str:
    """Write a run down and give its id, such as F-0001; the caller has the lock.

    `details` is what its kind needs, as msgspec writes it.
    """
    count = await session.exec(select(func.count()).where(col(CaseRun.kind) == kind.value))
    id_ = f"{_LETTERS[kind]}-{count.one() + 1:04d}"
    session.add(
        CaseRun(
            id=id_,
            kind=kind.value,
            state="closed",
            at=actor.at,
            by=actor.by,
            cases=cases,
            amount=amount,
            details=msgspec.json.encode(details).decode(),
        )
    )
    await session.flush()
    return id_


def paid_cases() -> Select[int]:
    """Ask for the cases in a payment run that was not cancelled, but for what the bank returned."""
    return select_rows(col(CaseRunItem.case)).where(
        col(CaseRunItem.run) == col(CaseRun.id),
        col(CaseRun.kind) == RunKind.PAYMENT.value,
        col(CaseRun.state) == "closed",
        col(CaseRunItem.returned_at).is_(None),
    )


async def runs_of(session: AsyncSession, kind: RunKind) -> list[CaseRun]:
    """Give all runs of a kind in their order."""
    asked = select(CaseRun).where(col(CaseRun.kind) == kind.value).order_by(col(CaseRun.id))
    return list(await session.exec(asked))


async def run_of(session: AsyncSession, kind: RunKind, id_: str) -> CaseRun:
    """Find a run of a kind.

    Raises:
        NoSuchRun: there is none with this id.
    """
    run = await session.get(CaseRun, id_)
    if run is None or run.kind != kind.value:
        raise NoSuchRun(run=id_)
    return run


async def kind_of(session: AsyncSession, id_: str) -> RunKind:
    """Tell what kind a run is of.

    Raises:
        NoSuchRun: there is none with this id.
    """
    run = await session.get(CaseRun, id_)
    if run is None:
        raise NoSuchRun(run=id_)
    return RunKind(run.kind)


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


async def names_of(session: AsyncSession, id_: str) -> list[str]:
    """Name the products of a run, in their order."""
    asked = select(CaseRunFile.name).where(col(CaseRunFile.run) == id_)
    return sorted(await session.exec(asked))


async def files_of(
    session: AsyncSession, shelf: Shelf, kind: RunKind, id_: str
) -> dict[str, bytes]:
    """Give the products of a run as they were made.

    Raises:
        NoSuchRun: there is none with this id.
        RunRefused: it was cancelled, and its files must not reach a bank.
        Unreadable: a product is not what was made.
    """
    run = await run_of(session, kind, id_)
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
