"""What others wrote of the same call: a call that was handed over has a part of each person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desk import records
from desk.desk import Desk
from desk.records import Record
from desk.sessions import Who
from storage import inquiries as rows
from storage.audit import Action, trailed
from storage.engine import transaction


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part, perhaps still a draft."""

    name: str
    record: Record


async def seen(desk: Desk, who: Who, parts: Iterable[Part]) -> None:
    """Note that somebody looks at the parts of others.

    Raises:
        DatabaseUnavailable: nothing was noted.
    """
    async with trailed(desk.engine) as trail:
        for each in parts:
            await trail.note(desk.clock(), who.actor, Action.RECORD_SEEN, each.record.id)


async def of_others(desk: Desk, call: str, *, but: str) -> list[Part]:
    """List the other persons' parts of a call's record, the oldest first."""
    async with transaction(desk.engine) as session:
        found = await rows.other_parts(session, call, but=but)
        matters = await rows.matters(session, [row.id for row, _ in found])
    return [Part(name, records.of_rows(row, matters[row.id])) for row, name in found]
