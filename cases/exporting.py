"""Applications out of the database as the file that they could be taken in from again."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.layout import cells_of, header_of
from cases.schema import Channel
from cases.sheet import write_sheet
from cases.store import Actor, Shelf
from storage.case_tables import Case, CaseSight


async def export(session: AsyncSession, shelf: Shelf, *, zone: ZoneInfo, actor: Actor) -> bytes:
    """Write all online applications as a CSV with the online form's own header.

    Protected persons are left out; that the others were seen is written in the same transaction.
    Importing the file again finds every row the same.
    """
    asked = (
        select(Case)
        .where(col(Case.channel) == Channel.ONLINE.value, col(Case.is_protected).is_(False))
        .order_by(col(Case.seq))
    )
    found = [(case, shelf.read(case)) for case in await session.exec(asked)]
    fields = shelf.schema.on(Channel.ONLINE)
    children = max((len(document.children) for _, document in found), default=1)
    rows = []
    for case, document in found:
        own = [case.external_id or ""]
        if shelf.schema.received_column:
            own.append(case.received_at.astimezone(zone).isoformat())
        rows.append(own + cells_of(document, fields, max(children, 1)))
        session.add(CaseSight(case=case.seq, at=actor.at, by=actor.by, how="export"))
    return write_sheet(header_of(shelf.schema, fields, max(children, 1)), rows)
