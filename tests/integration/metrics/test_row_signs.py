"""What Prometheus is told of the rows, counted on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from metrics.row_signs import count_rows
from storage.audit import Action, Actor, trailed

pytestmark = pytest.mark.integration

AT = datetime(2026, 2, 2, tzinfo=UTC)


async def test_the_size_of_the_database_and_the_trails_last_entry(engine: AsyncEngine) -> None:
    before = await count_rows(engine)
    assert (before.audit_entries, before.audit_last) == (0, 0.0)
    assert before.database_bytes > 100_000
    async with trailed(engine) as trail:
        await trail.note(AT, Actor(who="s1", origin=""), Action.AUDIT_READ)
    after = await count_rows(engine)
    assert (after.audit_entries, after.audit_last) == (1, AT.timestamp())
