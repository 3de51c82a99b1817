"""The call at a person's own seat: from memory while it is live, else from its row."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_ui.keys import SITE
from agent_ui.page import who_of
from callcenter import ids
from callcenter.call import JAPANESE
from callcenter.events import Withheld
from storage.calls import CallRow, one_call

ROW_TRIES, ROW_EACH_S = 20, 0.05
WRITTEN_WITHIN = timedelta(seconds=60)
"""A number that cannot be read for longer after its arrival was erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """Who calls, as far as it is known."""

    id: str
    caller: str | None
    """Id of the number in the people's store."""
    withheld: Withheld | None
    arrived_at: datetime
    language: str = JAPANESE
    """What the caller chose in a flow."""
    collected: Mapping[str, str] = field(default_factory=dict)
    """What they keyed there."""
    asked_in: Mapping[str, str] = field(default_factory=dict)
    """Which flow asked for it: `version/flow`."""

    @property
    def is_ours(self) -> bool:
        """Whether we called them."""
        return ids.is_attempt(self.id)


async def at_own_seat(request: web.Request) -> Calling | None:
    """Find the call at the person's own seat: nobody asks for another's."""
    call = named_at_own_seat(request)
    return await called(request, call) if call else None


def named_at_own_seat(request: web.Request) -> str | None:
    """Name the call at the person's own seat."""
    site, who = request.app[SITE], who_of(request)
    mine = site.feed.floor.seats([who.seat]) if who.seat else []
    return mine[0]["call"] if mine else None


def has_late_number(request: web.Request, call: Calling) -> bool:
    """Tell whether a caller's number has yet to be written: it follows the arrival."""
    site = request.app[SITE]
    is_young = site.desk.clock() - call.arrived_at < WRITTEN_WITHIN
    return bool(call.caller) and is_young and not site.number_of(call.caller or "")


async def called(request: web.Request, call: str) -> Calling | None:
    """Tell who a call is from."""
    site = request.app[SITE]
    arrived = site.arrival(call)
    if arrived is not None:
        shown = site.live_call(call)
        return Calling(
            id=call,
            caller=arrived.caller,
            withheld=arrived.withheld,
            arrived_at=arrived.at,
            language=shown.language if shown is not None else JAPANESE,
            collected=dict(shown.collected) if shown is not None else {},
            asked_in=dict(shown.asked_in) if shown is not None else {},
        )
    row = await _row(site.desk.engine, call)
    if row is None:
        return None
    return Calling(
        id=call,
        caller=row.caller,
        withheld=row.withheld,
        arrived_at=row.arrived_at,
        language=row.language,
        collected=row.collected,
        asked_in=row.asked_in,
    )


async def _row(engine: AsyncEngine, call: str) -> CallRow | None:
    """Find the call's row; one that we make has it only after its seat was shown."""
    for _ in range(ROW_TRIES):
        row = await one_call(engine, call)
        if row is not None or not ids.is_attempt(call):
            return row
        await asyncio.sleep(ROW_EACH_S)
    return None
