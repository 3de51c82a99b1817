"""Import, search and payment run at a city's size; exit 1 if one is slow: `python -m bench.cases`.

The import stands beside a bare `csv` and `INSERT` of the same rows in the same run: the same file
is read through, and the rows that the import stored, with all their columns, keys and indexes, are
inserted into an empty database and committed once; nothing is checked, hashed or encrypted. The
clock counts, for both, because somebody waits for it and because our import uses all processors;
the processor seconds of all its processes are told beside it. A busy machine slows the import more
than the bare one, which needs one processor. Told as well, without a bound: the same beside every
cell of the file as text in one table without a key or an index, in which no case could be found.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import gc
import io
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from app.case_form import plan_named
from bench.campaign import tried_out
from cases.banks import shipped
from cases.files import File, Kind
from cases.importing import Importer
from cases.past_payees import PastPayees
from cases.paying import Payments
from cases.plan import Payment, Plan
from cases.sample import Applicant, sample, sheet_of
from cases.search import find
from cases.store import Actor, Shelf
from cases.vault import Vault
from storage import engine, migrate
from storage.bulk import PAGES_KIB

APPLICATIONS, PUSH, QUESTIONS = 168_000, 148_000, 300
MOST_TIMES, MOST_SEARCH_MS, MOST_PAYMENT_S = 5.0, 50.0, 5.0
ZONE = ZoneInfo("Asia/Tokyo")
ACTOR = Actor("bench", datetime(2026, 3, 2, 1, tzinfo=UTC))
PAY_ON = date(2026, 3, 26)
STORED = (
    *(
        "case_imports",
        "cases",
        "case_documents",
        "case_files",
        "case_moves",
        "case_deficiencies",
        "case_grams",
    ),
    "case_bundles",
)
"""The tables that an import of new applications writes."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing measured, with its bound."""

    what: str
    value: float
    bound: float
    unit: str

    def __str__(self) -> str:
        word = "ok" if self.value <= self.bound else "TOO SLOW"
        return f"{self.what:<58} {self.value:9.2f} {self.unit:<5} at most {self.bound:g}: {word}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Hold the bench and give the exit status."""
    parser = argparse.ArgumentParser(prog="bench.cases", description=__doc__)
    parser.add_argument("--applications", type=int, default=APPLICATIONS)
    parser.add_argument("--push", type=int, default=PUSH)
    options = parser.parse_args(arguments)
    plan = plan_named(tried_out())
    if plan is None or plan.payment is None:
        sys.stderr.write("bench: the shipped campaign takes no applications\n")
        return 1
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder:
        lines = asyncio.run(_measure(Path(folder), plan, plan.payment, options))
    for line in lines:
        sys.stdout.write(f"{line}\n")
    return 1 if any(line.value > line.bound for line in lines) else 0


async def _measure(
    folder: Path, plan: Plan, payment: Payment, options: argparse.Namespace
) -> list[Line]:
    shelf = Shelf(plan.schema, Vault(b"k" * 32, encrypted=True))
    people = list(sample(options.applications, schema=plan.schema, banks=shipped()))
    url = f"sqlite:///{folder / 'cases.db'}"
    await migrate.upgrade(url)
    database = engine.connect(url)
    try:
        lines = [await _import(folder, database, shelf, people)]
        lines += await _search(database, shelf, people)
        lines.append(await _pay(database, shelf, payment, options.push))
    finally:
        await database.dispose()
    return lines


async def _import(
    folder: Path, database: AsyncEngine, shelf: Shelf, people: Sequence[Applicant]
) -> Line:
    data = sheet_of(people, shelf.schema)
    gc.collect()
    gc.freeze()  # the sample's people are the bench's, and nobody else's time
    importer = Importer(database, shelf, shipped(), zone=ZONE)
    with _Watch() as ours:
        await importer.take(File("online.csv", data), ACTOR)
    stored = _stored(folder / "cases.db")
    bare_file = folder / "bare.db"
    await migrate.upgrade(f"sqlite:///{bare_file}")
    with _Watch() as bare:
        _bare(bare_file, data, stored)
    with _Watch() as cells:
        _cells(folder / "cells.db", data)
    count = len(people)
    sys.stdout.write(
        f"processor seconds: import {ours.cpu_s:.1f}, bare {bare.cpu_s:.1f}, "
        f"cells {cells.cpu_s:.1f}\n"
        f"import beside the cells alone: {ours.wall_s / cells.wall_s:.1f} times\n"
    )
    rates = f"{count / ours.wall_s:,.0f} rows/s, bare {count / bare.wall_s:,.0f}"
    what = f"import of {count:,}: {rates}"
    return Line(what, ours.wall_s / bare.wall_s, MOST_TIMES, "times")


