"""Who saw, changed or gave out one thing: entries about it, and lists that held it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from storage.audit import Entry, entry_of, latest
from storage.audit_tables import AuditEntry
from storage.engine import transaction


async def entries_about(
    engine: AsyncEngine,
    id_: str,
    *,
    last: int | None,
    between: tuple[datetime | None, datetime | None] = (None, None),
) -> list[Entry]:
    """Give the latest entries whose subject is this id, or that list it; the rest as `entries`."""
    within = col(AuditEntry.detail).contains(id_, autoescape=True)
    asked = latest(between).where(or_(col(AuditEntry.subject) == id_, within))
    async with transaction(engine) as session:
        found = [entry_of(row) for row in await session.exec(asked)]
    return [each for each in found if _is_about(each, id_)][:last][::-1]


def _is_about(entry: Entry, about: str) -> bool:
    """Whether an id is what the entry is about, or one of the ids that it lists."""
    listed = (word for told in entry.detail.values() for word in str(told).split())
    return about == entry.subject or about in listed
