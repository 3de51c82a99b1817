"""Packages for the client on pages: applied for, decided by another, made, password told once."""

from __future__ import annotations

import asyncio

from aiohttp import web
from sqlmodel import select

from agent_ui import submission_words
from agent_ui.keys import SITE
from agent_ui.page import date_of, render, see, text_of, who_of
from agent_ui.sound_list import around, room_of
from agent_ui.sound_room import Packing
from recordings import submission as works
from recordings.errors import RecordingsError
from recordings.submission import Application, No
from storage import submissions as rows
from storage.engine import transaction
from storage.errors import DatabaseUnavailable, StorageError
from storage.staff_tables import Staff
from storage.submissions import Package

FIELDS = ("recipient", "reference", "reason")
SENT = 256 * 1024


async def overview(request: web.Request) -> web.StreamResponse:
    """Show the register, and the form of an application."""
    return await _overview(request, calls=request.query.get("call", "")[:200])


async def ask(request: web.Request) -> web.StreamResponse:
    """Apply for a package of the calls that are named."""
    desk, who = request.app[SITE].desk, who_of(request)
    room_of(request)
    fields = {key: await text_of(request, key) for key in FIELDS}
    calls = await text_of(request, "calls", longest=4000)
    made = await works.request(
        desk.engine, Application(**fields), calls.split(), actor=who.actor, at=desk.clock()
    )
    if isinstance(made, No):
        return await _overview(request, calls=calls, asked=fields, no=made)
    return see(f"/submissions/{made}")


async def page(request: web.Request) -> web.StreamResponse:
    """Show one package with what can be done to it now."""
    return await _page(request)


async def decide(request: web.Request) -> web.StreamResponse:
    """Approve an application, or refuse it."""
    desk, who, name = request.app[SITE].desk, who_of(request), await _name(request)
    is_approved = await text_of(request, "decision", longest=10) == "approve"
    no = await works.decide(
        desk.engine, name, is_approved=is_approved, actor=who.actor, at=desk.clock()
    )
    return see(f"/submissions/{name}") if no is None else await _page(request, no=no)


async def make(request: web.Request) -> web.StreamResponse:
    """Give the archive of an approved package, made just now."""
    name = await _name(request)
    try:
        made = await _packing(request).make(name, who_of(request).actor)
    except DatabaseUnavailable:
        raise
    except (RecordingsError, StorageError) as exc:
        room_of(request).broken(name, str(exc))
        return await _page(request, error=submission_words.NOT_MADE_NOW, status=503)
    if isinstance(made, No):
        return await _page(request, no=made)
    answer = web.StreamResponse(
        headers={
            "Content-Type": "application/zip",
            "Content-Length": str(made.size),
            "Content-Disposition": f"attachment; filename={made.name}",
        }
    )
    with made.file as file:
        await answer.prepare(request)
        while part := await asyncio.to_thread(file.read, SENT):
            await answer.write(part)
    await answer.write_eof()
    return answer


async def tell(request: web.Request) -> web.StreamResponse:
    """Register the receipt of an archive and show its password: this once."""
    name = await _name(request)
    password, no = await _packing(request).tell(
        name,
        received_by=await text_of(request, "received_by", longest=100),
        handed_on=date_of(await text_of(request, "handed_on", longest=10)),
        actor=who_of(request).actor,
    )
    return await _page(request, password=password, no=no)


async def _overview(
    request: web.Request,
    *,
    calls: str = "",
    asked: dict[str, str] | None = None,
    no: No | None = None,
) -> web.StreamResponse:
    async with transaction(request.app[SITE].desk.engine) as session:
        found = await rows.every(session)
    shown = {
        **around(request),
        "given": submission_words,
        "found": found,
        "calls": calls,
        "asked": asked or dict.fromkeys(FIELDS, ""),
        "error": submission_words.NO[no] if no else "",
    }
    return render(request, "submissions.html", shown, status=_status(no) if no else 200)


async def _page(
    request: web.Request,
    *,
    no: No | None = None,
    error: str = "",
    password: str = "",
    status: int = 409,
) -> web.StreamResponse:
    desk, who, package = request.app[SITE].desk, who_of(request), await _package(request)
    async with transaction(desk.engine) as session:
        people = {each.id: each.name for each in (await session.exec(select(Staff))).all()}
    told = submission_words.NO[no] if no is not None else error
    status = _status(no) if no is not None else status
    shown = {
        **around(request),
        "given": submission_words,
        "package": package,
        "each": package.submission,
        "people": people,
        "is_own": package.submission.requested_by == who.staff,
        "today": desk.today,
        "password": password,
        "error": told,
    }
    return render(request, "submission.html", shown, status=status if told else 200)


def _status(no: No) -> int:
    return 422 if no is No.MY_NUMBER else 409


async def _name(request: web.Request) -> str:
    return (await _package(request)).submission.id


async def _package(request: web.Request) -> Package:
    """Find the package that the address names.

    Raises:
        HTTPNotFound: there is none.
    """
    room_of(request)
    found = await works.see(request.app[SITE].desk.engine, request.match_info["package"])
    if found is None:
        raise web.HTTPNotFound
    return found


def _packing(request: web.Request) -> Packing:
    packing = room_of(request).packing
    if packing is None:
        raise web.HTTPNotFound
    return packing
