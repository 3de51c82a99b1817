"""Inquiry records on the client's pages: looked for, read one by one, exported.

What is looked for comes in the body, for words are personal.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aiohttp import web

from agent_ui import client_words, record_words
from agent_ui.keys import SITE
from agent_ui.page import date_of, render, text_of, who_of
from cases.sheet import write_sheet
from desk import client_records
from desk.client_records import PAGE, Shown
from desk.inquiry import Result
from desk.rules import Rules
from storage.client_records import Wanted

FIELDS = ("first", "last", "category", "result", "text", "complaints")
MOST_PAGES = 10_000


async def overview(request: web.Request) -> web.StreamResponse:
    """Show the newest records."""
    return await _page(request, {})


async def find(request: web.Request) -> web.StreamResponse:
    """Show a page of what is looked for."""
    return await _page(request, await _asked(request))


async def export(request: web.Request) -> web.StreamResponse:
    """Give what is looked for as a CSV, one line a matter."""
    site, asked = request.app[SITE], await _asked(request)
    if not client_records.may_seek(asked["text"], site.desk.rules.client):
        return await _page(request, asked)
    found = await client_records.export(
        site.desk,
        who_of(request),
        _wanted(site.desk.rules, asked),
        by=_used(asked),
        number_of=site.number_of,
    )
    lines = list(_lines(found, site.desk.rules, request))
    body = await asyncio.to_thread(write_sheet, client_words.HEADINGS, lines)
    name = f"records-{site.desk.today.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=body, content_type="text/csv", charset="utf-8", headers=headers)


async def one(request: web.Request) -> web.StreamResponse:
    """Show one record."""
    site = request.app[SITE]
    found = await client_records.see(
        site.desk, who_of(request), request.match_info["record"], number_of=site.number_of
    )
    if found is None:
        raise web.HTTPNotFound
    return render(request, "client_record.html", {**_around(request), "record": found})


async def _page(request: web.Request, asked: Mapping[str, str]) -> web.StreamResponse:
    site, page = request.app[SITE], _number(asked.get("page", ""))
    may_seek = client_records.may_seek(asked.get("text", ""), site.desk.rules.client)
    found: Sequence[Shown] = ()
    count = 0
    if may_seek:
        found, count = await client_records.find(
            site.desk,
            who_of(request),
            _wanted(site.desk.rules, asked),
            page=page,
            by=_used(asked),
            number_of=site.number_of,
        )
    shown = {
        **_around(request),
        "found": found,
        "count": count,
        "page": page,
        "pages": -(-count // PAGE),
        "asked": {key: asked.get(key, "") for key in FIELDS},
        "error": "" if may_seek else client_words.NO_DIGITS,
    }
    return render(request, "client_records.html", shown, status=200 if may_seek else 422)


async def _asked(request: web.Request) -> dict[str, str]:
    return {key: (await text_of(request, key, longest=100)).strip() for key in (*FIELDS, "page")}


def _wanted(rules: Rules, asked: Mapping[str, str]) -> Wanted:
    result, category = asked.get("result", ""), asked.get("category", "")
    if result not in ("", *Result):
        raise web.HTTPBadRequest
    first, last = asked.get("first", ""), asked.get("last", "")
    return Wanted(
        first=date_of(first) if first else None,
        last=date_of(last) if last else None,
        categories=[
            path[-1].id
            for path in rules.paths()
            if category and category in {each.id for each in path}
        ]
        or ([category] if category else []),
        result=result,
        text=asked.get("text", ""),
        complaints=asked.get("complaints", "") == "1",
    )


def _used(asked: Mapping[str, str]) -> str:
    """Name the fields by which somebody looked; what they typed stays out of the trail."""
    return " ".join(key for key in FIELDS if asked.get(key))


def _around(request: web.Request) -> dict[str, Any]:
    desk = request.app[SITE].desk
    return {"said": record_words, "rules": desk.rules, "zone": desk.zone, "results": list(Result)}


def _lines(found: Sequence[Shown], rules: Rules, request: web.Request) -> Iterator[list[str]]:
    zone = request.app[SITE].desk.zone
    for each in found:
        severity = record_words.SEVERITIES[each.severity] if each.severity else ""
        head = [
            each.id,
            each.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            client_words.SIMPLE if each.is_simple else client_words.WHOLE,
            record_words.LANGUAGES[each.language],
            severity if each.is_complaint else "",
        ]
        for n, matter in enumerate(each.matters, start=1):
            path = " > ".join(one.name for one in rules.category(matter.category) or ())
            yield [
                *(*head, str(n), path or matter.category),
                record_words.RESULTS[matter.result] if matter.result else "",
                *(matter.text, matter.ward, matter.section),
                *(each.number, each.writer, " ".join(each.cases)),
            ]


def _number(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) <= MOST_PAGES):
        raise web.HTTPBadRequest
    return int(text[:6])
