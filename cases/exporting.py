"""Applications out of the database as the file that they could be taken in from again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from cases.layout import cells_of, header_of
from cases.schema import Channel
from cases.sheet import write_sheet
from cases.store import Actor, Shelf
from storage.audit import Trail, trailed
from storage.case_tables import Case, CaseSight
from storage.engine import transaction

T = TypeVar("T")
Noting = Callable[[Trail, int], Awaitable[None]]
"""Keeps in the trail whose account gives out the data of so many applications."""


async def export(
    engine: AsyncEngine, shelf: Shelf, *, zone: ZoneInfo, actor: Actor, note: Noting
) -> bytes:
    """Write all online applications as a CSV with the online form's own header.

    Protected persons are left out. That the others were seen, and that their data left, is written
    first, by itself: nobody's write waits while thousands of documents are opened.
    Importing the file again finds every row the same.
    """
    seen = await _seen(engine, actor, note)
    async with transaction(engine) as session:
        asked = _online(select(Case)).where(col(Case.seq) <= seen).order_by(col(Case.seq))
        found = [(case, shelf.read(case)) for case in await session.exec(asked)]
    fields = shelf.schema.on(Channel.ONLINE)
    children = max((len(document.children) for _, document in found), default=1)
    rows = []
    for case, document in found:
        own = [case.external_id or ""]
        if shelf.schema.received_column:
            own.append(case.received_at.astimezone(zone).isoformat())
        rows.append(own + cells_of(document, fields, max(children, 1)))
    return write_sheet(header_of(shelf.schema, fields, max(children, 1)), rows)


async def _seen(engine: AsyncEngine, actor: Actor, note: Noting) -> int:
    """Note who sees the applications of now; gives the last of them."""
    async with trailed(engine) as trail:
        cases = (await trail.session.exec(_online(select(Case.seq)))).all()
        sights = [CaseSight(case=each, at=actor.at, by=actor.by, how="export") for each in cases]
        trail.session.add_all(sights)
        await note(trail, len(cases))
    return max(cases, default=0)


def _online(asked: SelectOfScalar[T]) -> SelectOfScalar[T]:
    return asked.where(col(Case.channel) == Channel.ONLINE.value, col(Case.is_protected).is_(False))
