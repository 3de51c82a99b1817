"""A record is begun for every talk by itself, so that no call can be left without one.

It is found out from the rows, again and again: what an office that was dead has missed is begun
when it is back.
"""

from __future__ import annotations

from datetime import timedelta

from desk import records
from desk.desk import Desk
from storage import inquiries as rows
from storage.audit import trailed
from storage.engine import transaction

LOOK_BACK = timedelta(days=1)
"""So far back a talk without a record is looked for."""


async def begin_missing(desk: Desk) -> int:
    """Begin the record of each talk whose person has none yet; gives how many there were.

    Raises:
        DatabaseUnavailable: not now; nothing is lost, the next look finds them.
    """
    since = desk.clock() - LOOK_BACK
    async with transaction(desk.engine) as session:
        found = await rows.talks_without_record(session, since=since)
    for call, seat, staff in found:
        async with trailed(desk.engine) as trail:
            if await rows.of_call(trail.session, call, staff=staff) is None:
                await records.begin_by_itself(desk, trail, staff=staff, seat=seat, call=call)
    return len(found)
