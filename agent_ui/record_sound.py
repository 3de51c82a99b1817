"""What a record says of its call's recording: from when, by whom begun, left out, or why none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agent_ui.sound_words import MARKS, WHY_NONE
from desk.desk import Desk
from storage import listening

TOLD = ("noticed", "begun", "muted", "unmuted", "refused")
"""The marks that say what is in the recording, and what is not."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a record says of the recording."""

    what: str
    """In Japanese."""
    at: datetime | None = None
    by: str = ""
    """Name of the person; empty if nobody did it."""


async def told_of(desk: Desk, call: str | None) -> list[Told]:
    """Give what is to be known of a call's recording; nothing of a whole one.

    Raises:
        DatabaseUnavailable: the rows cannot be asked now.
    """
    if call is None:
        return []
    marks = [each for each in await listening.marks(desk.engine, call) if each.kind in TOLD]
    names = await listening.names(desk.engine, {each.by for each in marks if each.by})
    found = [Told(MARKS[each.kind], each.at, names.get(each.by or "", "")) for each in marks]
    words = (await listening.detail(desk.engine, call)).split()
    return found + [Told(WHY_NONE[each]) for each in words if each in WHY_NONE]
