"""Who is calling: shown beside the seat before it is answered, checked while people talk."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from agent_ui import called_back, caller_words
from agent_ui.calling import Calling, at_own_seat, called, has_late_number, named_at_own_seat
from agent_ui.foresight import Foreseen
from agent_ui.keys import SITE
from agent_ui.page import see, text_for, text_of, who_of
from agent_ui.shown import Site
from agent_ui.sighted import sighted
from cases.calling import Asking, Candidate, Failed, Passed
from cases.identity import Relation, Told
from desk import shared_records
from desk.roles import Role
from ivr_flows.labels import labels_of
from storage.audit import Action
from storage.history import earlier_calls

LONGEST = 100
NOTHING = Told()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of what was just asked."""

    case: int = 0
    failed: Failed | None = None
    found: Candidate | None = None
    error: str = ""
    told: Told = NOTHING
    """Shown again, so that nobody types it twice."""


async def part(request: web.Request) -> web.StreamResponse:
    """Show who is calling at the person's own seat."""
    call = await at_own_seat(request)
    return await _shown(request, call, Tried())


async def told_at_once(request: web.Request, call: str) -> str:
    """Write who is calling as `part` shows it, for the page's socket."""
    calling, site = await called(request, call), request.app[SITE]
    foreseen = await site.foresight.take(call) if site.foresight is not None else None
    return await _text(request, calling, Tried(), foreseen)


async def find(request: web.Request) -> web.StreamResponse:
    """Find a case by the receipt number that the caller tells."""
    call, site = await at_own_seat(request), request.app[SITE]
    number = (await text_of(request, "number", longest=LONGEST)).strip().upper()
    found = None
    if call is not None and site.who_calls is not None:
        found = await site.who_calls.named(_asking(request, call), number)
    seen = [found.number] if found is not None and found.case else []
    await sighted(request, Action.CASES_SEARCHED, {"cases": seen})
    error = "" if found is not None else caller_words.NOT_FOUND
    return await _shown(request, call, Tried(found=found, error=error))


async def check(request: web.Request) -> web.StreamResponse:
    """Compare what the caller told with a case; what fits opens it in this call."""
    call, site = await at_own_seat(request), request.app[SITE]
    case, relation = await _case(request), await _relation(request)
    if call is None or site.who_calls is None:
        return await _shown(request, call, Tried(error=caller_words.NO_CALL))
    fields = ("name", "birth", "address", "child_name", "child_birth", "phone")
    told = Told(**{each: await text_of(request, each, longest=LONGEST) for each in fields})
    asking = _asking(request, call)
    done = await site.who_calls.check(asking, case, told, relation=relation)
    if done is None:
        raise web.HTTPForbidden
    if isinstance(done, Passed) and relation is not Relation.PROXY:
        await called_back.identified(request, call, case)
    failed = done if isinstance(done, Failed) else None
    return await _shown(request, call, Tried(case=case, failed=failed, told=told))


async def returned(request: web.Request) -> web.StreamResponse:
    """Take what came of a call that returned ours, once the identity is checked."""
    call = await at_own_seat(request)
    if call is None:
        return await _shown(request, call, Tried(error=caller_words.NO_CALL))
    candidates = await _open_cases(request, call)
    error = await called_back.record(request, call, candidates)
    return await _shown(request, call, Tried(error=error))


async def _open_cases(request: web.Request, call: Calling) -> list[int]:
    site, asking = request.app[SITE], _asking(request, call)
    if site.who_calls is None:
        return []
    return [each.case for each in await site.who_calls.candidates(asking) if each.is_open]


async def _shown(request: web.Request, call: Calling | None, tried: Tried) -> web.StreamResponse:
    if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        return see("/home")
    return web.Response(text=await _text(request, call, tried), content_type="text/html")


