"""Promises: made beside a call, kept from one page; a bar on every page brings them to mind."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from aiohttp import web

from agent_ui import day_close, promise_calls, promise_words, work
from agent_ui.dialling import called
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, translator, who_of
from agent_ui.sighted import sighted, sighted_anew
from agent_ui.talk import due_of, phone_of, talk_of
from agent_ui.withheld import withheld
from desk import callbacks, complaints, escalations, records, tickets
from desk.callbacks import SUPERVISES, End, Promise
from desk.desk import Desk
from desk.reminders import reminders
from japan.calendar import next_business_day
from storage.audit import Action
from storage.calls import one_call


async def overview(request: web.Request) -> web.StreamResponse:
    """Show what is promised and not yet kept."""
    return await shown(request)


async def bar(request: web.Request) -> web.StreamResponse:
    """Show what the person has to think of now; empty if nothing is due."""
    desk, who = request.app[SITE].desk, who_of(request)
    found = await reminders(desk, who)
    hidden = await withheld(request, [each.phone for each, _ in found.callbacks])
    lines: dict[str, list[int | str]] = {
        "callbacks": [each.id or 0 for each, _ in found.callbacks if each.phone not in hidden],
        "escalations": [each.id or 0 for each, _, _ in found.escalations],
        "tickets": [each.id for each in found.tickets],
        "complaints": [each.record for each, _, _ in found.urgent],
        "suspicious": [each.id or 0 for each in found.suspicious],
    }
    await sighted_anew(request, Action.REMINDERS_SEEN, lines)
    values = {
        **_around(request),
        "found": found,
        "withheld": hidden,
        "now_at": desk.clock(),
        "unclosed": day_close.to_remind(request),
        "late_import": day_close.late_import(request) if who.role in SUPERVISES else None,
        "given": await work.given(request),
    }
    return render(request, "reminders.html", values)


async def place(request: web.Request) -> web.StreamResponse:
    """Show the forms that make a promise about the call at the seat, or about a record."""
    site = request.app[SITE]
    desk, sitting = site.desk, site.sitters.by_seat.values()
    values = {
        **_around(request),
        "record": request.query.get("record", ""),
        "owners": [each for each in sitting if each.staff != who_of(request).staff],
        "callback_due": _soon(desk),
        "ticket_due": _tomorrow(desk),
        "longest": callbacks.LONGEST_ABOUT,
    }
    return render(request, "promise_part.html", values)


async def promise(request: web.Request) -> web.StreamResponse:
    """Promise to call somebody back."""
    desk, who, talk = request.app[SITE].desk, who_of(request), await talk_of(request)
    phone, error = await phone_of(request, talk)
    if phone is None:
        return await answered(request, error=error)
    made = Promise(
        phone=phone,
        due_at=await due_of(request),
        about=(await text_of(request, "about", longest=2 * callbacks.LONGEST_ABOUT)).strip(),
        owner=await text_of(request, "owner", longest=40) or who.staff,
        call=talk.call,
        record=talk.record,
    )
    done = await callbacks.promise(desk, who, made)
    if isinstance(done, callbacks.Refusal):
        return await answered(request, error=promise_words.REFUSALS[done])
    await promise_calls.hand_over(request, done, phone=phone, due=made.due_at, owner=made.owner)
    return await answered(request, done=promise_words.PROMISED)


async def callback(request: web.Request) -> web.StreamResponse:
    """Keep what became of a callback: taken over, nobody reached, ended."""
    desk, who = request.app[SITE].desk, who_of(request)
    number, how = number_in(request, "callback"), await text_of(request, "how", longest=20)
    phone = await callbacks.phone_of(desk, number)
    if how in ("dial", "take") and await withheld(request, [phone]):
        return await shown(request, error=promise_words.RESPONSIBLE, status=409)
    if how == "dial":
        return await _dialled(request, number)
    match how:
        case "take":
            done = await callbacks.take(desk, who, number)
        case "not_reached":
            done = await callbacks.not_reached(desk, who, number)
        case End.REACHED | End.WITHDRAWN:
            done = await callbacks.close(desk, who, number, End(how))
            if done:
                await promise_calls.take_back(request, number)
        case _:
            raise web.HTTPBadRequest
    if not done:
        return await shown(request, error=promise_words.NOT_YOURS, status=409)
    return see("/promises")


async def _dialled(request: web.Request, number: int) -> web.StreamResponse:
    """Call whom it was promised to, from the person's own seat; what came of it is told later."""
    phone = await callbacks.phone_of(request.app[SITE].desk, number)
    if phone is None:
        return await shown(request, error=promise_words.NOT_YOURS, status=409)
    contact = await promise_calls.contact_of(request, number)
    error = await called(request, phone, contact=contact)
    return await shown(request, error=error, status=409) if error else see("/home")


