"""The views of `/api/v1`: read-only, JSON, from the rows; who may ask stands in the table."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web
from sqlmodel import col, select

from agent_ui.api_shapes import (
    CallShape,
    CallsShape,
    CaseShape,
    CasesShape,
    ReportLine,
    ReportShape,
    ReportsShape,
    SeatShape,
    SeatsShape,
    Shape,
    StepShape,
)
from agent_ui.case_list import room_of
from agent_ui.keys import SITE
from agent_ui.page import day_of
from agent_ui.reports import reporting_of
from agent_ui.sighted import sighted, sighted_anew
from cases.listing import Filter, Row, listed, rows_of
from storage import floor
from storage.audit import Action
from storage.calls import CallRow, calls_of_day, one_call
from storage.case_tables import Case
from storage.engine import transaction
from storage.report_tables import Report

MOST_PAGES = 100_000


async def calls(request: web.Request) -> web.StreamResponse:
    """List the calls of a business date."""
    day, desk = day_of(request), request.app[SITE].desk
    rows = await calls_of_day(desk.engine, day)
    await sighted_anew(request, Action.CALLS_LISTED, {"calls": [each.id for each in rows]})
    return _json(CallsShape(day=day, calls=[_call(each, desk.zone) for each in rows]))


async def call(request: web.Request) -> web.StreamResponse:
    """Give one call."""
    desk = request.app[SITE].desk
    row = await one_call(desk.engine, request.match_info["call"])
    if row is None:
        raise web.HTTPNotFound
    await sighted_anew(request, Action.CALLS_LISTED, {"calls": [row.id]})
    return _json(_call(row, desk.zone))


async def seats(request: web.Request) -> web.StreamResponse:
    """Tell what every seat does."""
    desk = request.app[SITE].desk
    found = [
        SeatShape(
            id=each.id,
            state=each.state,
            since=each.since.astimezone(desk.zone),
            reason=each.reason,
            call=each.call,
            registered=each.registered,
        )
        for each in await floor.seats(desk.engine)
    ]
    return _json(SeatsShape(at=desk.clock().astimezone(desk.zone), seats=found))


async def cases(request: web.Request) -> web.StreamResponse:
    """List the applications, page by page, by status or channel."""
    desk, shelf = request.app[SITE].desk, room_of(request).shelf
    wanted = Filter(
        status=request.query.get("status", ""), channel=request.query.get("channel", "")
    )
    page = _page(request)
    async with transaction(desk.engine) as session:
        found = await listed(session, shelf, wanted, page=page)
    await sighted(request, Action.CASES_LISTED, {"cases": [each.number for each in found.rows]})
    rows = [_case(each, desk.zone) for each in found.rows]
    return _json(CasesShape(page=page, count=found.count, cases=rows))


async def case(request: web.Request) -> web.StreamResponse:
    """Give one application."""
    desk, shelf = request.app[SITE].desk, room_of(request).shelf
    asked = select(Case).where(col(Case.number) == request.match_info["number"])
    async with transaction(desk.engine) as session:
        found = (await session.exec(asked)).all()
        rows = await rows_of(session, shelf, found)
    if not rows:
        raise web.HTTPNotFound
    await sighted(request, Action.CASES_LISTED, {"cases": [rows[0].number]})
    return _json(_case(rows[0], desk.zone))


async def reports(request: web.Request) -> web.StreamResponse:
    """List the frozen reports."""
    reporting = reporting_of(request)
    async with transaction(reporting.engine) as session:
        asked = select(col(Report.id)).order_by(col(Report.frozen_at).desc(), col(Report.id))
        ids = (await session.exec(asked)).all()
    kept = [await reporting.find(each) for each in ids]
    lines = [
        ReportLine(
            id=each.id,
            state=each.state.value,
            version=each.version,
            frozen_at=each.frozen_at.astimezone(reporting.zone),
            sha256=each.digest,
        )
        for each in kept
        if each is not None
    ]
    return _json(ReportsShape(reports=lines))


async def report(request: web.Request) -> web.StreamResponse:
    """Give one frozen report with its content."""
    reporting = reporting_of(request)
    kept = await reporting.find(request.match_info["report"])
    if kept is None:
        raise web.HTTPNotFound
    zone = reporting.zone
    return _json(
        ReportShape(
            id=kept.id,
            state=kept.state.value,
            version=kept.version,
            frozen_at=kept.frozen_at.astimezone(zone),
            sha256=kept.digest,
            steps=[
                StepShape(state=state.value, by=by, at=at.astimezone(zone))
                for state, by, at in kept.steps
            ],
            content=msgspec.json.decode(kept.plain),
        )
    )


def _json(shape: Shape) -> web.Response:
    return web.Response(body=msgspec.json.encode(shape), content_type="application/json")


def _page(request: web.Request) -> int:
    asked = request.query.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= MOST_PAGES):
        raise web.HTTPBadRequest
    return int(asked)


def _call(row: CallRow, zone: ZoneInfo) -> CallShape:
    def at(instant: datetime | None) -> datetime | None:
        return instant.astimezone(zone) if instant is not None else None

    outcome = row.result or row.outcome
    return CallShape(
        id=row.id,
        direction=row.direction,
        line=row.line,
        caller=row.caller,
        business_date=row.business_date,
        arrived_at=row.arrived_at.astimezone(zone),
        answered_at=at(row.answered_at),
        ended_at=at(row.ended_at),
        outcome=outcome.value if outcome is not None else None,
        detail=row.detail,
        seat=row.seat,
        language=row.language,
        guidance_s=row.guidance_s,
        wait_s=row.wait_s,
        ring_s=row.ring_s,
        talk_s=row.talk_s,
        hold_s=row.hold_s,
        recording_state=row.recording_state,
    )


def _case(row: Row, zone: ZoneInfo) -> CaseShape:
    return CaseShape(
        number=row.number,
        status=row.status,
        channel=row.channel,
        received_at=row.received_at.astimezone(zone),
        status_since=row.status_since.astimezone(zone),
        is_protected=row.is_protected,
        deficiencies=list(row.codes),
    )
