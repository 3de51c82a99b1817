"""A talk scored beside its recording: marks of the sheet, a remark, a place pointed at."""

from __future__ import annotations

from aiohttp import web

from agent_ui import quality_words
from agent_ui.keys import SITE
from agent_ui.page import see, text_of, who_of
from agent_ui.quality import place_of
from agent_ui.sound_list import room_of
from agent_ui.sound_page import heard_of, show
from agent_ui.words import MY_NUMBER
from japan.my_number import holds_my_number
from recordings import quality as works
from recordings.hearing import Purpose
from recordings.quality import Given, No, Versioned

DID_NOT_OCCUR = "none"


async def give(request: web.Request) -> web.StreamResponse:
    """Keep what a supervisor gives, and the place that they point at."""
    _, heard = await heard_of(request)
    desk, who, by = request.app[SITE].desk, who_of(request), room_of(request).quality
    if by is None or heard.purpose != Purpose.QUALITY:
        raise web.HTTPNotFound
    typed = await _typed(request, by)
    at_s, text = place_of(typed["at"]), typed["text"].strip()
    if at_s is None:
        return await show(request, error=quality_words.NO_PLACE, marked=typed)
    if holds_my_number(typed["remark"]) or holds_my_number(text):
        return await show(request, error=MY_NUMBER, marked=typed)
    marks = {key.removeprefix("mark-"): value for key, value in typed.items() if "mark-" in key}
    given = Given(
        call=heard.call,
        staff=typed["staff"],
        marks={key: _mark(value) for key, value in marks.items() if value},
        remark=typed["remark"].replace("\r\n", "\n"),
    )
    made = await works.give(desk.engine, by, given, actor=who.actor, at=desk.clock())
    if isinstance(made, No):
        return await show(request, error=quality_words.NO[made], marked=typed)
    if text:
        place = at_s if at_s >= 0 else None
        await works.note(desk.engine, made, text, at_s=place, actor=who.actor, at=desk.clock())
    return see(f"/quality/{made}")


async def _typed(request: web.Request, by: Versioned) -> dict[str, str]:
    """Read the form as it was typed, so that nothing of it is lost if something is wrong."""
    lengths = {"staff": 40, "remark": works.LONGEST + 1, "text": 500, "at": 8}
    lengths |= {f"mark-{each.id}": 4 for each in by.sheet.criteria}
    return {key: await text_of(request, key, longest=most) for key, most in lengths.items()}


def _mark(value: str) -> int | None:
    """Read a mark; raises HTTPBadRequest."""
    if value == DID_NOT_OCCUR:
        return None
    if not (value.isascii() and value.isdigit()):
        raise web.HTTPBadRequest
    return int(value)
