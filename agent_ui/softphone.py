"""The browser phone's page, which the work's pages stand in, and what its buttons ask for.

While the pages are locked it keeps its call, and calls nobody outside (`phone_table`).
"""

from __future__ import annotations

from aiohttp import web

from agent_ui.calling import at_own_seat, has_late_number
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, translator, who_of
from agent_ui.seat import NO_SEAT, REFUSALS
from agent_ui.sitters import NO_TIME
from agent_ui.withheld import withheld
from callcenter.wishes import (
    ConsultPressed,
    HandPressed,
    HangUpPressed,
    HoldPressed,
    OfTalk,
    OutsideTransferPressed,
    PhonePageOpened,
    QueueTransferPressed,
    ResumePressed,
    ThreeWayPressed,
    TransferPressed,
)
from cases.schema import WITHHELD

NO_ASTERISK = "電話交換機に届きませんでした。つながり次第、電話を使えるようにします。"


async def page(request: web.Request) -> web.StreamResponse:
    """Show the phone, and the work's pages in a frame; who has no seat chooses one first."""
    site, who = request.app[SITE], who_of(request)
    if site.phones is None or who.seat is None:
        return see("/home")
    shown = {
        "snapshot": site.feed.snapshot(),
        "rules": site.desk.rules,
        "outside": site.transfers,
        "voice": "/citizen/voice/agent" if site.citizen is not None else "",
    }
    return render(request, "phone.html", shown)


async def account(request: web.Request) -> web.StreamResponse:
    """Give the page a fresh account of the seat's browser phone; the one before is void."""
    site, who = request.app[SITE], who_of(request)
    if site.phones is None or who.seat is None:
        return _told(request, NO_SEAT, status=409)
    given = await site.phones.issue(who.seat)
    if given is None:
        return _told(request, NO_ASTERISK, status=503)
    return web.json_response({"user": given.user, "password": given.password})


async def hello(request: web.Request) -> web.StreamResponse:
    """Hear that the page is new, before it registers: it carries on with the seat's talk."""
    site, who = request.app[SITE], who_of(request)
    if site.phones is None or who.seat is None:
        return _told(request, NO_SEAT, status=409)
    endpoint = site.phones.endpoint(who.seat)
    return await _submitted(
        request, PhonePageOpened(at=NO_TIME, seat=who.seat, by=who.staff, endpoint=endpoint)
    )


async def caller(request: web.Request) -> web.StreamResponse:
    """Give the number of the call at the person's own seat as people write it.

    Of a protected person an agent gets the word that stands `instead` of it.
    """
    site, call = request.app[SITE], await at_own_seat(request)
    if call is None or not call.caller:
        return web.json_response({"number": ""})
    if has_late_number(request, call):
        return web.json_response({})  # nor is it known whether it may be shown: the page asks again
    if await withheld(request, [call.caller]):
        t = translator(who_of(request).language)
        return web.json_response({"number": "", "instead": t(WITHHELD)})
    return web.json_response({"number": site.number_of(call.caller)})


async def hold(request: web.Request) -> web.StreamResponse:
    """Let the caller wait with music."""
    return await _of_talk(request, HoldPressed)


async def resume(request: web.Request) -> web.StreamResponse:
    """Talk to the waiting caller again."""
    return await _of_talk(request, ResumePressed)


async def hang_up(request: web.Request) -> web.StreamResponse:
    """End the talk, also when the phone's own socket is down."""
    return await _of_talk(request, HangUpPressed)


async def transfer(request: web.Request) -> web.StreamResponse:
    """Hand the caller over to another seat."""
    who, to = who_of(request), await text_of(request, "to", longest=40)
    if who.seat is None:
        return _told(request, NO_SEAT, status=409)
    forced = _leads(request, to)
    wish = TransferPressed(at=NO_TIME, seat=who.seat, by=who.staff, to=to, though_not_ready=forced)
    return await _submitted(request, wish)


async def transfer_to_queue(request: web.Request) -> web.StreamResponse:
    """Give the caller back to the queue, first of all."""
    who = who_of(request)
    if who.seat is None:
        return _told(request, NO_SEAT, status=409)
    wish = QueueTransferPressed(at=NO_TIME, seat=who.seat, by=who.staff)
    return await _submitted(request, wish)


async def transfer_outside(request: web.Request) -> web.StreamResponse:
    """Hand the caller over to an outside number of the campaign's list."""
    who, to = who_of(request), await text_of(request, "to", longest=60)
    if who.seat is None:
        return _told(request, NO_SEAT, status=409)
    wish = OutsideTransferPressed(at=NO_TIME, seat=who.seat, by=who.staff, to=to)
    return await _submitted(request, wish)


async def consult(request: web.Request) -> web.StreamResponse:
    """Let the caller wait, and ask another seat."""
    who, to = who_of(request), await text_of(request, "to", longest=40)
    if who.seat is None:
        return _told(request, NO_SEAT, status=409)
    forced = _leads(request, to)
    wish = ConsultPressed(at=NO_TIME, seat=who.seat, by=who.staff, to=to, though_not_ready=forced)
    return await _submitted(request, wish)


async def three_way(request: web.Request) -> web.StreamResponse:
    """Bring the caller to the seat that is consulted; all three talk."""
    return await _of_talk(request, ThreeWayPressed)


def _leads(request: web.Request, seat: str) -> bool:
    """Whether a supervisor sits there, who is reached also while taking no calls."""
    sitting = request.app[SITE].sitters.by_seat.get(seat)
    return sitting is not None and sitting.leads


async def hand(request: web.Request) -> web.StreamResponse:
    """Call a supervisor silently, or call it off."""
    who, is_up = who_of(request), await text_of(request, "up", longest=1) == "1"
    if who.seat is None:
        return _told(request, NO_SEAT, status=409)
    return await _submitted(
        request, HandPressed(at=NO_TIME, seat=who.seat, by=who.staff, is_up=is_up)
    )


async def _of_talk(
    request: web.Request,
    kind: type[HoldPressed | ResumePressed | HangUpPressed | ThreeWayPressed],
) -> web.StreamResponse:
    who = who_of(request)
    if who.seat is None:
        return _told(request, NO_SEAT, status=409)
    return await _submitted(request, kind(at=NO_TIME, seat=who.seat, by=who.staff))


async def _submitted(request: web.Request, wish: HandPressed | OfTalk) -> web.StreamResponse:
    refused = await request.app[SITE].submit(wish)
    error = REFUSALS.get(refused, refused) if refused else ""
    return _told(request, error, status=409 if error else 200)


def _told(request: web.Request, error: str, *, status: int) -> web.Response:
    t = translator(who_of(request).language)
    return web.json_response({"error": t(error)}, status=status)
