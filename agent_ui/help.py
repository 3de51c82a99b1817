"""Help while talking: a part beside the call, and the same as a page of its own.

What is searched for comes in the body: it may be personal, and stands in no address.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from aiohttp import web

from agent_ui import knowledge_words
from agent_ui.calling import named_at_own_seat
from agent_ui.keys import SITE
from agent_ui.page import render, text_of, who_of
from desk import help
from desk.article import Kind
from desk.help import LONGEST_ASKED, Entry, Found


async def start(request: web.Request) -> web.StreamResponse:
    """Show what can be looked up."""
    return await _shown(request, {})


async def find(request: web.Request) -> web.StreamResponse:
    """Find published articles and offices."""
    asked = (await text_of(request, "asked", longest=LONGEST_ASKED)).strip()
    found = await help.search(request.app[SITE].desk, asked)
    return await _shown(request, {"asked": asked, "found": found})


async def script(request: web.Request) -> web.StreamResponse:
    """Show the scripts of the category that was chosen in a record."""
    category = await _category(request)
    scripts = await help.script_for(request.app[SITE].desk, category)
    return await _shown(request, {"category": category, "scripts": scripts})


async def reckon(request: web.Request) -> web.StreamResponse:
    """Reckon a day for a caller by one of the campaign's rules; nothing is kept of it."""
    rules = request.app[SITE].desk.rules.reckonings
    rule, text = await text_of(request, "rule", longest=2), await text_of(request, "day")
    if not (rule.isascii() and rule.isdigit() and int(rule) < len(rules)):
        raise web.HTTPBadRequest
    try:
        day = date.fromisoformat(text)
        reckoned: date | None = rules[int(rule)].of(day)
    except (ValueError, OverflowError):
        reckoned = None
    return await _shown(
        request, {"rule": int(rule), "day": text[:10], "reckoned": reckoned, "was_reckoned": True}
    )


async def read(request: web.Request) -> web.StreamResponse:
    """Show one published article."""
    entry = await help.read(request.app[SITE].desk, request.match_info["article"])
    if entry is None:
        raise web.HTTPNotFound
    return await _shown(request, {"entry": entry})


async def not_found(request: web.Request) -> web.StreamResponse:
    """Keep that nothing was found, for the supervisors."""
    asked = (await text_of(request, "asked", longest=LONGEST_ASKED)).strip()
    category, call = await _category(request), named_at_own_seat(request)
    desk, who = request.app[SITE].desk, who_of(request)
    kept = await help.not_found(desk, who, asked, category=category, call=call)
    told = knowledge_words.NOTED if kept else knowledge_words.NOT_NOTED
    return await _shown(request, {"asked": asked, "category": category, "told": told})


async def _shown(request: web.Request, values: Mapping[str, Any]) -> web.StreamResponse:
    site = request.app[SITE]
    is_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    entries: list[Entry] = []
    if is_page and not values:
        entries = await help.everything(site.desk)
    shown = {
        "said": knowledge_words,
        "rules": site.desk.rules,
        "zone": site.desk.zone,
        "longest": LONGEST_ASKED,
        "asked": "",
        "category": "",
        "found": Found(),
        "scripts": None,
        "entry": None,
        "told": "",
        "rule": 0,
        "day": "",
        "reckoned": None,
        "was_reckoned": False,
        "listed": [(kind, [one for one in entries if one.kind is kind]) for kind in Kind],
    }
    template = "help.html" if is_page else "help_part.html"
    return render(request, template, shown | dict(values))


async def _category(request: web.Request) -> str:
    category = await text_of(request, "category", longest=40)
    if category and request.app[SITE].desk.rules.category(category) is None:
        raise web.HTTPBadRequest
    return category