async def hand_up(request: web.Request) -> web.StreamResponse:
    """Hand the call up to the supervisors, with what it is about."""
    desk, who, talk = request.app[SITE].desk, who_of(request), await talk_of(request)
    about = (await text_of(request, "about", longest=2 * callbacks.LONGEST_ABOUT)).strip()
    done = await escalations.hand_up(desk, who, about, call=talk.call, record=talk.record)
    if isinstance(done, callbacks.Refusal):
        return await answered(request, error=promise_words.REFUSALS[done])
    return await answered(request, done=promise_words.HANDED_UP)


async def escalation(request: web.Request) -> web.StreamResponse:
    """Show what was handed up: the call and what its agent has recorded so far."""
    desk, who = request.app[SITE].desk, who_of(request)
    row = await escalations.find(desk, number_in(request, "escalation"))
    if row is None:
        raise web.HTTPNotFound
    await escalations.see(desk, who, row)
    record = await _record_of(desk, row.record, row.call, row.staff)
    if record is not None:
        await records.see(desk, who, record)
    call = await one_call(desk.engine, row.call) if row.call else None
    values = {**_around(request), "row": row, "record": record, "call": call}
    return render(request, "escalation.html", values)


async def on_escalation(request: web.Request) -> web.StreamResponse:
    """Take what was handed up, or close it."""
    desk, who = request.app[SITE].desk, who_of(request)
    number, how = number_in(request, "escalation"), await text_of(request, "how", longest=10)
    if how not in ("take", "close"):
        raise web.HTTPBadRequest
    act = escalations.take if how == "take" else escalations.close
    if not await act(desk, who, number):
        return await shown(request, error=promise_words.NOT_YOURS, status=409)
    return see(f"/escalations/{number}" if how == "take" else "/promises")


async def answered(request: web.Request, *, done: str = "", error: str = "") -> web.StreamResponse:
    """Answer a script with what it shows; a form without one gets the page."""
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        t = translator(who_of(request).language)
        told = {"error": t(error)} if error else {"done": t(done)}
        return web.json_response(told, status=409 if error else 200)
    return await shown(request, error=error, status=409) if error else see("/promises")


async def shown(request: web.Request, *, error: str = "", status: int = 200) -> web.Response:
    """Show the page of all promises."""
    desk, who = request.app[SITE].desk, who_of(request)
    supervises = who.role in SUPERVISES
    promised, asked = await callbacks.open_ones(desk), await tickets.open_ones(desk)
    callers = [*(each.phone for each, _ in promised), *(each.phone for each in asked)]
    hidden = await withheld(request, callers)
    lines: dict[str, list[int | str]] = {
        "callbacks": [each.id or 0 for each, _ in promised if each.phone not in hidden],
        "tickets": [each.id for each in asked if each.phone not in hidden],
    }
    handed = await escalations.open_ones(desk) if supervises else []
    untold = await complaints.untold(desk) if supervises else []
    unreported = await complaints.unreported(desk) if supervises else []
    if supervises:
        lines["escalations"] = [each.id or 0 for each, _, _ in handed]
        shown_ones = dict.fromkeys(each.record for each, _, _ in (*untold, *unreported))
        lines["complaints"] = list(shown_ones)
    await sighted(request, Action.PROMISES_LISTED, lines)
    values = {
        **_around(request),
        "now_at": desk.clock(),
        "supervises": supervises,
        "withheld": hidden,
        "callbacks": promised,
        "tickets": [(each, tickets.late(desk, each)) for each in asked],
        "escalations": handed,
        "untold": untold,
        "unreported": unreported,
        "today": desk.today,
        "error": error,
    }
    return render(request, "promises.html", values, status=status)


def number_in(request: web.Request, name: str) -> int:
    """Read a number of the address.

    Raises:
        HTTPNotFound: it is none.
    """
    given = request.match_info[name]
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise web.HTTPNotFound
    return int(given)


async def _record_of(
    desk: Desk, record: str | None, call: str | None, staff: str
) -> records.Record | None:
    """Find what was handed up is recorded in, or the agent's part of its call's record."""
    if record is None and call is not None:
        record = await records.part_of(desk, call, staff)
    return await records.find(desk, record) if record is not None else None


def _around(request: web.Request) -> dict[str, Any]:
    site = request.app[SITE]
    return {
        "said": promise_words,
        "rules": site.desk.rules,
        "zone": site.desk.zone,
        "number_of": site.number_of,
    }


def _soon(desk: Desk) -> datetime:
    """Give the ten minutes that begin in about an hour."""
    at = desk.clock().astimezone(desk.zone) + timedelta(hours=1)
    return at.replace(minute=at.minute // 10 * 10, second=0, microsecond=0)


def _tomorrow(desk: Desk) -> datetime:
    """Give the late afternoon of the next business day."""
    day = next_business_day(desk.today + timedelta(days=1))
    return datetime.combine(day, time(17), tzinfo=desk.zone)