class _Watch:
    """Seconds of the clock and of the processors, spent within it."""

    wall_s = cpu_s = 0.0

    def __enter__(self) -> Self:
        self._begun = time.perf_counter(), _processor_s()
        return self

    def __exit__(self, *_: object) -> None:
        begun, used = self._begun
        self.wall_s, self.cpu_s = time.perf_counter() - begun, _processor_s() - used


def _processor_s() -> float:
    """Give the processor seconds of this process and of those that it has ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _stored(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Give all that an import stored, table by table; what others refer to stands first."""
    with closing(sqlite3.connect(path)) as database:
        return {table: list(database.execute(f"SELECT * FROM {table}")) for table in STORED}


def _bare(path: Path, data: bytes, stored: dict[str, list[tuple[object, ...]]]) -> None:
    """Read the file through, and insert the rows that are to be stored."""
    for _ in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        pass
    with closing(_connected(path)) as database, database:
        for table, rows in stored.items():
            marks = ", ".join("?" * len(rows[0]))
            database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _cells(path: Path, data: bytes) -> None:
    """Do no more than the file asks for: every cell into one table."""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    header = next(rows)
    columns = ", ".join(f"c{n} TEXT" for n in range(len(header)))
    with closing(_connected(path)) as database, database:
        database.execute(f"CREATE TABLE cells ({columns})")
        marks = ", ".join("?" * len(header))
        database.executemany(f"INSERT INTO cells VALUES ({marks})", rows)


def _connected(path: Path) -> sqlite3.Connection:
    """Open a database with the settings of ours."""
    database = sqlite3.connect(path)
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        database.execute(f"PRAGMA {setting}")
    database.execute(f"PRAGMA cache_size=-{PAGES_KIB}")
    return database


async def _search(database: AsyncEngine, shelf: Shelf, people: Sequence[Applicant]) -> list[Line]:
    """Ask for people by what they wrote; each question has an answer, and must find it."""
    fields = ("phone", "applicant_kana", "applicant_name", "address")
    right = [each for each in people if not each.expected]
    step = max(1, len(right) // QUESTIONS)
    took, lost = [], 0
    for n, each in enumerate(right[::step]):
        text = each.document.values[fields[n % len(fields)]]
        begun = time.perf_counter()
        async with engine.transaction(database) as session:
            hits = await find(session, shelf, text, actor=ACTOR)
        took.append((time.perf_counter() - begun) * 1_000)
        lost += not any(hit.score == 1 for hit in hits)
    took.sort()
    what = f"search, p99 of {len(took)} (p50 {took[len(took) // 2]:.1f} ms)"
    return [
        Line(what, took[len(took) * 99 // 100], MOST_SEARCH_MS, "ms"),
        Line("questions that found nobody who is exactly that", lost, 0, ""),
    ]


async def _pay(database: AsyncEngine, shelf: Shelf, payment: Payment, count: int) -> Line:
    importer = Importer(database, shelf, shipped(), zone=ZONE)
    payees = [
        replace(each, id=f"P{n:08d}")
        for n, each in enumerate(
            sample(count, schema=shelf.schema, banks=shipped(), seed=2, flawless=True)
        )
    ]
    await importer.take(File("push.csv", sheet_of(payees, shelf.schema), Kind.PUSH), ACTOR)
    past = list(sample(1_000, schema=shelf.schema, banks=shipped(), seed=3, flawless=True))
    lists = PastPayees(database, shelf, zone=ZONE)
    await lists.take(File("past.csv", sheet_of(past, shelf.schema), Kind.PAST), ACTOR)
    with _Watch() as watch:
        payments = Payments(database, shelf, shipped(), payment)
        made = await payments.make(PAY_ON, ACTOR, with_push=True)
    sys.stdout.write(f"processor seconds: payment run {watch.cpu_s:.1f}\n")
    what = f"payment run of {made.totals.records:,} (held {made.check.held + made.check.blocked:,})"
    return Line(what, watch.wall_s, MOST_PAYMENT_S, "s")
