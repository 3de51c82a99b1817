"""The sums that the projection keeps, every call again, and GROUP BY: equal to the last digit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kpi_rules import definition
from bench.naive import naive
from callcenter.commands import CloseCall
from callcenter.outcome import Outcome
from callcenter.record import Record
from config.kpi import SHIPPED, load_definitions
from metrics.figures import Counted, Figures, figures
from metrics.known import digest_of_every, known
from metrics.ledger import counted, from_calls, from_known, from_sums
from storage import tallies
from storage.callback_tables import Callback
from storage.engine import connect, transaction
from storage.projection import Projection
from storage.tallies import Cut
from tests.integration.metrics.calls import Call, record

pytestmark = pytest.mark.integration

ZONE = ZoneInfo("Asia/Tokyo")
loaded = load_definitions([SHIPPED])
assert isinstance(loaded, dict)
DEFINITIONS = [definition(each) for each in loaded.values()]

SPANS = st.floats(0, 700, allow_nan=False) | st.integers(0, 30).map(float)
CALLS = st.builds(
    Call,
    id=st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "h"]),
    at=st.integers(0, 2 * 86_400).map(
        lambda s: datetime(2026, 2, 2, tzinfo=UTC) + timedelta(seconds=s)
    ),
    outcome=st.sampled_from(Outcome),
    caller=st.sampled_from([None, "p-1", "p-2", "p-3"]),
    guidance=SPANS,
    wait=SPANS,
    ring=SPANS,
    talk=SPANS,
    hold=SPANS,
)


def test_sums_are_what_every_call_says_whatever_came_in_which_batch(url: str) -> None:
    stories, n = count(), count(1)

    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(CALLS, max_size=14), st.integers(1, 5))
    def holds(calls: list[Call], batch: int) -> None:
        story = next(stories)
        first_at: dict[str, datetime] = {}
        told = []
        for each in calls:  # a call that is filed again is filed as having arrived when it did
            at = first_at.setdefault(each.id, each.at + timedelta(days=10 * story))
            told.append(record(next(n), replace(each, id=f"{story}-{each.id}", at=at)))
        asyncio.run(told_and_compared(told, batch, date(2026, 2, 2) + timedelta(days=10 * story)))

    async def told_and_compared(records: list[Record], batch: int, first: date) -> None:
        engine = connect(url)
        projection = Projection(engine, instance="home-1", zone=ZONE)
        for begin in range(0, len(records), batch):
            await projection.apply(records[begin : begin + batch])
        await call_back(engine, records)
        last = first + timedelta(days=3)
        ends = sorted(command.ended_at for each in records for command in closings(each))
        async with transaction(engine) as session:
            for each in DEFINITIONS:
                kept = await from_sums(session, each, first, last, open_days=())
                again = await from_calls(session, each, first, last, open_days=())
                assert kept == again
                grouped = await naive(session, each, first, last)
                if not each.repeats_within_s:
                    assert kept.days == grouped
                adds_up(figures(each, kept.whole), kept.whole)
            if ends:
                cut = Cut(calls=ends[len(ends) // 2], noted=ends[-1])
                await compared_at(session, cut, first, last)
        await engine.dispose()

    holds()


def adds_up(found: Figures, whole: Counted) -> None:
    outcomes = sum(whole.calls.values())
    assert found.offered + found.taken_out + sum(found.beside.values()) == outcomes
    assert 0 <= found.answered <= found.offered
    assert found.served <= found.tried


async def compared_at(session: AsyncSession, cut: Cut, first: date, last: date) -> None:
    """What ended since the cut is taken out of the sums again."""
    sums = await known(session, first, last, cut)
    then = await tallies.filed_calls(session, first, last, until=cut.calls)
    assert (sums.calls, sums.digest) == (len(then), digest_of_every(then))
    for each in DEFINITIONS:
        kept = await from_known(session, each, sums, open_days=())
        assert kept == counted(each, then, first, last)


async def call_back(engine: AsyncEngine, records: Sequence[Record]) -> None:
    """Every second of whom a call promised it was reached; the others were given up."""
    ids = sorted({command.call for each in records for command in closings(each)})
    async with transaction(engine) as session:
        for n, call in enumerate(ids):
            at = datetime(2026, 2, 2, tzinfo=UTC)
            session.add(
                Callback(
                    id=f"cb-{call}",
                    person="p-1",
                    state="given_up" if n % 2 else "reached",
                    since=at,
                    promised_at=at,
                    due=at,
                    taken_from=call,
                )
            )


def closings(told: Record) -> list[CloseCall]:
    return [each for each in told.commands if isinstance(each, CloseCall)]
