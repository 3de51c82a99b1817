"""An agent's promise is kept by the same machinery as a caller's: it is called when it is due.

The promise stands in the rows with its owner and what it is about; the heart is told whom to call
from when on, by the owner's seat first. What came of it is noted by the office.
"""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from agent_ui.keys import SITE
from agent_ui.page import who_of
from agent_ui.sitters import NO_TIME
from callcenter.events import CallbackCancelled, CallbackPromised
from storage.callbacks import OPEN, one_callback
from storage.promise_tables import call_of


async def hand_over(
    request: web.Request, promise: int, *, phone: str, due: datetime, owner: str
) -> None:
    """Let it be called when it is due; one that the heart does not take is kept by hand."""
    site = request.app[SITE]
    sitting = site.sitters.by_seat.items()
    seat = next((seat for seat, each in sitting if each.staff == owner), None)
    wish = CallbackPromised(
        at=NO_TIME,
        by=who_of(request).staff,
        callback=call_of(promise),
        person=phone,
        due=due,
        seat=seat,
        owner=owner,
    )
    await site.submit(wish)


async def take_back(request: web.Request, promise: int) -> None:
    """Let it not be called any more: it was kept otherwise, or is not needed."""
    if await contact_of(request, promise):
        wish = CallbackCancelled(at=NO_TIME, by=who_of(request).staff, callback=call_of(promise))
        await request.app[SITE].submit(wish)


async def contact_of(request: web.Request, promise: int) -> str:
    """Give the promise's name in the heart while it is open there; empty otherwise."""
    found = await one_callback(request.app[SITE].desk.engine, call_of(promise))
    return found.id if found is not None and found.state in OPEN else ""
