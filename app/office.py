"""The office: rows, numbers, recordings and pages. `python -m app.office --home DIR --web FD ...`.

It owns the database. Its works are independent of each other: one that fails is logged, shown as
not well, and begun again, and neither calls nor pages end with it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import faulthandler
import os
import signal
import socket
import ssl
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_ui.feed import Feed
from agent_ui.foresight import Foresight
from agent_ui.shown import Site
from agent_ui.site import build
from agent_ui.sitters import Sitters
from app.ask import why_not
from app.boards import Boards
from app.browser_phones import BrowserPhones
from app.call_story import story_of
from app.caller_desk import CallerDesk
from app.case_deadlines import keep_deadlines
from app.case_files import DayFiles
from app.clock import Clock, clock_with
from app.contact_ends import Around
from app.contact_offers import ContactOffers
from app.contact_start import contacts_of
from app.contact_start import room_of as contact_room_of
from app.demo_citizens import citizen_phone
from app.desk_start import case_room_of, desk_of
from app.errors import AppError
from app.floor_work import with_floor
from app.health import Health
from app.home import Home, open_home
from app.lifeline import Lifeline, leave
from app.live import Live
from app.logs import keep_logs
from app.lookups import Lookups
from app.number import as_written
from app.opened import both, flows_in_force
from app.plain import Plain, Web, read_plain
from app.promises_kept import PromisesKept
from app.reconciliation import reconciled
from app.record_keeper import keep_records
from app.report_keeper import keep_reports
from app.report_start import reporting_of
from app.rows import Rows
from app.sound import Sound
from app.tasks import run_until
from app.vault import room_of
from callcenter.campaign import STATUS_LOOKUP, Campaign
from config.errors import ConfigError
from desk.desk import Desk
from ivr_flows.errors import IvrError
from ivr_flows.interpreter import Interpreter
from metrics.errors import MetricsError
from metrics.prometheus import CONTENT_TYPE
from storage import engine, migrate
from storage.errors import StorageError
from storage.keys import instance_key, name_of
from storage.projection import Projection

LEVEL_S = 10.0
"""How long pages wait for the log to be read; browsers wait in the supervisor's socket."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the office of a validated home; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m app.office", description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--web", type=int, required=True, help="descriptor of the web socket")
    parser.add_argument("--spare", action="store_true", help="wait until the supervisor says so")
    parser.add_argument("--lifeline", type=int, required=True)
    given = parser.parse_args(arguments)
    os.umask(0o077)
    os.set_inheritable(given.web, False)
    faulthandler.enable()
    lifeline = Lifeline(given.lifeline)
    if given.spare:
        lifeline.wait_for_work()
    home = open_home(given.home)
    failed = ""
    try:
        keep_logs(home.logs, name="office")
        asyncio.run(_work(home, given.web, lifeline))
    except* (AppError, ConfigError, IvrError, MetricsError, StorageError, OSError) as group:
        failed = str(group.exceptions[0])
    if failed:
        lifeline.fatal(failed)
    return 1 if failed else 0


async def _work(home: Home, listening: int, lifeline: Lifeline) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    lifeline.on_orphaned(stop.set)
    plain = read_plain(home.plain)
    database = engine.connect(plain.database_url)
    try:
        await _side_by_side(home, plain, database, listening, lifeline, stop=stop)
    finally:
        await database.dispose()


async def _side_by_side(
    home: Home,
    plain: Plain,
    database: AsyncEngine,
    listening: int,
    lifeline: Lifeline,
    *,
    stop: asyncio.Event,
) -> None:
    campaign, flows = both(home, plain)
    clock = clock_with(plain.clock_offset_s)
    reporting = reporting_of(home, plain, database, clock)
    live = Live(
        home,
        campaign=campaign,
        definition=reporting.plan.definition,
        lines=plain.lines,
        clock=clock,
        version=version("madoguchi"),
    )
    prepared = asyncio.Event()
    rows = Rows(
        home,
        Projection(database, instance=name_of(instance_key(home.key)), zone=ZoneInfo(plain.zone)),
        prepare=lambda: _prepared(plain.database_url, prepared),
        applied=live.projected,
    )
    sound = Sound(home, database, plain, is_recorded=campaign.record, clock=clock)
    health = Health(home, plain, rows=rows, live=live, sound=sound)
    desk = desk_of(home, plain, database)
    phones, callers = BrowserPhones(plain.ari), CallerDesk(home, database, clock=clock)
    shown = replace(
        _site(home, desk, live=live, health=health, phones=phones, callers=callers),
        citizen=citizen_phone(home, plain),
    )
    foresight = Foresight(database, callers.who_calls, clock=clock)
    live.followed.append(foresight.heard)
    site = replace(
        shown,
        cases=case_room_of(home, plain),
        transfers={name: as_written(number) for name, number in campaign.transfers.items()},
        reports=reporting,
        story=partial(story_of, home.log),
        flows=partial(flows_in_force, home, plain),
        sounds=room_of(
            home,
            plain,
            desk,
            caller_of=callers.known,
            number_of=callers.written,
            broken=sound.broken,
        ),
        foresight=foresight,
    )
    kept = PromisesKept(desk)
    live.followed.append(kept.heard)
    offers = _offers(home, campaign, database, site, callers)
    if offers is not None:
        room = contact_room_of(offers.contacts, campaign, calling=lambda: offers.calling)
        site = replace(site, contacts=room)
    site, duties, alarms = with_floor(
        site, live, foresight, disk=home.folder, report_by=reporting.plan.due
    )
    works = {
        "rows": health.kept("rows", rows.run),
        "live": health.kept("live", lambda: live.run(database, Interpreter(flows))),
        "sitters": health.kept("sitters", lambda: _after(prepared, site.sitters.run)),
        "records": health.kept("records", lambda: _after(prepared, lambda: keep_records(desk))),
        "reports": health.kept(
            "reports",
            lambda: _after(
                prepared,
                lambda: keep_reports(
                    reporting, live.counted, partial(reconciled, home, plain, reporting)
                ),
            ),
        ),
        "phones": phones.run(),
        "deadlines": health.kept("deadlines", lambda: _after(prepared, _deadlines(site, clock))),
        "promises": health.kept("promises", lambda: _after(prepared, kept.run)),
        "callers": health.kept("callers", callers.run),
        "foresight": health.kept("foresight", lambda: _after(prepared, foresight.run)),
        "sound": health.kept("sound", sound.run),
        "duties": health.kept("duties", lambda: _after(prepared, duties.run)),
        "alarms": health.kept("alarms", lambda: alarms.run(site.health)),
        **_on_files(site, database, plain, health, prepared),
        "beat": lifeline.keep_beating(),
        "health": health.kept("health", health.watch),
        "pages": _serve(site, plain.web, listening, level=live.level, ready=lifeline.ready),
    }
    if STATUS_LOOKUP in campaign.agreed:
        lookups = Lookups(home, database, clock=clock)
        live.followed.append(lookups.heard)
        works["lookups"] = health.kept("lookups", lambda: _after(prepared, lookups.run))
    if offers is not None:
        live.followed.append(offers.heard)
        works["contacts"] = health.kept("contacts", lambda: _after(prepared, offers.run))
    await run_until(stop, works)


