"""The proof of the audit trail: its whole chain computed again, against its end and an anchor."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.audit import BEGINNING, Anchor, hash_of, locked_head
from storage.audit_tables import AuditEntry
from storage.engine import transaction

READ_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Broken:
    """The chain is not what was written; `n` is the first entry that shows it."""

    n: int
    why: str
    """`altered`, `missing`, `head` (the end was cut off or exchanged) or `anchor`."""


async def verify(engine: AsyncEngine, *, anchor: Anchor | None = None) -> Anchor | Broken:
    """Compute the whole chain again; gives its end, or the first place where it is broken."""
    last = Anchor(0, BEGINNING)
    anchored = anchor is None
    async with transaction(engine) as session:
        head = await locked_head(session)
        while rows := (await session.exec(_after(last.n))).all():
            for row in rows:
                if row.n != last.n + 1:
                    return Broken(last.n + 1, "missing")
                if row.hash != hash_of(last.hash, row):
                    return Broken(row.n, "altered")
                last = Anchor(row.n, row.hash)
                anchored = anchored or last == anchor
            session.expunge_all()
    if last != head:
        return Broken(last.n + 1, "head")
    if anchor is not None and not anchored:
        return Broken(anchor.n, "anchor")
    return last


def _after(n: int) -> SelectOfScalar[AuditEntry]:
    ordered = select(AuditEntry).where(col(AuditEntry.n) > n).order_by(col(AuditEntry.n))
    return ordered.limit(READ_AT_ONCE)
