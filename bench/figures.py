"""`python -m bench.figures`: the weekly report of a million calls, and GROUP BY; 1 if slow.

The whole report is made as its page makes it (from the sums), then the same figures by GROUP BY, in
the same run, of the same rows, on SQLite and on PostgreSQL: every cell must be equal to the last
digit. The rows are put in as the projection leaves them.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.campaign import tried_out
from bench.naive import naive, naive_slots
from callcenter.outcome import Outcome
from metrics import material, report
from metrics.content import Section
from metrics.ledger import Ledger
from metrics.material import Wanted
from metrics.period import Kind, week_of
from metrics.reporting import Reporting
from storage import engine, migrate, rollups
from storage.engine import at_one_instant, transaction
from storage.rollup_tables import CallDigest, CallerDay, CallSlot, CallSpeed
from storage.rollups import SPANS, Filed
from storage.tables import Call
from storage.tallies import Cut
from tests.integration.metrics.shipped import reporting
from tests.integration.storage.postgres import Cluster

CALLS, PART = 1_000_000, 5_000
AT_LEAST_TIMES = 10.0
FIRST = date(2026, 2, 2)
WEEK, BEFORE = week_of(FIRST), week_of(FIRST - timedelta(days=7))
NOW = datetime(2026, 2, 9, 0, 5, tzinfo=UTC)
SHARES = {Outcome.ANSWERED: 90, Outcome.ABANDONED_IN_QUEUE: 5, Outcome.ABANDONED_IN_GUIDANCE: 2}
SHARES |= {Outcome.OVERFLOW: 1, Outcome.NO_LINE: 1, Outcome.AFTER_HOURS: 1}


def main(arguments: Sequence[str] | None = None) -> int:
    """Hold the bench and give the exit status."""
    parser = argparse.ArgumentParser(prog="bench.figures", description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS)
    options = parser.parse_args(arguments)
    times = [_on_sqlite(options.calls), _on_postgres(options.calls)]
    return 0 if min(times) >= AT_LEAST_TIMES else 1


def _on_sqlite(calls: int) -> float:
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder:
        url = f"sqlite:///{Path(folder)}/bench.db"
        return asyncio.run(_measured("SQLite", url, calls))


def _on_postgres(calls: int) -> float:
    cluster = Cluster()
    try:
        return asyncio.run(_measured("PostgreSQL", cluster.create("bench"), calls))
    finally:
        cluster.remove()


async def _measured(name: str, url: str, calls: int) -> float:
    await migrate.upgrade(url)
    database = engine.connect(url)
    try:
        await fill(database, calls)
        made = reporting(database, lambda: NOW, tried_out())
        await made.now(Kind.WEEKLY, BEFORE)  # an office that runs has made one
        began = time.perf_counter()
        content = await made.now(Kind.WEEKLY, WEEK)
        fast_s = time.perf_counter() - began
        began = time.perf_counter()
        grouped = await _grouped(made)
        slow_s = time.perf_counter() - began
        same = content.sections == await _sections(made, grouped) and content.calls == calls
        times = slow_s / fast_s if same else 0.0
        word = "ok" if times >= AT_LEAST_TIMES else "TOO SLOW" if same else "NOT EQUAL"
        sys.stdout.write(
            f"{name:<12} {calls:,} calls: GROUP BY {slow_s:.3f} s, the report {fast_s:.4f} s, "
            f"{times:.0f} times, at least {AT_LEAST_TIMES:g}: {word}\n"
        )
        return times
    finally:
        await database.dispose()


async def _grouped(made: Reporting) -> Ledger:
    async with transaction(made.engine) as session:
        first, last = WEEK.first, WEEK.last
        days = await naive(session, made.plan.definition, first, last)
        return Ledger(days=days, slots=await naive_slots(session, first, last))


async def _sections(made: Reporting, calls: Ledger) -> tuple[Section, ...]:
    """Make the report's parts again, their calls from another counting."""
    form, cut = made.form(Kind.WEEKLY), Cut(calls=NOW, noted=NOW)
    async with at_one_instant(made.engine) as session:
        wanted = Wanted(
            plan=made.plan, campaign=made.campaign, period=WEEK, cut=cut, parts=form.parts
        )
        found = await material.read(session, wanted)
    other = replace(found, ledgers={made.plan.definition.id: calls})
    return report.compose(form, other, made.versions).sections


async def fill(database: AsyncEngine, count: int) -> None:
    """Put a week of so many calls in, with its sums."""
    chance = random.Random(10)
    calls = list(_week(chance, count))
    signed = [(1, each) for each in calls]
    async with transaction(database) as session:
        connection = await session.connection()
        for begin in range(0, count, PART):
            rows = [_row(each) for each in calls[begin : begin + PART]]
            await connection.execute(insert(Call), rows)
        for table, sums in (
            (CallSlot, rollups.slots(signed)),
            (CallSpeed, rollups.speeds(signed)),
            (CallDigest, rollups.digests(signed)),
            (CallerDay, rollups.caller_days(calls)),
        ):
            await connection.execute(insert(table), sums)


def _week(chance: random.Random, count: int) -> Iterator[Filed]:
    outcomes, shares = list(SHARES), list(SHARES.values())
    for number in range(count):
        day = FIRST + timedelta(days=number % 5)
        opening = datetime(day.year, day.month, day.day, tzinfo=UTC)
        outcome = chance.choices(outcomes, shares)[0]
        waited = 0 if outcome is Outcome.NO_LINE else int(chance.expovariate(1 / 12_000))
        talked = chance.randrange(20_000, 600_000) if outcome is Outcome.ANSWERED else 0
        yield Filed(
            call=f"{number:08}",
            caller=f"p-{chance.randrange(count // 2)}" if chance.random() < 0.95 else None,
            line="+81110000100",
            business_date=day,
            arrived_at=opening + timedelta(milliseconds=chance.randrange(9 * 3_600_000)),
            outcome=outcome.value,
            spans_ms=(8_000, waited, 3_000 if talked else 0, talked, 0),
        )


def _row(call: Filed) -> dict[str, object]:
    spans = {f"{span}_s": ms / 1000 for span, ms in zip(SPANS, call.spans_ms, strict=True)}
    ended_at = call.arrived_at + timedelta(milliseconds=sum(call.spans_ms))
    return {
        "id": call.call,
        "line": call.line,
        "caller": call.caller,
        "arrived_at": call.arrived_at,
        "business_date": call.business_date,
        "state": "ended",
        "state_since": ended_at,
        "holds_line": False,
        "ended_at": ended_at,
        "outcome": call.outcome,
        "detail": "",
        "node": "",
        "direction": "inbound",
        "contact": "",
        "dialled_by": "",
        **spans,
    }


if __name__ == "__main__":
    sys.exit(main())
