"""Who saw, changed or gave out one thing: entries about it, and lists that held it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from storage.audit import Entry, entry_of, latest
from storage.audit_tables import AuditEntry
from storage.case_tables import Case
from storage.engine import transaction


async def entries_about(
    engine: AsyncEngine,
    id_: str,
    *,
    last: int | None,
    between: tuple[datetime | None, datetime | None] = (None, None),
) -> list[Entry]:
    """Give the latest entries whose subject is this id, or that list it; the rest as `entries`.

    Older entries of what was seen in a call name an application by its place, not its number.
    """
    within = col(AuditEntry.detail).contains(id_, autoescape=True)
    async with transaction(engine) as session:
        places = (await session.exec(select(Case.seq).where(col(Case.number) == id_))).all()
        subjects = {id_, *(f"case:{each}" for each in places)}
        asked = latest(between).where(or_(col(AuditEntry.subject).in_(subjects), within))
        found = [entry_of(row) for row in await session.exec(asked)]
    about = [each for each in found if each.subject in subjects or _lists(each, id_)]
    return about[:last][::-1]


def _lists(entry: Entry, about: str) -> bool:
    """Whether an id is one of those that the entry lists."""
    return any(about in str(told).split() for told in entry.detail.values())
