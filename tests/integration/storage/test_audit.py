"""The audit trail on both databases: nothing is altered, removed or cut off unseen."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import trail_sums
from storage.audit import (
    BEGINNING,
    Action,
    Actor,
    Anchor,
    Fact,
    entries,
    trailed,
)
from storage.audit_about import entries_about
from storage.audit_proof import Broken, verify
from storage.engine import transaction

pytestmark = pytest.mark.integration

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)
SOMEBODY = Actor(who="s1", origin="192.0.2.1")
UNGUARDED = {
    "sqlite": ("DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"),
    "postgresql": ("ALTER TABLE audit DISABLE TRIGGER audit_append_only",),
}


async def written(engine: AsyncEngine, count: int) -> Anchor:
    for number in range(count):
        async with trailed(engine) as trail:
            await trail.note(AT, SOMEBODY, Action.SIGNED_IN, f"x{number}", {"number": number})
    end = await verify(engine)
    assert isinstance(end, Anchor)
    return end


async def unguarded(engine: AsyncEngine, *statements: str) -> None:
    """Do what somebody with all rights on the database could do."""
    async with engine.begin() as connection:
        for statement in (*UNGUARDED[engine.dialect.name], *statements):
            await connection.execute(text(statement))


async def test_an_empty_trail_is_whole(engine: AsyncEngine) -> None:
    assert await verify(engine) == Anchor(0, BEGINNING)


async def test_entries_are_chained_and_come_back_as_written(engine: AsyncEngine) -> None:
    end = await written(engine, 3)
    assert end.n == 3
    last = (await entries(engine, last=1))[0]
    assert (last.at, last.who, last.subject, last.detail) == (AT, "s1", "x2", {"number": 2})
    assert last.hash == end.hash
    assert [each.n for each in await entries(engine, last=9, subject="x1")] == [2]
    assert await entries(engine, last=9, who="s2") == []
    async with trailed(engine) as trail:
        await trail.note(AT, SOMEBODY, Action.CALLS_LISTED, "", {"calls": "c1 c10", "part": 1})
    found = {each: await entries_about(engine, each, last=9) for each in ("c1", "c", "x1", "_")}
    assert [[e.n for e in each] for each in found.values()] == [[4], [], [2], []]


async def test_a_long_list_of_many_entries_counts_once(engine: AsyncEngine) -> None:
    async with trailed(engine) as trail:
        for part in range(1, 13):
            told: dict[str, Fact] = {"calls": f"c{part}", "of": 12, "part": part}
            await trail.note(AT, SOMEBODY, Action.CALLS_LISTED, "", told)
        await trail.note(AT, SOMEBODY, Action.CALLS_LISTED, "", {"calls": "c1"})
        told = {"of": 2, "part": 1, "stage": "x"}
        await trail.note(AT, SOMEBODY, Action.CALLS_LISTED, "", told)
    end = AT + timedelta(seconds=1)
    async with transaction(engine) as session:
        assert await trail_sums.by_action(session, AT, end) == {"calls_listed": 3}
        found = await trail_sums.listed(session, AT, end, "calls_listed")
    assert [each.n for each in found] == [1, 13, 14]


@pytest.mark.clause("SPR-別紙-5-3")
async def test_an_entry_is_kept_only_with_its_change(engine: AsyncEngine) -> None:
    async def fails() -> None:
        async with trailed(engine) as trail:
            await trail.note(AT, SOMEBODY, Action.SIGNED_IN)
            raise LookupError

    with pytest.raises(LookupError):
        await fails()
    assert await verify(engine) == Anchor(0, BEGINNING)


async def test_many_writers_at_once_leave_no_gap(engine: AsyncEngine) -> None:
    async def one(number: int) -> None:
        async with trailed(engine) as trail:
            await trail.note(AT, SOMEBODY, Action.REFUSED, f"y{number}")

    await asyncio.gather(*(one(number) for number in range(20)))
    end = await verify(engine)
    assert isinstance(end, Anchor)
    assert end.n == 20


@pytest.mark.parametrize("change", ["UPDATE audit SET who = 's9'", "DELETE FROM audit"])
async def test_the_database_itself_refuses_to_change_the_past(
    engine: AsyncEngine, change: str
) -> None:
    await written(engine, 2)

    async def tries() -> None:
        async with engine.begin() as connection:
            await connection.execute(text(change))

    with pytest.raises(DBAPIError):
        await tries()
    assert isinstance(await verify(engine), Anchor)


@pytest.mark.clause("OTR-6-5-ア-ウ")
@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ("UPDATE audit SET who = 's9' WHERE n = 2", Broken(2, "altered")),
        ("UPDATE audit SET detail = '{}' WHERE n = 3", Broken(3, "altered")),
        ("DELETE FROM audit WHERE n = 2", Broken(2, "missing")),
        ("DELETE FROM audit WHERE n = 1", Broken(1, "missing")),
        ("DELETE FROM audit WHERE n = 4", Broken(4, "head")),
    ],
)
async def test_a_change_behind_our_back_is_found_where_it_is(
    engine: AsyncEngine, done: str, expected: Broken
) -> None:
    await written(engine, 4)
    await unguarded(engine, done)
    assert await verify(engine) == expected


async def test_a_trail_that_was_written_anew_does_not_fit_the_anchor(engine: AsyncEngine) -> None:
    anchor = await written(engine, 2)
    await written(engine, 1)
    assert isinstance(await verify(engine, anchor=anchor), Anchor)
    head = f"UPDATE audit_head SET n = 0, hash = '{BEGINNING}'"
    await unguarded(engine, "DELETE FROM audit", head)
    async with trailed(engine) as trail:
        for _ in range(5):
            await trail.note(AT, SOMEBODY, Action.SIGNED_OUT)
    assert isinstance(await verify(engine), Anchor)
    assert await verify(engine, anchor=anchor) == Broken(2, "anchor")
