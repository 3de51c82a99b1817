"""What a promise is made about: the call at the person's own seat, or the record they write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from agent_ui import promise_words
from agent_ui.calling import called, named_at_own_seat
from agent_ui.keys import SITE
from agent_ui.page import text_of, who_of
from agent_ui.refusal import refuse
from agent_ui.words import NOT_DIALLED
from cases.calling import Asking
from desk import records
from desk.roles import Role
from japan.dialling import NotDialled, to_dial
from japan.phone import Unreadable, strip_withholding_prefix, to_e164

LONGEST_PHONE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A call, its record, and the id of the caller's number, as far as there are any."""

    call: str | None = None
    record: str | None = None
    caller: str | None = None


async def talk_of(request: web.Request) -> Talk:
    """Read what is talked about.

    Raises:
        HTTPNotFound: the form names a record that is not there.
        HTTPForbidden: it is somebody else's; the trail notes it.
    """
    site, who = request.app[SITE], who_of(request)
    record = await text_of(request, "record", longest=40)
    if record:
        found = await records.find(site.desk, record)
        if found is None:
            raise web.HTTPNotFound
        if found.staff != who.staff:
            await refuse(site.desk, who, record)
        call = found.call
    else:
        call = named_at_own_seat(request)
    calling = await called(request, call) if call else None
    caller = calling.caller if calling is not None else None
    return Talk(call=call, record=record or None, caller=caller)


async def phone_of(request: web.Request, talk: Talk) -> tuple[str | None, str]:
    """Read which number is called back; gives its id, or why there is none.

    Of a protected person (責任者対応) an agent promises nothing to any number but the caller's.
    """
    site = request.app[SITE]
    typed = (await text_of(request, "phone", longest=LONGEST_PHONE)).strip()
    if not typed:
        if talk.caller is None:
            return None, promise_words.NO_CALLER
        never = _never_dialled(site.number_of(talk.caller))
        return (None, never) if never else (talk.caller, "")
    number = to_e164(strip_withholding_prefix(typed))
    if isinstance(number, Unreadable):
        return None, promise_words.NO_NUMBER
    if never := _never_dialled(number):
        return None, never
    kept = site.id_of(number)
    if kept is None:
        return None, promise_words.NOT_KEPT
    if kept != talk.caller and await _is_protected(request, talk):
        return None, promise_words.PROTECTED
    return kept, ""


def _never_dialled(number: str) -> str:
    """Say why a number is dialled by nobody, so that none is promised; "" if it is dialled."""
    never = to_dial(number) if number else ""
    return NOT_DIALLED[never] if isinstance(never, NotDialled) else ""


async def due_of(request: web.Request) -> datetime:
    """Read the due time, which is typed in the campaign's zone.

    Raises:
        HTTPBadRequest: it is none.
    """
    try:
        typed = datetime.fromisoformat(await text_of(request, "due", longest=25))
    except ValueError:
        raise web.HTTPBadRequest from None
    return typed.replace(tzinfo=request.app[SITE].desk.zone)


async def _is_protected(request: web.Request, talk: Talk) -> bool:
    site, who = request.app[SITE], who_of(request)
    if site.who_calls is None or talk.call is None or who.role is not Role.AGENT:
        return False
    asking = Asking(
        call=talk.call,
        caller=talk.caller,
        staff=who.staff,
        address=who.address,
        may_see_protected=False,
    )
    return any(each.is_protected for each in await site.who_calls.candidates(asking))
