"""The few levers that help: each by its role, confirmed where a caller notices, in the audit trail.

It stands in the trail before it is done; the controller may still refuse, and then says why: to the
person, and in another entry.
"""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from agent_ui.floor import room_of
from agent_ui.keys import SITE
from agent_ui.page import see, text_of, translator, who_of
from agent_ui.seat import REFUSALS as OF_SEATS
from agent_ui.sitters import NO_TIME
from agent_ui.watching import UNCONFIRMED
from callcenter.events import (
    Asked,
    CenterClosed,
    CenterReopened,
    OutboundPaused,
    OutboundPressed,
    OutboundResumed,
)
from callcenter.floor_wishes import (
    CallerPulled,
    CapacityBent,
    CapacityRestored,
    PullReason,
    SeatsRecalled,
)
from desk import levers, notices, sessions
from desk.levers import Lever
from storage.audit import Action, Fact

PLACE = "/board"
IN_CALL = ("ringing", "talking")
REFUSALS: Mapping[str, str] = {
    **OF_SEATS,
    "not_waiting": "この方はもうお待ちではありません。",
    "already_first": "この方はもう先頭です。",
    "out_of_bounds": "契約の範囲の外です。席数と回線数は、契約の数から、席と回線のある数までです。",
    "not_today": "日付が変わりました。画面を開き直してください。",
    "not_bent": "席数と回線数は契約のとおりです。",
    "nobody_away": "その理由で席を外している人はいません。",
    "already_so": "もうそうなっています。",
    "already_closed": "窓口はもう閉じています。",
    "not_closed": "窓口は閉じていません。",
    "seat_in_talk": "通話中の席はサインアウトできません。通話が終わってからにしてください。",
    "seat_empty": "この席にはだれもいません。",
    "notice_text": "お知らせは1文字から200文字までで、個人番号は書けません。",
    "notice_minutes": "お知らせの時間は1分から720分までです。",
}


async def pull(request: web.Request) -> web.StreamResponse:
    """Let a waiting caller come next."""
    call = request.match_info["call"]
    try:
        reason = PullReason(await text_of(request, "reason", longest=20))
    except ValueError:
        raise web.HTTPBadRequest from None
    if not await _is_confirmed(request):
        return _answer(request, UNCONFIRMED)
    wish = CallerPulled(at=NO_TIME, by=who_of(request).staff, call=call, reason=reason)
    return await _done(request, wish, Action.CALLER_PULLED, call, {"reason": reason.value})


async def close(request: web.Request) -> web.StreamResponse:
    """Close the centre within its hours: early, or for an emergency that ends the waiting, too."""
    if not await _is_confirmed(request):
        return _answer(request, UNCONFIRMED)
    ends = await text_of(request, "ends_waiting", longest=1) == "1"
    wish = CenterClosed(at=NO_TIME, by=who_of(request).staff, ends_waiting=ends)
    return await _done(request, wish, Action.CENTER_CLOSED, "", {"ends_waiting": ends})


async def reopen(request: web.Request) -> web.StreamResponse:
    """Open the centre again."""
    wish = CenterReopened(at=NO_TIME, by=who_of(request).staff)
    return await _done(request, wish, Action.CENTER_REOPENED, "", {})


async def bend(request: web.Request) -> web.StreamResponse:
    """Change seats and lines for today."""
    seats, lines = await _number(request, "seats"), await _number(request, "lines")
    desk = request.app[SITE].desk
    wish = CapacityBent(
        at=NO_TIME,
        by=who_of(request).staff,
        day=desk.today,
        seats=seats,
        lines=lines,
    )
    told: dict[str, Fact] = {"seats": seats, "lines": lines}
    return await _done(request, wish, Action.CAPACITY_CHANGED, wish.day.isoformat(), told)


async def restore(request: web.Request) -> web.StreamResponse:
    """Give today's seats and lines back to the contract."""
    wish = CapacityRestored(at=NO_TIME, by=who_of(request).staff)
    return await _done(request, wish, Action.CAPACITY_CHANGED, "", {"seats": None, "lines": None})


