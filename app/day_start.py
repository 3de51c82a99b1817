"""The day's close of an instance, put together from its parts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from agent_ui.case_room import CaseRoom
from agent_ui.day_room import DayRoom
from app.case_outputs import CaseOutputs
from app.case_work import CaseWork
from app.desk_start import case_room_of
from app.home import Home
from app.plain import Plain
from desk.desk import Desk
from metrics.reporting import Reporting


def day_room_of(home: Home, plain: Plain, desk: Desk, reporting: Reporting) -> DayRoom:
    """Make the room; raises as `case_room_of`."""
    room = case_room_of(home, plain)
    return DayRoom(
        desk=desk,
        open_days=reporting.campaign.open_days,
        reporting=reporting,
        progress=_progress(plain, desk, room) if room is not None else None,
    )


def _progress(plain: Plain, desk: Desk, room: CaseRoom) -> Callable[[str], Awaitable[str]]:
    """Make the progress list beside the loop: it opens every application."""
    outputs = CaseOutputs(
        CaseWork(
            database_url=plain.database_url,
            zone=desk.zone,
            clock=desk.clock,
            shelf=room.shelf,
            plan=room.plan,
            catalogue=room.catalogue,
            banks=room.banks,
        )
    )

    async def made(by: str) -> str:
        done = await asyncio.to_thread(outputs.progress, by=by)
        return done.run

    return made
