"""Questions about callbacks. All raise `DatabaseUnavailable` when there is no answer now."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from callcenter.contact import ContactState
from storage.callback_tables import Callback
from storage.engine import transaction

OPEN = (ContactState.DUE.value, ContactState.RESERVED.value, ContactState.DIALLED.value)


async def callbacks(engine: AsyncEngine, *, most: int, only_open: bool) -> Sequence[Callback]:
    """List promises: the open ones by when they are due, then those that are over, newest first."""
    is_open = col(Callback.state).in_(OPEN)
    async with transaction(engine) as session:
        due = await session.exec(select(Callback).where(is_open).order_by(col(Callback.due)))
        found = list(due.all())
        if not only_open:
            over = select(Callback).where(~is_open).order_by(col(Callback.since).desc())
            found += (await session.exec(over.limit(most))).all()
    return found


async def one_callback(engine: AsyncEngine, callback: str) -> Callback | None:
    """Find one promise by its id."""
    async with transaction(engine) as session:
        return await session.get(Callback, callback)
