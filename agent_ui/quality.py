"""Quality on pages: the week's sample and all scores for supervisors, one's own for an agent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web
from sqlmodel import select

from agent_ui import quality_words
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from agent_ui.refusal import refuse
from agent_ui.sound_list import around, room_of
from agent_ui.words import MY_NUMBER
from desk.roles import Role
from japan.my_number import holds_my_number
from recordings import quality as works
from recordings.quality import No, Week, week_named, week_of
from recordings.scoring import agreement, by_criterion
from storage import quality as rows
from storage.engine import transaction
from storage.quality import Whole
from storage.quality_tables import Scoring
from storage.staff_tables import Staff

JUDGES = frozenset({Role.SUPERVISOR, Role.MANAGER})


async def overview(request: web.Request) -> web.StreamResponse:
    """Show a supervisor the week's plan and the scores, an agent their own scores."""
    if who_of(request).role in JUDGES:
        return await _plan(request)
    return await _own(request)


async def draw(request: web.Request) -> web.StreamResponse:
    """Draw a week's talks."""
    desk, room, week = request.app[SITE].desk, room_of(request), await _asked(request)
    if room.quality is None:
        return await _plan(request, no=No.NO_SHEET)
    today = desk.today
    actor = who_of(request).actor
    drawn = await works.draw(
        desk.engine, room.quality.sheet, week, today=today, actor=actor, at=desk.clock()
    )
    if isinstance(drawn, No):
        return await _plan(request, week, no=drawn)
    return see(f"/quality?week={week.name}&drawn=1")


async def page(request: web.Request) -> web.StreamResponse:
    """Show one scoring; that its person saw it is kept."""
    return await _page(request)


async def note(request: web.Request) -> web.StreamResponse:
    """Add a comment, or the answer of the person scored."""
    desk, whole = request.app[SITE].desk, await _whole(request)
    text = await text_of(request, "text", longest=works.LONGEST + 1)
    at_s = place_of(await text_of(request, "at", longest=8))
    if at_s is None:
        return await _page(request, error=quality_words.NO_PLACE)
    if holds_my_number(text):
        return await _page(request, error=MY_NUMBER)
    no = await works.note(
        desk.engine,
        whole.scoring.id,
        text.replace("\r\n", "\n"),
        at_s=at_s if at_s >= 0 else None,
        actor=who_of(request).actor,
        at=desk.clock(),
    )
    if no is not None:
        return await _page(request, error=quality_words.NO[no])
    return see(f"/quality/{whole.scoring.id}")


def place_of(text: str) -> float | None:
    """Read a place in a sound, as 1:23; below 0 if none is given, None if it is none."""
    if not text.strip():
        return -1.0
    minutes, colon, seconds = text.strip().partition(":")
    is_right = minutes.isascii() and minutes.isdigit() and seconds.isascii() and seconds.isdigit()
    if not (colon and is_right and len(seconds) == len("00") and int(seconds) < 60):
        return None
    return int(minutes) * 60.0 + int(seconds)


async def people_of(request: web.Request) -> dict[str, str]:
    """Give everybody's name by id."""
    async with transaction(request.app[SITE].desk.engine) as session:
        return {each.id: each.name for each in (await session.exec(select(Staff))).all()}


