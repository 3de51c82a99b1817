"""Whose number, and what was said about it, is not for the person who asks (責任者対応)."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from agent_ui.case_list import is_supervisor
from agent_ui.keys import SITE
from agent_ui.page import who_of


async def withheld(request: web.Request, callers: Iterable[str | None]) -> frozenset[str]:
    """Name those of these callers (ids of the people's store) that only supervisors see."""
    site, asked = request.app[SITE], {each for each in callers if each}
    if site.who_calls is None or not asked or is_supervisor(who_of(request)):
        return frozenset()
    return await site.who_calls.protected_among(asked)