async def recall(request: web.Request) -> web.StreamResponse:
    """Call everybody back who is away for a reason."""
    reason = await text_of(request, "reason", longest=40)
    if reason not in {each.id for each in request.app[SITE].desk.rules.reasons}:
        raise web.HTTPBadRequest
    wish = SeatsRecalled(at=NO_TIME, by=who_of(request).staff, reason=reason)
    return await _done(request, wish, Action.SEATS_RECALLED, "", {"reason": reason})


async def outbound(request: web.Request) -> web.StreamResponse:
    """Start, pause, resume or stop the calling of contacts."""
    what, by = await text_of(request, "what", longest=10), who_of(request).staff
    wishes: dict[str, Asked] = {
        "started": OutboundPressed(at=NO_TIME, by=by, is_on=True),
        "paused": OutboundPaused(at=NO_TIME, by=by),
        "resumed": OutboundResumed(at=NO_TIME, by=by),
        "stopped": OutboundPressed(at=NO_TIME, by=by, is_on=False),
    }
    if what not in wishes:
        raise web.HTTPBadRequest
    return await _done(request, wishes[what], Action.CALLING_SWITCHED, "", {"to": what})


async def sign_out(request: web.Request) -> web.StreamResponse:
    """End the session of who sits at a seat; never in the midst of a call."""
    site, seat = request.app[SITE], request.match_info["seat"]
    if seat not in site.seats:
        raise web.HTTPNotFound
    if not await _is_confirmed(request):
        return _answer(request, UNCONFIRMED)
    there, actor = site.sitters.by_seat.get(seat), who_of(request).actor
    is_busy = site.feed.floor.seats([seat])[0]["state"] in IN_CALL
    if there is None or is_busy:
        why = "seat_empty" if there is None else "seat_in_talk"
        lever = Lever(action=Action.SESSION_ENDED, subject=seat, told={})
        await levers.note_refusal(site.desk, actor, lever, entry=None, why=why)
        return _answer(request, REFUSALS[why])
    await sessions.end_all(site.desk, there.staff, actor=actor, why="supervisor")
    await site.sitters.refresh()
    return _answer(request, "")


async def notice(request: web.Request) -> web.StreamResponse:
    """Tell everybody at the seats something, or take it down again."""
    site, actor = request.app[SITE], who_of(request).actor
    text = await text_of(request, "text", longest=2_000)
    refused = None
    if text.strip():
        minutes = await _number(request, "minutes")
        refused = await notices.give(site.desk, actor, text, minutes=minutes)
        if refused:
            lever = Lever(action=Action.NOTICE_GIVEN, told={"minutes": minutes})
            await levers.note_refusal(site.desk, actor, lever, entry=None, why=refused.value)
    else:
        await notices.take_down(site.desk, actor)
    await room_of(request).look()
    return _answer(request, REFUSALS[refused] if refused else "")


async def _done(
    request: web.Request, wish: Asked, action: Action, subject: str, told: Mapping[str, Fact]
) -> web.StreamResponse:
    """Note it in the trail, hand it to the controller, and note whether that refused."""
    site, lever = request.app[SITE], Lever(action=action, subject=subject, told=told)
    actor = who_of(request).actor
    refused = await levers.move(site.desk, actor, lever, lambda: site.submit(wish))
    return _answer(request, REFUSALS.get(refused, refused) if refused else "")


async def _is_confirmed(request: web.Request) -> bool:
    return await text_of(request, "confirmed", longest=1) == "1"


async def _number(request: web.Request, field: str) -> int:
    text = await text_of(request, field, longest=4)
    if not (text.isascii() and text.isdigit()):
        raise web.HTTPBadRequest
    return int(text)


def _answer(request: web.Request, error: str) -> web.StreamResponse:
    if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        return see(PLACE)
    told = translator(who_of(request).language)(error)
    return web.json_response({"error": told}, status=409 if error else 200)
