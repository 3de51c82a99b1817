"""What Prometheus is told of the rows, counted on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from metrics.row_signs import count_rows
from storage.audit import Action, Actor, trailed
from storage.callback_tables import Callback
from storage.contact_tables import ContactAttempt
from storage.engine import transaction
from storage.promise_tables import PromisedCall
from storage.staff_tables import Staff

pytestmark = pytest.mark.integration

AT = datetime(2026, 2, 2, tzinfo=UTC)


async def test_the_size_of_the_database_and_the_trails_last_entry(engine: AsyncEngine) -> None:
    before = await count_rows(engine, AT)
    assert (before.audit_entries, before.audit_last) == (0, 0.0)
    assert before.database_bytes > 100_000
    async with trailed(engine) as trail:
        await trail.note(AT, Actor(who="s1", origin=""), Action.AUDIT_READ)
    after = await count_rows(engine, AT)
    assert (after.audit_entries, after.audit_last) == (1, AT.timestamp())


async def test_promises_and_attempts_that_are_open_are_counted_once(engine: AsyncEngine) -> None:
    late, soon = AT - timedelta(minutes=1), AT + timedelta(hours=1)
    async with transaction(engine) as session:
        promised: dict[str, Any] = {"person": "p", "since": AT, "promised_at": AT}
        session.add(Callback(id="c1", state="due", due=late, **promised))
        session.add(Callback(id="c2", state="reached", due=late, **promised))
        session.add(Callback(id="promise-1", state="dialled", due=soon, **promised))
        attempt: dict[str, Any] = {"contact": "k", "n": 1, "mode": "preview", "person": "p"}
        leased = {"phone_key": b"", "leased_at": AT, "leased_until": AT}
        attempt |= leased
        session.add(ContactAttempt(id="a1", dialled_at=AT, **attempt))
        session.add(ContactAttempt(id="a2", dialled_at=AT, result="busy", **attempt))
        session.add(ContactAttempt(id="a3", **attempt))
        session.add(
            Staff(
                id="s1",
                login="s1",
                name="花子",
                role="agent",
                password_hash="x",
                password_at=AT,
                created_at=AT,
            )
        )
        await session.flush()
        session.add(
            PromisedCall(
                id=1, made_at=AT, made_by="s1", phone="p", owner="s1", due_at=soon, about=""
            )
        )
    found = await count_rows(engine, AT)
    assert (found.callbacks_open, found.callbacks_late, found.attempts_open) == (2, 1, 1)
