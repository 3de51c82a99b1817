"""Calling somebody from the phone's bar: a typed number, or the last typed one again."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web

from agent_ui.keys import SITE
from agent_ui.page import text_of, translator, who_of
from agent_ui.seat import NO_SEAT, REFUSALS
from agent_ui.shown import Site
from agent_ui.sitters import NO_TIME
from agent_ui.words import NOT_DIALLED
from callcenter import ids
from callcenter.events import DialPressed
from desk.roles import Role
from japan.dialling import NotDialled, to_dial
from storage.calls import last_typed

PersonOf = Callable[[str], Awaitable[str | None]]
"""Keeps a number and gives its id; None if that cannot be done now."""

LONGEST = 40
NOT_KEPT = "いまは番号を控えられません。少し待って、もう一度お試しください。"
NOT_DIALLED_YET = "まだどこにもかけていません。"


async def dial(request: web.Request) -> web.StreamResponse:
    """Call the number that was typed; 110, 118 and 119 are a supervisor's."""
    site, who = request.app[SITE], who_of(request)
    may_call_for_help = who.role is Role.SUPERVISOR
    number = to_dial(await text_of(request, "number", longest=LONGEST), emergency=may_call_for_help)
    if isinstance(number, NotDialled):
        return _told(request, NOT_DIALLED[number], status=422)
    person = await site.person_of(number) if site.person_of is not None else None
    if person is None:
        return _told(request, NOT_KEPT, status=503)
    return await _dialled(request, person)


async def redial(request: web.Request) -> web.StreamResponse:
    """Call again whom this person has called last by hand.

    Who was called as a contact or by a promise is not called past what spares them.
    """
    site, who = request.app[SITE], who_of(request)
    person = await last_typed(site.desk.engine, who.staff)
    if person is None:
        return _told(request, NOT_DIALLED_YET, status=409)
    return await _dialled(request, person)


def undialled(site: Site, person: str) -> str:
    """Say why nobody is called back at this number, in Japanese; "" if they can be.

    An id whose number cannot be read (erased) is judged when it is dialled.
    """
    number = site.number_of(person)
    if number and isinstance(never := to_dial(number), NotDialled):
        return NOT_DIALLED[never]
    return ""


async def called(request: web.Request, person: str, *, contact: str = "") -> str:
    """Have the person's own seat call somebody; gives why that cannot be, in Japanese, or "".

    Args:
        request: Of the person who wants it.
        person: Id of the number in the people's store.
        contact: The promise that is kept by it, if any.
    """
    site, who = request.app[SITE], who_of(request)
    if who.seat is None:
        return NO_SEAT
    wish = DialPressed(
        at=NO_TIME,
        seat=who.seat,
        by=who.staff,
        call=ids.attempt(secrets.token_hex(8), 1),
        person=person,
        contact=contact,
    )
    refused = await site.submit(wish)
    return REFUSALS.get(refused, refused) if refused else ""


async def _dialled(request: web.Request, person: str) -> web.StreamResponse:
    error = await called(request, person)
    return _told(request, error, status=409 if error else 200)


def _told(request: web.Request, error: str, *, status: int) -> web.Response:
    t = translator(who_of(request).language)
    return web.json_response({"error": t(error)}, status=status)