def _deadlines(site: Site, clock: Clock) -> Callable[[], Awaitable[None]]:
    """Give the work that watches the days of the campaign's own steps."""
    shelf = site.cases.shelf if site.cases is not None else None
    return partial(keep_deadlines, site.desk.engine, shelf, clock=clock, zone=site.desk.zone)


def _on_files(
    site: Site, database: AsyncEngine, plain: Plain, health: Health, prepared: asyncio.Event
) -> dict[str, Coroutine[Any, Any, None]]:
    """Give the work on the online form's files; none where the campaign takes no applications."""
    room = site.cases
    if room is None:
        return {}
    files = DayFiles(database, room.shelf, room.plan, ZoneInfo(plain.zone), site.desk.clock)
    health.more["case_files"] = lambda: files.trouble
    return {"case_files": health.kept("case_files", lambda: _after(prepared, files.run))}


def _site(
    home: Home,
    desk: Desk,
    *,
    live: Live,
    health: Health,
    phones: BrowserPhones,
    callers: CallerDesk,
) -> Site:
    """Give the pages what they show; what is live tells them from now on of each change."""
    submit = partial(why_not, home)
    feed = Feed(
        Boards(
            desks=live.desks,
            board=live.board,
            shown=live.seats,
            sitting=lambda: sitters.by_seat,
        )
    )
    live.changed = feed.changed
    sitters = Sitters(desk, submit=submit, changed=feed.changed, left=phones.revoke)
    return Site(
        board=live.board,
        health=health.parts,
        metrics=lambda: live.numbers.render(),
        metrics_type=CONTENT_TYPE,
        desk=desk,
        seats=live.desks,
        submit=submit,
        feed=feed,
        sitters=sitters,
        phones=phones,
        arrival=live.arrival,
        live_call=live.live_call,
        person_of=callers.person_of,
        number_of=callers.written,
        id_of=callers.kept,
        who_calls=callers.who_calls,
    )


def _offers(
    home: Home, campaign: Campaign, database: AsyncEngine, site: Site, callers: CallerDesk
) -> ContactOffers | None:
    """Make what offers contacts; None if the campaign calls no applicants."""
    room = site.cases
    if room is None:
        return None
    contacts = contacts_of(room.plan, room.shelf, campaign, number_id=callers.id_of)
    if contacts is None:
        return None

    def sitting(seat: str) -> str:
        there = site.sitters.by_seat.get(seat)
        return there.staff if there is not None else ""

    around = Around(
        number_of=callers.number_of,
        sitting=sitting,
        submit=site.submit,
        clock=site.desk.clock,
        most=len(campaign.desks),
    )
    return ContactOffers(home, database, contacts, around=around)


async def _prepared(url: str, prepared: asyncio.Event) -> None:
    await migrate.upgrade(url)
    prepared.set()


async def _after(prepared: asyncio.Event, work: Callable[[], Awaitable[None]]) -> None:
    await prepared.wait()
    await work()


async def _serve(
    site: Site, at: Web, listening: int, *, level: asyncio.Event, ready: Callable[[], None]
) -> None:
    """Serve the pages on the socket that the supervisor holds, until cancelled.

    They come when they show what the log has: after a death of the office, what they showed before.
    """
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LEVEL_S):
            await level.wait()
    made = socket.socket(fileno=listening)
    runner = web.AppRunner(build(site), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.SockSite(runner, made, ssl_context=_tls(at)).start()
        ready()
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def _tls(at: Web) -> ssl.SSLContext | None:
    if at.tls_cert is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(at.tls_cert, at.tls_key)
    return context


if __name__ == "__main__":
    leave(main())
