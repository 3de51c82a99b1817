"""Which call's sound is where. All raise `DatabaseUnavailable` when it cannot be told or noted."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from storage.engine import transaction
from storage.tables import Recording


async def link_recording(engine: AsyncEngine, call: str, *, path: str, duration_s: float) -> bool:
    """Note that a call's sound is kept at a path relative to the home.

    Gives False if no recording of this call is known (yet): its row is made when the call closes.
    """
    return await _note(engine, call, state="kept", path=path, duration_s=duration_s, why="")


async def lose_recording(engine: AsyncEngine, call: str, *, why: str) -> bool:
    """Note that a call's sound will never be there; False as in `link_recording`."""
    return await _note(engine, call, state="lost", path=None, duration_s=None, why=why)


async def _note(engine: AsyncEngine, call: str, **values: str | float | None) -> bool:
    async with transaction(engine) as session:
        done = await session.exec(
            update(Recording).where(col(Recording.call) == call).values(**values)
        )
        return bool(done.rowcount)
