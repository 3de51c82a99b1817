"""One record on its page: shown, saved while it is typed, closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from aiohttp import web

from agent_ui import record_words
from agent_ui.closed_services import ClosedService, closed_services
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, translator, who_of
from agent_ui.record_sound import told_of
from agent_ui.records import around
from agent_ui.refusal import refuse
from desk import records
from desk.inquiry import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_MATTERS,
    Content,
    Lack,
    Language,
    Matter,
    Missing,
    Result,
    Severity,
)
from desk.records import Incomplete, Moved, MyNumberTyped, Record, Saved

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What the form holds."""

    version: int
    content: Content


async def page(request: web.Request) -> web.StreamResponse:
    """Show a record: a draft to write on, a closed one to read."""
    desk, record = request.app[SITE].desk, await own(request)
    if record.version == records.UNOPENED:
        await records.begin(desk, who_of(request), call=record.call)
        record = await own(request)
    if record.closed_at is not None:
        await records.see(desk, who_of(request), record)
    return await _page(request, record)


async def save_draft(request: web.Request) -> web.StreamResponse:
    """Keep what is typed; a script reads the new version, a button may change the matters."""
    record, typed = await own(request), await _typed(request)
    is_script = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    content = typed.content if is_script else await _rearranged(request, typed.content)
    desk = request.app[SITE].desk
    is_again = await text_of(request, "again", longest=1) == "1"
    done = await records.save_draft(
        desk, record.id, content, version=typed.version, is_again=is_again
    )
    if is_script:
        return _told(request, done)
    if isinstance(done, Saved):
        return see(f"/records/{record.id}")
    lacks = [Missing(0, Lack.MY_NUMBER)] if isinstance(done, MyNumberTyped) else []
    error = record_words.MOVED if isinstance(done, Moved) else ""
    shown = replace(record, content=typed.content, version=typed.version)
    return await _page(request, shown, missing=lacks, error=error, status=409)


async def close(request: web.Request) -> web.StreamResponse:
    """Close a record, or tell what it lacks."""
    record, typed = await own(request), await _typed(request)
    desk, who = request.app[SITE].desk, who_of(request)
    done = await records.close(desk, who, record.id, typed.content, version=typed.version)
    shown = replace(record, content=typed.content, version=typed.version, closed_at=None)
    match done:
        case Saved():
            return see("/records")
        case Moved():
            return await _page(request, shown, error=record_words.MOVED, status=409)
        case Incomplete():
            shown = replace(shown, version=done.version)
            return await _page(request, shown, missing=done.missing, status=422)


async def own(request: web.Request) -> Record:
    """Find the record that the address names.

    Raises:
        HTTPNotFound: there is none.
        HTTPForbidden: it is somebody else's; the trail notes it.
    """
    desk, who = request.app[SITE].desk, who_of(request)
    record = await records.find(desk, request.match_info["record"])
    if record is None:
        raise web.HTTPNotFound
    if record.staff != who.staff:
        await refuse(desk, who, record.id)
    return record


async def _page(
    request: web.Request,
    record: Record,
    *,
    missing: Sequence[Missing] = (),
    error: str = "",
    status: int = 200,
) -> web.StreamResponse:
    is_closed = record.closed_at is not None
    shown = {
        **around(request),
        "record": record,
        "sound": await told_of(request.app[SITE].desk, record.call) if is_closed else [],
        "missing": missing,
        "most": MOST_MATTERS,
        "longest": LONGEST_TEXT,
        "longest_name": LONGEST_NAME,
        "error": error,
        "back": "/records",
        "closed_services": _closed_services(request),
    }
    template = "record_closed.html" if is_closed else "record.html"
    return render(request, template, shown, status=status)


def _closed_services(request: web.Request) -> list[ClosedService]:
    site = request.app[SITE]
    return closed_services(site.reports.campaign, site.desk.clock()) if site.reports else []


def _told(request: web.Request, done: Saved | Moved | MyNumberTyped) -> web.Response:
    t = translator(who_of(request).language)
    match done:
        case Saved():
            desk = request.app[SITE].desk
            at = desk.clock().astimezone(desk.zone).strftime("%H:%M:%S")
            return web.json_response({"version": done.version, "at": at})
        case Moved():
            return web.json_response({"error": t(record_words.MOVED), "over": True}, status=409)
        case MyNumberTyped():
            error = t(record_words.LACKS[Lack.MY_NUMBER])
            return web.json_response({"error": error}, status=409)


async def _rearranged(request: web.Request, content: Content) -> Content:
    """Add an empty matter at the end, or take one away, if a button asks for it."""
    matters = list(content.matters)
    if await text_of(request, "add", longest=1):
        matters.append(Matter())
    if remove := await text_of(request, "remove", longest=1):
        del matters[_number(remove, most=len(matters)) - 1]
    if not 1 <= len(matters) <= MOST_MATTERS:
        raise web.HTTPBadRequest
    return replace(content, matters=tuple(matters))


async def _typed(request: web.Request) -> Typed:
    """Read the form.

    Raises:
        HTTPBadRequest: it is not what our page sends.
    """
    count = _number(await text_of(request, "matters", longest=1), most=MOST_MATTERS)
    return Typed(
        version=_number(await text_of(request, "version", longest=9), most=10**9),
        content=Content(
            language=_word(Language, await text_of(request, "language")) or Language.JAPANESE,
            is_complaint=bool(await text_of(request, "complaint")),
            severity=_word(Severity, await text_of(request, "severity")),
            matters=tuple([await _matter(request, n) for n in range(1, count + 1)]),
        ),
    )


async def _matter(request: web.Request, n: int) -> Matter:
    category = await text_of(request, f"category-{n}", longest=40)
    if category and request.app[SITE].desk.rules.category(category) is None:
        raise web.HTTPBadRequest
    text = await text_of(request, f"text-{n}", longest=2 * LONGEST_TEXT)
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT:
        raise web.HTTPBadRequest
    matter = Matter(
        category=category, result=_word(Result, await text_of(request, f"result-{n}")), text=text
    )
    if matter.result is not Result.WARD_OFFICE:
        return matter  # the page hides ward and section then, so they are not recorded unseen
    ward = await text_of(request, f"ward-{n}", longest=LONGEST_NAME)
    section = await text_of(request, f"section-{n}", longest=LONGEST_NAME)
    return replace(matter, ward=ward.strip(), section=section.strip())


def _word(words: type[Word], given: str) -> Word | None:
    try:
        return words(given) if given else None
    except ValueError:
        raise web.HTTPBadRequest from None


def _number(given: str, *, most: int) -> int:
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= most):
        raise web.HTTPBadRequest
    return int(given)
