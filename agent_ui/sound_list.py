"""The list of recordings: what is looked for comes in the body, for numbers and words are personal.

Agents, where the campaign lets them listen at all, find their own calls alone. The client sees of
persons what the campaign's `[client.sees]` says, looks for nothing that it may not see, and never
comes upon a call of somebody who is dealt with by the responsible alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from aiohttp import web
from sqlmodel import col, select

from agent_ui import client_words, sound_words
from agent_ui.keys import SITE
from agent_ui.page import date_of, render, text_of, who_of
from agent_ui.refusal import refuse
from agent_ui.sound_room import SoundRoom
from agent_ui.withheld import withheld
from cases.numbering import read_number
from desk.client_records import EVERYTHING, may_seek, number_seen
from desk.roles import TAKES_SEATS, Role
from desk.rules import ClientRules, Numbers
from desk.sessions import Who
from recordings.hearing import Ear, ear_of
from storage import listening
from storage.audit import Action, Fact, trailed
from storage.engine import transaction
from storage.listening import PAGE, Found, Wanted
from storage.staff_tables import Staff

FIELDS = (
    *("first", "last", "from", "to", "seat", "number", "category", "text", "longer", "quieter"),
    *("staff", "case", "complaints", "page"),
)
MOST_PAGES = 10_000
SUPERVISES = (Role.SUPERVISOR, Role.MANAGER)
NOBODY = "-"
"""No caller has this id: what is looked for is nobody's."""


async def overview(request: web.Request) -> web.StreamResponse:
    """Show the newest recordings."""
    return await _shown(request, {})


async def find(request: web.Request) -> web.StreamResponse:
    """Show a page of what is looked for."""
    return await _shown(request, {key: await text_of(request, key, longest=100) for key in FIELDS})


def room_of(request: web.Request) -> SoundRoom:
    """Give the recordings.

    Raises:
        HTTPNotFound: the instance keeps none.
    """
    room = request.app[SITE].sounds
    if room is None:
        raise web.HTTPNotFound
    return room


async def ear(request: web.Request) -> Ear:
    """Tell as who a person listens.

    Raises:
        HTTPForbidden: the campaign lets their role hear nothing; the trail notes it.
    """
    who, room = who_of(request), room_of(request)
    found = ear_of(who.role.value, room.rules)
    if found is Ear.NONE:
        await refuse(request.app[SITE].desk, who, "/recordings")
    return found


