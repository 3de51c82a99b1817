"""Figures over time, to look at and to take along; an agent sees their own alone."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from functools import partial
from typing import TypeVar
from urllib.parse import urlencode

from aiohttp import web

from agent_ui.page import FIRST_DAY, who_of
from agent_ui.report_words import BYS, GRAINS
from agent_ui.reports import reporting_of, show
from desk.roles import Role
from metrics.csv_file import table
from metrics.history import History, history
from metrics.history_time import LONGEST_DAYS, Asked, By, Grain
from metrics.reporting import Reporting
from metrics.written import written

Word = TypeVar("Word", Grain, By)
DEFAULT_DAYS = 14
ALL = frozenset({Role.SUPERVISOR, Role.MANAGER})


async def page(request: web.Request) -> web.StreamResponse:
    """Show the figures of some days; `format=csv` gives them as a file."""
    reporting = reporting_of(request)
    who = who_of(request)
    first, last = _days(request, reporting)
    sees_all = who.role in ALL
    by = _word(request, "by", By, By.CAMPAIGN) if sees_all else By.PERSON
    usual = Grain.WHOLE if by is By.PERSON else Grain.DAY
    grain = _word(request, "grain", Grain, usual)
    only = None if sees_all else who.staff
    found = await history(reporting, Asked(first=first, last=last, grain=grain, by=by), only=only)
    section = found.section
    if request.query.get("format") == "csv":
        return _csv(table(section), f"history-{first}-{last}-{by}-{grain}.csv")
    shown = {
        "section": section,
        "opens": partial(_opened, found),
        "first": first,
        "last": last,
        "grain": grain,
        "by": by,
        "grains": GRAINS,
        "bys": BYS if sees_all else {By.PERSON: BYS[By.PERSON]},
        "sees_all": sees_all,
        "written": written,
    }
    return show(request, "history.html", shown)


def _opened(found: History, row: int, column: int) -> str:
    asked = found.opens(row, column)
    return f"/figures/calls?{urlencode(asked)}" if asked else ""


def _word(request: web.Request, name: str, kind: type[Word], default: Word) -> Word:
    asked = request.query.get(name, default)
    if asked not in list(kind):
        raise web.HTTPBadRequest
    return kind(asked)


def _days(request: web.Request, reporting: Reporting) -> tuple[date, date]:
    today = reporting.today
    try:
        last = date.fromisoformat(request.query.get("last", today.isoformat()))
        begin = last - timedelta(days=DEFAULT_DAYS - 1)
        first = date.fromisoformat(request.query.get("first", begin.isoformat()))
    except (ValueError, OverflowError):
        raise web.HTTPBadRequest from None
    if not FIRST_DAY <= first <= last <= today or (last - first).days >= LONGEST_DAYS:
        raise web.HTTPBadRequest
    return first, last


def _csv(rows: list[list[str]], name: str) -> web.Response:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    headers["Content-Type"] = "text/csv; charset=utf-8"
    return web.Response(body=out.getvalue().encode("utf-8-sig"), headers=headers)
