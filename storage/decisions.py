"""What was decided of calls: written by the projection, asked for by call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from callcenter.commands import NoteDecision
from callcenter.record import Record
from storage.decision_tables import CallDecision
from storage.engine import transaction
from storage.putting import Row


@dataclass(frozen=True, slots=True)
class Kept:
    """One decision, and when it was made."""

    at: datetime
    decision: NoteDecision


def decisions_of(record: Record) -> list[Row]:
    """Give the rows (`CallDecision`) of a record's decisions."""
    return [
        {
            "n": record.n,
            "i": i,
            "call": each.call,
            "at": record.event.at,
            "decision": msgspec.json.encode(each).decode(),
        }
        for i, each in enumerate(record.commands)
        if isinstance(each, NoteDecision)
    ]


async def decisions(engine: AsyncEngine, call: str) -> list[Kept]:
    """List what was decided of a call, in order.

    Raises:
        DatabaseUnavailable: there is no answer now.
    """
    asked = select(CallDecision).where(col(CallDecision.call) == call)
    async with transaction(engine) as session:
        rows = (await session.exec(asked.order_by(col(CallDecision.n), col(CallDecision.i)))).all()
    return [Kept(row.at, msgspec.json.decode(row.decision, type=NoteDecision)) for row in rows]
