"""The call at a person's own seat: from memory while it is live, else from its row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from agent_ui.keys import SITE
from agent_ui.page import who_of
from callcenter.events import Withheld
from storage.calls import one_call


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """Who calls, as far as it is known."""

    id: str
    caller: str | None
    """Id of the number in the people's store."""
    withheld: Withheld | None
    arrived_at: datetime


async def at_own_seat(request: web.Request) -> Calling | None:
    """Find the call at the person's own seat: nobody asks for another's."""
    call = named_at_own_seat(request)
    return await called(request, call) if call else None


def named_at_own_seat(request: web.Request) -> str | None:
    """Name the call at the person's own seat."""
    site, who = request.app[SITE], who_of(request)
    mine = site.feed.floor.seats([who.seat]) if who.seat else []
    return mine[0]["call"] if mine else None


async def called(request: web.Request, call: str) -> Calling | None:
    """Tell who a call is from."""
    site = request.app[SITE]
    arrived = site.arrival(call)
    if arrived is not None:
        return Calling(
            id=call, caller=arrived.caller, withheld=arrived.withheld, arrived_at=arrived.at
        )
    row = await one_call(site.desk.engine, call)
    if row is None:
        return None
    return Calling(id=call, caller=row.caller, withheld=row.withheld, arrived_at=row.arrived_at)