async def _shown(request: web.Request, asked: Mapping[str, str]) -> web.StreamResponse:
    site, who = request.app[SITE], who_of(request)
    heard = await ear(request)
    sees = seen_by(request)
    asked = {key: value for key, value in asked.items() if key not in _unseen(sees)}
    error = "" if may_seek(asked.get("text", ""), sees) else client_words.NO_DIGITS
    if any(asked.get(at) and not asked.get(day) for at, day in (("from", "first"), ("to", "last"))):
        error = sound_words.NO_DAY
    wanted, page = _wanted(request, asked), _number(asked.get("page", ""), most=MOST_PAGES) or 1
    is_client, supervises = who.role is Role.CLIENT, who.role in SUPERVISES
    wanted = replace(wanted, for_client=is_client, hides_protected=not supervises)
    if heard is Ear.OWN:
        wanted = replace(wanted, staff=who.staff)
    found: Sequence[Found] = ()
    count = 0
    if not error:
        found, count = await listening.find(site.desk.engine, wanted, page=page)
        await _note(request, who, asked, count, [each.sound.call for each in found])
    hidden = await withheld(request, [each.call.caller for each in found])
    shown = {
        **around(request),
        "found": found,
        "count": count,
        "page": page,
        "pages": -(-count // PAGE),
        "asked": {key: asked.get(key, "") for key in FIELDS},
        "withheld": hidden,
        "number_of": lambda caller: number_seen(site.number_of(caller), sees.numbers),
        "seeks_number": sees.numbers is Numbers.WHOLE,
        "seats": site.seats,
        "staff": await _talkers(request) if heard is Ear.ALL and sees.staff else [],
        "has_cases": site.cases is not None and sees.cases,
        "error": error,
        "supervises": supervises,
        "differing": sorted(room_of(request).differing().items()) if supervises else (),
    }
    return render(request, "sounds.html", shown, status=422 if error else 200)


def seen_by(request: web.Request) -> ClientRules:
    """Tell what of persons somebody sees beside recordings."""
    is_client = who_of(request).role is Role.CLIENT
    return request.app[SITE].desk.rules.client if is_client else EVERYTHING


def _unseen(sees: ClientRules) -> set[str]:
    """Name the fields by which nobody looks who may not see what they hold."""
    fields = {"number": sees.numbers is Numbers.WHOLE, "staff": sees.staff, "case": sees.cases}
    return {field for field, is_seen in fields.items() if not is_seen}


async def _talkers(request: web.Request) -> list[tuple[str, str]]:
    """Name who takes calls, or took them before they left."""
    async with transaction(request.app[SITE].desk.engine) as session:
        asked = select(Staff).where(col(Staff.role).in_(each.value for each in TAKES_SEATS))
        people = (await session.exec(asked.order_by(col(Staff.name), col(Staff.id)))).all()
    return [(each.id, each.name) for each in people]


def around(request: web.Request) -> Mapping[str, Any]:
    """Give what every page of recordings shows."""
    desk = request.app[SITE].desk
    return {"said": sound_words, "rules": desk.rules, "zone": desk.zone}


async def _note(
    request: web.Request, who: Who, asked: Mapping[str, str], count: int, calls: Sequence[str]
) -> None:
    desk = request.app[SITE].desk
    by = " ".join(key for key in FIELDS if asked.get(key) and key != "page")
    async with trailed(desk.engine) as trail:
        told: dict[str, Fact] = {"found": count, "by": by, "calls": " ".join(calls)}
        await trail.note(desk.clock(), who.actor, Action.SOUNDS_LISTED, "", told)


def _wanted(request: web.Request, asked: Mapping[str, str]) -> Wanted:
    number = asked.get("number", "").strip()
    caller = (room_of(request).caller_of(number) or NOBODY) if number else None
    case = asked.get("case", "").strip()
    return Wanted(
        talker=asked.get("staff", ""),
        case=(read_number(case) or NOBODY) if case else "",
        first=_day(asked.get("first", "")),
        last=_day(asked.get("last", "")),
        since=_instant(request, asked, "first", "from"),
        until=_instant(request, asked, "last", "to", and_more=timedelta(minutes=1)),
        seat=asked.get("seat", ""),
        caller=caller,
        category=asked.get("category", ""),
        text=asked.get("text", "").strip(),
        complaints=asked.get("complaints", "") == "1",
        longer_s=_number(asked.get("longer", ""), most=86_400),
        quieter_s=_number(asked.get("quieter", ""), most=86_400),
    )


def _day(text: str) -> date | None:
    return date_of(text) if text else None


def _instant(
    request: web.Request,
    asked: Mapping[str, str],
    day: str,
    at: str,
    *,
    and_more: timedelta = timedelta(),
) -> datetime | None:
    """Read a time of a day, on the campaign's clock; None if either is left open.

    Raises:
        HTTPBadRequest: it is no time.
    """
    if not (asked.get(day) and asked.get(at)):
        return None
    try:
        read = time.fromisoformat(asked[at])
    except ValueError:
        raise web.HTTPBadRequest from None
    if read.tzinfo is not None:
        raise web.HTTPBadRequest
    try:
        whole = datetime.combine(date_of(asked[day]), read) + and_more
        return whole.replace(tzinfo=request.app[SITE].desk.zone).astimezone(UTC)
    except OverflowError:  # the first or the last day that there is
        raise web.HTTPBadRequest from None


def _number(text: str, *, most: int) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) <= most):
        raise web.HTTPBadRequest
    return int(text)
