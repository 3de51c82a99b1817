"""A seat taken, left, made ready or not: what a person wants becomes an event for the heart."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from agent_ui.keys import SITE
from agent_ui.page import see, text_of, translator, who_of
from agent_ui.sitters import NO_TIME
from callcenter.events import Asked, NotReadyPressed, ReadyPressed
from callcenter.wishes import HandPressed, WrapUpExtended
from desk import levers, seating
from desk.levers import Lever
from desk.seating import Taken
from desk.sessions import Who
from storage.audit import Action, Fact

REFUSALS = {
    "unreachable": "通話の制御に届きませんでした。もう一度お試しください。",
    "no_talk": "いまは通話がありません。",
    "not_recorded": "この通話は録音されていません。",
    "already_recorded": "この通話はもう録音しています。",
    "no_wrap_up": "いまは後処理中ではありません。",
    "wrap_up_limit": "後処理はこれ以上延ばせません。",
    "seat_not_free": "この席はいま電話を受けられません。ほかの席を選んでください。",
    "seat_in_call": "いまの通話が終わってからかけてください。",
    "no_phone": "席の電話機がつながっていません。",
    "lines_full": "回線がすべて使われています。空いてからかけてください。",
    "person_expected": "この方はいま通話中です。終わってからかけてください。",
    "already_dialled": "いまほかの席がかけています。",
    "already_promised": "この番号には、もう折り返しの約束があります。",
    "unknown_callback": "この折り返しはもうありません。",
    "not_started": "自動の架電は始まっていません。",
    "being_dialled": "いまかけているところです。",
    "all_talk": "三者で通話中は保留できません。",
    "guest_there": "この通話には、ほかの担当者がすでに加わっているか、呼び出し中です。",
    "no_guest": "相談中の相手がいません。",
    "unknown_number": "この番号は業務の転送先の一覧にありません。",
    "unknown_skill": "その技能の待ち行列はありません。",
    "unknown_seat": "この席はこの業務にありません。",
}
NO_SEAT = "先に席を選んでください。"
TAKEN = "この席には先に別の人が着きました。ほかの席を選んでください。"


async def take(request: web.Request) -> web.StreamResponse:
    """Sit down at a free seat."""
    site, who = request.app[SITE], who_of(request)
    wanted = await text_of(request, "seat", longest=40)
    if wanted not in site.seats:
        raise web.HTTPNotFound
    done = await seating.sit_down(site.desk, who, wanted)
    await site.sitters.refresh()
    return _answer(request, who, TAKEN if isinstance(done, Taken) else "")


async def leave(request: web.Request) -> web.StreamResponse:
    """Stand up; the seat is set not ready with it."""
    site, who = request.app[SITE], who_of(request)
    await seating.stand_up(site.desk, who)
    await site.sitters.refresh()
    return _answer(request, who, "")


async def ready(request: web.Request) -> web.StreamResponse:
    """Take calls at one's own seat."""
    who = who_of(request)
    if who.seat is None:
        return _answer(request, who, NO_SEAT)
    return await _submitted(request, who, ReadyPressed(at=NO_TIME, seat=who.seat, by=who.staff))


async def not_ready(request: web.Request) -> web.StreamResponse:
    """Take no calls at one's own seat, for a reason."""
    who, reason = who_of(request), await _reason(request)
    if who.seat is None:
        return _answer(request, who, NO_SEAT)
    wish = NotReadyPressed(at=NO_TIME, seat=who.seat, by=who.staff, reason=reason)
    return await _submitted(request, who, wish)


async def extend_wrap_up(request: web.Request) -> web.StreamResponse:
    """Ask for a longer wrap-up at one's own seat."""
    who = who_of(request)
    if who.seat is None:
        return _answer(request, who, NO_SEAT)
    return await _submitted(request, who, WrapUpExtended(at=NO_TIME, seat=who.seat, by=who.staff))


async def make_ready(request: web.Request) -> web.StreamResponse:
    """Set somebody's seat ready: a supervisor ends a wrap-up."""
    who, seat = who_of(request), _seat(request)
    wish = ReadyPressed(at=NO_TIME, seat=seat, by=who.staff)
    return await _set(request, who, wish, {"ready": True})


async def make_not_ready(request: web.Request) -> web.StreamResponse:
    """Set somebody's seat not ready."""
    who, seat, reason = who_of(request), _seat(request), await _reason(request)
    wish = NotReadyPressed(at=NO_TIME, seat=seat, by=who.staff, reason=reason)
    return await _set(request, who, wish, {"ready": False, "reason": reason})


async def hand_down(request: web.Request) -> web.StreamResponse:
    """A supervisor has seen to a raised hand."""
    who, seat = who_of(request), _seat(request)
    wish = HandPressed(at=NO_TIME, seat=seat, by=who.staff, is_up=False)
    return await _submitted(request, who, wish)


async def _set(
    request: web.Request, who: Who, wish: ReadyPressed | NotReadyPressed, told: Mapping[str, Fact]
) -> web.StreamResponse:
    """Set somebody's seat, in the trail."""
    site = request.app[SITE]
    lever = Lever(action=Action.SEAT_SET, subject=wish.seat, told=told)
    refused = await levers.move(site.desk, who.actor, lever, lambda: site.submit(wish))
    return _answer(request, who, REFUSALS.get(refused, refused) if refused else "")


async def _reason(request: web.Request) -> str:
    """Read the reason: one of the campaign's, or none."""
    given = await text_of(request, "reason", longest=40)
    known = {each.id for each in request.app[SITE].desk.rules.reasons}
    if given and given not in known:
        raise web.HTTPBadRequest
    return given


def _seat(request: web.Request) -> str:
    seat = request.match_info["seat"]
    if seat not in request.app[SITE].seats:
        raise web.HTTPNotFound
    return seat


async def _submitted(request: web.Request, who: Who, wish: Asked) -> web.StreamResponse:
    refused = await request.app[SITE].submit(wish)
    return _answer(request, who, REFUSALS.get(refused, refused) if refused else "")


def _answer(request: web.Request, who: Who, error: str) -> web.StreamResponse:
    """Answer a script with what it shows; a form without one is sent back to the page."""
    if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        return see("/home")
    told = translator(who.language)(error)
    return web.json_response({"error": told}, status=409 if error else 200)
