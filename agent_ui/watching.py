"""A supervisor's levers on a talk: listen, whisper, talk with both, take over.

It stands in the audit trail before it is done: nobody listens unseen by the trail. A refusal is
another entry.
"""

from __future__ import annotations

from aiohttp import web

from agent_ui.keys import SITE
from agent_ui.page import see, text_of, translator, who_of
from agent_ui.seat import NO_SEAT, REFUSALS
from agent_ui.sitters import NO_TIME
from callcenter.guest_wishes import Watch, WatchPressed
from desk import levers
from desk.levers import Lever
from storage.audit import Action, Fact

TOUCHES_CALLER = (Watch.BARGE, Watch.TAKE_OVER)
"""These the caller notices: the page has them confirmed."""
UNCONFIRMED = "確認してから実行してください。"


async def watch(request: web.Request) -> web.StreamResponse:
    """Come to the talk of a seat with one's own phone, or change how one is there."""
    site, who, of = request.app[SITE], who_of(request), request.match_info["seat"]
    if of not in site.seats:
        raise web.HTTPNotFound
    how = await _how(request)
    is_confirmed = await text_of(request, "confirmed", longest=1) == "1"
    call = site.feed.floor.seats([of])[0]["call"] or ""
    if who.seat is None:
        unseated: dict[str, Fact] = {"seat": of, "how": how.value}
        lever = Lever(action=Action.CALL_WATCHED, subject=call, told=unseated)
        await levers.note_refusal(site.desk, who.actor, lever, entry=None, why="no_seat")
        return _answer(request, NO_SEAT)
    if how in TOUCHES_CALLER and not is_confirmed:
        return _answer(request, UNCONFIRMED)
    told: dict[str, Fact] = {"seat": of, "own_seat": who.seat, "how": how.value}
    lever = Lever(action=Action.CALL_WATCHED, subject=call, told=told)
    wish = WatchPressed(at=NO_TIME, seat=who.seat, by=who.staff, of=of, how=how)
    refused = await levers.move(site.desk, who.actor, lever, lambda: site.submit(wish))
    return _answer(request, REFUSALS.get(refused, refused) if refused else "")


async def _how(request: web.Request) -> Watch:
    try:
        return Watch(await text_of(request, "how", longest=20))
    except ValueError:
        raise web.HTTPBadRequest from None


def _answer(request: web.Request, error: str) -> web.StreamResponse:
    if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        return see("/home")
    told = translator(who_of(request).language)(error)
    return web.json_response({"error": told}, status=409 if error else 200)
