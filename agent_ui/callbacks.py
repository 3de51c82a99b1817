"""Promises to call back, and callers whom nobody has served: who is to be called, and by whom."""

from __future__ import annotations

import secrets

from aiohttp import web

from agent_ui import messages, promise_words
from agent_ui.dialling import called, undialled
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from agent_ui.seat import REFUSALS
from agent_ui.sighted import sighted
from agent_ui.sitters import NO_TIME
from agent_ui.withheld import withheld
from callcenter.callbacks import CALLED_AGAIN
from callcenter.contact import ContactState
from callcenter.events import Asked, CallbackCancelled, CallbackPromised
from desk.missed import missed_since
from desk.work_lists import still_missed
from storage.audit import Action
from storage.callback_tables import Callback
from storage.callbacks import OPEN, callbacks, one_callback
from storage.promise_tables import promise_of

SHOWN = 50

STATES: dict[str, str] = {
    ContactState.DUE.value: "順番待ち",
    ContactState.RESERVED.value: "席を確保",
    ContactState.DIALLED.value: "架電中",
    ContactState.REACHED.value: "つながった",
    ContactState.GIVEN_UP.value: "つながらず終了",
    ContactState.CANCELLED.value: "取りやめ",
}

SERVED = "取りやめ（再度お電話があり応対）"


def state_of(row: Callback) -> str:
    """Say what became of a promise, in Japanese."""
    return SERVED if row.why == CALLED_AGAIN else STATES[row.state]


async def page(request: web.Request) -> web.StreamResponse:
    """Show the open promises, those that are over, and who was not served since."""
    return await _shown(request, "")


async def promise(request: web.Request) -> web.StreamResponse:
    """Turn a caller who was not served into a callback, due now."""
    site, who = request.app[SITE], who_of(request)
    person = await text_of(request, "person", longest=40)
    if person not in {each.caller for each in await missed_since(site.desk.engine)}:
        raise web.HTTPNotFound
    if why := undialled(site, person):
        return await _shown(request, why)
    wish = CallbackPromised(
        at=NO_TIME,
        by=who.staff,
        callback=f"cb-{secrets.token_hex(8)}",
        person=person,
        due=site.desk.clock(),
    )
    return await _submitted(request, wish)


async def dial(request: web.Request) -> web.StreamResponse:
    """Keep a promise now: its number is called from the person's own seat."""
    site = request.app[SITE]
    promised = await one_callback(site.desk.engine, request.match_info["callback"])
    if promised is None:
        raise web.HTTPNotFound
    if await withheld(request, [promised.person]):
        return await _shown(request, promise_words.RESPONSIBLE)
    error = await called(request, promised.person, contact=promised.id)
    return await _shown(request, error) if error else see("/home")


async def cancel(request: web.Request) -> web.StreamResponse:
    """Take a promise off: it is not needed any more."""
    name = request.match_info["callback"]
    wish = CallbackCancelled(at=NO_TIME, by=who_of(request).staff, callback=name)
    return await _submitted(request, wish)


async def message_assigned(request: web.Request) -> web.StreamResponse:
    """Make a voice message somebody's work."""
    error = await messages.assign(request)
    return await _shown(request, error) if error else see("/callbacks")


async def message_done(request: web.Request) -> web.StreamResponse:
    """Take a voice message off the list: somebody did what was asked."""
    error = await messages.done(request)
    return await _shown(request, error) if error else see("/callbacks")


async def _submitted(
    request: web.Request, wish: Asked, *, then: str = "/callbacks"
) -> web.StreamResponse:
    refused = await request.app[SITE].submit(wish)
    return await _shown(request, REFUSALS.get(refused, refused)) if refused else see(then)


async def _shown(request: web.Request, error: str) -> web.StreamResponse:
    site = request.app[SITE]
    found = await callbacks(site.desk.engine, most=SHOWN, only_open=False)
    unserved = await still_missed(site.desk)
    callers = [*(each.person for each in found), *(each.caller for each in unserved)]
    hidden, kept = await withheld(request, callers), await messages.lines(request)
    lines: dict[str, list[int | str]] = {
        "callbacks": [each.id for each in found if each.person not in hidden],
        "missed": [each.caller for each in unserved[:SHOWN] if each.caller not in hidden],
        "messages": [each.row.call for each in kept["messages"] if not each.is_withheld],
    }
    await sighted(request, Action.CALLBACKS_LISTED, lines)
    shown = {
        "rules": site.desk.rules,
        "zone": site.desk.zone,
        "state_of": state_of,
        "open": [each for each in found if each.state in OPEN],
        "over": [each for each in found if each.state not in OPEN],
        "missed": unserved[:SHOWN],
        "missed_more": len(unserved[SHOWN:]),
        "number_of": site.number_of,
        "withheld": hidden,
        "due": ContactState.DUE.value,
        "promise_of": promise_of,
        "error": error,
        **kept,
    }
    return render(request, "callbacks.html", shown)
