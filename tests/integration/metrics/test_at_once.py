"""A report reads sums, and fifty at once leave the office's loop to others."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.figures import WEEK, fill
from metrics.handed import Format, made
from metrics.period import Kind
from metrics.proof import prove
from metrics.reporting import Kept
from storage.audit import Actor
from storage.engine import connect
from tests.integration.metrics.shipped import reporting

pytestmark = pytest.mark.integration

REPORTS, CALLS = 50, 1_000
LONGEST_S = 0.05
"""What the controller is allowed, too; of the processor's time, whatever else the machine does."""


@pytest.fixture
def pieces(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The processor's time of each piece of work that the loop did, in seconds.

    What the other tests left behind is none of the office's heap, and is not searched for garbage.
    """
    found: list[float] = []
    run = asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        began = time.thread_time()
        run(handle)
        found.append(time.thread_time() - began)

    monkeypatch.setattr(asyncio.Handle, "_run", timed)
    gc.freeze()
    yield found
    gc.unfreeze()


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    """A week of calls."""
    made_here = connect(sqlite_url)
    await fill(made_here, CALLS)
    yield made_here
    await made_here.dispose()


async def test_a_weekly_report_reads_no_call_but_those_that_ended_since_its_cut(
    database: AsyncEngine,
) -> None:
    asked: list[str] = []
    event.listen(database.sync_engine, "before_cursor_execute", lambda *each: asked.append(each[2]))
    reports = reporting(database, lambda: datetime(2026, 2, 9, 0, 5, tzinfo=UTC))
    content = await reports.now(Kind.WEEKLY, WEEK)
    assert content.calls == CALLS
    of_calls = [each for each in asked if "FROM calls" in each]
    assert of_calls
    for each in of_calls:
        assert "max(calls.ended_at)" in each or "WHERE calls.ended_at > ?" in each, each


async def test_fifty_reports_never_hold_up_the_loop(
    database: AsyncEngine, pieces: list[float]
) -> None:
    reports = reporting(database, lambda: datetime(2026, 2, 9, 0, 5, tzinfo=UTC))
    kept = await reports.freeze(Kind.WEEKLY, WEEK, Actor(who="mg", origin=""))
    assert isinstance(kept, Kept)

    async def one(n: int) -> int:
        if n % 5 == 0:  # a proof reads every call, and a page of a frozen report has one
            assert (await prove(reports, kept)).same
        content = await reports.now(Kind.WEEKLY, WEEK)
        form = (Format.XLSX, Format.CSV)[n % 2]
        return len((await made(reports, content, form, kept=None)).body)

    pieces.clear()
    sizes = await asyncio.gather(*(one(n) for n in range(REPORTS)))
    assert min(sizes) > 1_000
    assert max(pieces) < LONGEST_S, sorted(pieces)[-5:]
