"""Erasures on pages: applied for, decided by another person, executed, certified."""

from __future__ import annotations

from aiohttp import web

from agent_ui import erasure_words
from agent_ui.keys import SITE
from agent_ui.page import date_of, render, see, text_of, who_of
from agent_ui.sound_list import around, room_of
from recordings import erasure as works
from recordings.erasing import Application, No
from recordings.errors import RecordingsError
from recordings.kept_file_erasure import request_kept
from storage import case_files
from storage import erasures as rows
from storage.audit import trailed
from storage.engine import transaction
from storage.erasures import Whole

FIELDS = ("item", "medium", "method", "reason")


async def overview(request: web.Request) -> web.StreamResponse:
    """List all erasures, and what is kept beyond its period."""
    return await _overview(request)


async def ask(request: web.Request) -> web.StreamResponse:
    """Apply for the erasure of a recording, of all that are due, or of the kept files."""
    desk, who = request.app[SITE].desk, who_of(request)
    room_of(request)
    call = await text_of(request, "call", longest=200)
    fields = {key: await text_of(request, key) for key in FIELDS}
    planned = date_of(await text_of(request, "planned_on", longest=10))
    quantity = await text_of(request, "quantity", longest=6)
    if not (quantity.isascii() and quantity.isdigit()):
        raise web.HTTPBadRequest
    application = Application(**fields, quantity=int(quantity), planned_on=planned)
    actor, at = who.actor, desk.clock()
    if await text_of(request, "what", longest=10) == "files":
        made = await request_kept(desk.engine, application, None, actor=actor, at=at)
    else:
        async with transaction(desk.engine) as session:
            due = await rows.due(session, desk.today)
        calls = [call] if call else [each.call for each in due]
        made = await works.request(desk.engine, application, calls, actor=actor, at=at)
    if isinstance(made, No):
        return await _overview(request, error=erasure_words.NO[made], status=_status(made))
    return see(f"/erasures/{made}")


async def page(request: web.Request) -> web.StreamResponse:
    """Show one erasure with what can be done to it now."""
    return await _page(request)


async def decide(request: web.Request) -> web.StreamResponse:
    """Approve an application, citing the client's consent, or refuse it."""
    desk, who = request.app[SITE].desk, who_of(request)
    name, at = (await _whole(request)).erasure.id, desk.clock()
    if await text_of(request, "decision", longest=10) == "refuse":
        no = await works.refuse(desk.engine, name, actor=who.actor, at=at)
    else:
        no = await works.approve(
            desk.engine,
            name,
            reference=await text_of(request, "reference"),
            consented_on=date_of(await text_of(request, "consented_on", longest=10)),
            actor=who.actor,
            at=at,
        )
    return see(f"/erasures/{name}") if no is None else await _page(request, no)


async def execute(request: web.Request) -> web.StreamResponse:
    """Erase for good what an approved application names."""
    desk, who = request.app[SITE].desk, who_of(request)
    name = (await _whole(request)).erasure.id
    done = await works.execute(
        desk.engine,
        room_of(request).vault,
        name,
        witness=await text_of(request, "witness", longest=100),
        actor=who.actor,
        at=desk.clock(),
    )
    return await _page(request, done) if isinstance(done, No) else see(f"/erasures/{name}")


async def certificate(request: web.Request) -> web.StreamResponse:
    """Give the certificate of an executed erasure as a PDF."""
    whole = await _whole(request)
    if whole.erasure.done_at is None:
        raise web.HTTPNotFound
    try:
        drawn = await room_of(request).certify(whole.erasure.id, who_of(request).actor)
    except RecordingsError:
        return await _page(request, error=erasure_words.NOT_DRAWN, status=503)
    name = f"attachment; filename=certificate-{whole.erasure.id}.pdf"
    headers = {"Content-Disposition": name}
    return web.Response(body=drawn, content_type="application/pdf", headers=headers)


async def hold(request: web.Request) -> web.StreamResponse:
    """Place a legal hold on a recording, or release all that stand."""
    desk, who = request.app[SITE].desk, who_of(request)
    room_of(request)
    call, wish = request.match_info["call"], await text_of(request, "wish", longest=10)
    if wish not in ("hold", "release"):
        raise web.HTTPBadRequest
    async with trailed(desk.engine) as trail:
        if not await rows.kept(trail.session, [call]):
            raise web.HTTPNotFound
        if wish == "hold":
            await rows.hold(trail, call, why="request", actor=who.actor, at=desk.clock())
        else:
            await rows.release(trail, call, actor=who.actor, at=desk.clock())
    return see(f"/recordings/{call}")


async def _overview(
    request: web.Request, *, error: str = "", status: int = 200
) -> web.StreamResponse:
    desk = request.app[SITE].desk
    room, today = room_of(request), desk.today
    async with transaction(desk.engine) as session:
        found, due = await rows.every(session), await rows.due(session, today)
        files = await case_files.kept(session)
    shown = {
        **around(request),
        "erased": erasure_words,
        "found": found,
        "due": len(due),
        "kept_files": sum(each.erasure is None for each in files),
        "call": request.query.get("call", "")[:200],
        "today": today,
        "consent": room.rules.consent,
        "error": error,
    }
    return render(request, "erasures.html", shown, status=status)


async def _page(
    request: web.Request, no: No | None = None, *, error: str = "", status: int = 409
) -> web.StreamResponse:
    who, whole = who_of(request), await _whole(request)
    told = erasure_words.NO[no] if no is not None else error
    status = _status(no) if no is not None else status
    shown = {
        **around(request),
        "erased": erasure_words,
        "whole": whole,
        "each": whole.erasure,
        "is_own": whole.erasure.requested_by == who.staff,
        "today": request.app[SITE].desk.today,
        "error": told,
    }
    return render(request, "erasure.html", shown, status=status if told else 200)


def _status(no: No) -> int:
    return 422 if no is No.MY_NUMBER else 409


async def _whole(request: web.Request) -> Whole:
    """Find the erasure that the address names.

    Raises:
        HTTPNotFound: there is none.
    """
    room_of(request)
    found = await works.see(request.app[SITE].desk.engine, request.match_info["erasure"])
    if found is None:
        raise web.HTTPNotFound
    return found
