"""Legal holds that a person places: sound that is not erased while one stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from japan.my_number import holds_my_number
from recordings.erasing import No
from storage import erasures
from storage.audit import Actor, trailed


async def place(
    engine: AsyncEngine, call: str, *, why: str, actor: Actor, at: datetime
) -> No | None:
    """Place a legal hold; gives why not: `why` holds an individual number, or no sound is there."""
    if holds_my_number(why):
        return No.MY_NUMBER
    async with trailed(engine) as trail:
        is_held = await erasures.hold(trail, call, why=why, actor=actor, at=at)
    return None if is_held else No.UNKNOWN