async def _plan(
    request: web.Request, week: Week | None = None, *, no: No | None = None
) -> web.StreamResponse:
    desk, who, room = request.app[SITE].desk, who_of(request), room_of(request)
    week = week or await _asked(request)
    async with transaction(desk.engine) as session:
        samples = await rows.samples(session, week.name)
        scored = await rows.of_calls(session, [each.call for each in samples])
        latest = await rows.latest(session)
        hidden = await works.hidden(session, [*latest, *scored], viewer=who.staff)
        twice = await rows.twice(session, room.quality.hash) if room.quality else []
        calls = [each.call for each in samples] + [each.call for each in latest]
        calls += [one.scoring.call for one, _ in twice]
        arrived = await rows.arrivals(session, calls)
    pairs = [(one.marks, other.marks) for one, other in twice]
    sheet = room.quality.sheet if room.quality else None
    today = desk.today
    shown = {
        **around(request),
        "judged": quality_words,
        "people": await people_of(request),
        "arrived": arrived,
        "week": week,
        "before": week_of(week.first.fromordinal(week.first.toordinal() - 7)),
        "after": week_of(week.first.fromordinal(week.first.toordinal() + 7)),
        "is_over": week.last < today,
        "is_drawn": "drawn" in request.query,
        "samples": samples,
        "given": _given(scored),
        "latest": [each for each in latest if each.id not in hidden],
        "sheet": sheet,
        "twice": twice,
        "agreed": agreement(sheet, pairs) if sheet else None,
        "criteria": by_criterion(sheet, pairs) if sheet else [],
        "error": quality_words.NO[no] if no else "",
    }
    return render(request, "quality.html", shown, status=409 if no else 200)


async def _own(request: web.Request) -> web.StreamResponse:
    desk, who = request.app[SITE].desk, who_of(request)
    async with transaction(desk.engine) as session:
        latest = await rows.latest(session, staff=who.staff)
        hidden = await works.hidden(session, latest, viewer=who.staff)
        arrived = await rows.arrivals(session, [each.call for each in latest])
    found = [each for each in latest if each.id not in hidden]
    mean = sum(each.points for each in found) / len(found) if found else None
    shown = {
        **around(request),
        "judged": quality_words,
        "people": await people_of(request),
        "arrived": arrived,
        "latest": found,
        "mean": mean,
    }
    return render(request, "quality_own.html", shown)


async def _page(request: web.Request, *, error: str = "") -> web.StreamResponse:
    desk, who, room = request.app[SITE].desk, who_of(request), room_of(request)
    whole = await _whole(request)
    is_own = whole.scoring.staff == who.staff
    if is_own and whole.scoring.seen_at is None:
        await works.look(desk.engine, whole.scoring.id, actor=who.actor, at=desk.clock())
    async with transaction(desk.engine) as session:
        arrived = await rows.arrivals(session, [whole.scoring.call])
    shown: Mapping[str, Any] = {
        **around(request),
        "judged": quality_words,
        "people": await people_of(request),
        "arrived": arrived,
        "whole": whole,
        "each": whole.scoring,
        "sheet": room.sheet_of(whole.scoring.sheet_hash),
        "is_own": is_own,
        "judges": who.role in JUDGES,
        "error": error,
    }
    return render(request, "scoring.html", shown, status=422 if error else 200)


async def _whole(request: web.Request) -> Whole:
    """Find the scoring that the address names, if it is this person's to see.

    Raises:
        HTTPNotFound: there is none, or they may not see it yet.
        HTTPForbidden: it is somebody else's; the trail notes it.
    """
    desk, who = request.app[SITE].desk, who_of(request)
    room_of(request)
    found = await works.see(desk.engine, request.match_info["scoring"], viewer=who.staff)
    if found is None:
        raise web.HTTPNotFound
    if who.role not in JUDGES and found.scoring.staff != who.staff:
        await refuse(desk, who, "/quality")
    return found


async def _asked(request: web.Request) -> Week:
    """Read which week is asked for; the one before this if none is.

    Raises:
        HTTPBadRequest: it is no week.
    """
    desk = request.app[SITE].desk
    given = (await request.post()).get("week") or request.query.get("week", "")
    if not given:
        today = desk.today
        return week_of(today.fromordinal(today.toordinal() - 7))
    week = week_named(str(given))
    if week is None:
        raise web.HTTPBadRequest
    return week


def _given(scored: Sequence[Scoring]) -> Mapping[tuple[str, str], int]:
    """Count the scorings of each talk."""
    counts: dict[tuple[str, str], int] = {}
    for each in scored:
        counts[each.staff, each.call] = counts.get((each.staff, each.call), 0) + 1
    return counts