async def _text(
    request: web.Request, call: Calling | None, tried: Tried, foreseen: Foreseen | None = None
) -> str:
    site = request.app[SITE]
    shown: dict[str, Any] = {
        "said": caller_words,
        "rules": site.desk.rules,
        "zone": site.desk.zone,
        "call": call,
        "tried": tried,
        "nothing": NOTHING,
        "has_cases": site.who_calls is not None,
        "life": site.who_calls.life if site.who_calls is not None else None,
        "candidates": [],
        "opened": {},
        "earlier": [],
        "number": "",
        "is_late": _is_late(request, call),
        **called_back.NOTHING,
        "parts": [],
        "keyed": await _keyed(request, call),
    }
    if call is not None and foreseen is not None:
        shown |= _seen_before(request, call, foreseen)
    elif call is not None:
        shown |= await _found(request, call, tried)
    # Of a protected person an agent sees the one word: no number, no earlier call, no note.
    shown["withheld"] = any(each.is_protected and not each.case for each in shown["candidates"])
    if shown["parts"] and not shown["withheld"]:
        await shared_records.seen(site.desk, who_of(request), shown["parts"])
    return text_for(request, "caller.html", shown)


def _is_late(request: web.Request, call: Calling | None) -> bool:
    """Tell whether more will be known of who calls in a moment, so that the page asks again."""
    if call is None:
        return named_at_own_seat(request) is not None
    return has_late_number(request, call)


async def _keyed(request: web.Request, call: Calling | None) -> list[tuple[str, str, str]]:
    """Give what the caller keyed in flows, with the label of its question."""
    if call is None or not call.collected:
        return []
    labels = await asyncio.to_thread(_labels, request.app[SITE], call)
    return [(name, labels.get(name, ""), each) for name, each in call.collected.items()]


def _labels(site: Site, call: Calling) -> dict[str, str]:
    """Give the label of each question as it was asked in this call, whatever flows say by now."""
    labels = {}
    for name in call.collected:
        version, _, flow = call.asked_in.get(name, "").partition("/")
        known = site.flows_of(version) if version else site.flows()
        asked = [each for each in known if flow in ("", each.name)]
        labels[name] = labels_of(asked).get(name, "")
    return labels


def _seen_before(request: web.Request, call: Calling, foreseen: Foreseen) -> dict[str, Any]:
    open_eyed = _asking(request, call).may_see_protected
    return {
        "candidates": foreseen.open_eyed if open_eyed else foreseen.candidates,
        "number": request.app[SITE].number_of(call.caller) if call.caller else "",
        "earlier": foreseen.earlier,
        **called_back.ringing(request, foreseen.returned),
    }


async def _found(request: web.Request, call: Calling, tried: Tried) -> dict[str, Any]:
    site, asking = request.app[SITE], _asking(request, call)
    candidates: list[Candidate] = []
    opened = {}
    if site.who_calls is not None:
        candidates = await site.who_calls.candidates(asking)
        named = tried.found or await _by_receipt(request, asking, tried.case, candidates)
        if named is not None and named.case not in {each.case for each in candidates}:
            candidates = [named, *candidates]
        for each in candidates:
            if each.is_open:
                opened[each.case] = await site.who_calls.opened(asking, each.case)
    return {
        **await called_back.shown(request, call, list(opened)),
        "candidates": candidates,
        "opened": opened,
        "number": site.number_of(call.caller) if call.caller else "",
        "parts": await shared_records.of_others(site.desk, call.id, but=who_of(request).staff),
        "earlier": await earlier_calls(site.desk.engine, call.caller, but=call.id)
        if call.caller
        else [],
    }


async def _by_receipt(
    request: web.Request, asking: Asking, case: int, candidates: list[Candidate]
) -> Candidate | None:
    """Keep showing a case that was found by its receipt number and is being checked."""
    site = request.app[SITE]
    if site.who_calls is None or not case or case in {each.case for each in candidates}:
        return None
    return await site.who_calls.looked_at(asking, case)


def _asking(request: web.Request, call: Calling) -> Asking:
    who = who_of(request)
    return Asking(
        call=call.id,
        caller=call.caller,
        staff=who.staff,
        address=who.address,
        may_see_protected=who.role is Role.SUPERVISOR,
    )


async def _case(request: web.Request) -> int:
    given = await text_of(request, "case", longest=10)
    if not (given.isascii() and given.isdigit()):
        raise web.HTTPBadRequest
    return int(given)


async def _relation(request: web.Request) -> Relation:
    try:
        return Relation(await text_of(request, "relation", longest=10) or Relation.SELF)
    except ValueError:
        raise web.HTTPBadRequest from None
