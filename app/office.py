"""The office: rows, numbers, recordings and pages. `python -m app.office --home DIR --web FD ...`.

It owns the database. Its works are independent of each other: one that fails is logged, shown as
not well, and begun again, and neither calls nor pages end with it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import faulthandler
import gc
import os
import signal
import socket
import ssl
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_ui.shown import Site
from agent_ui.site import build
from app.case_deadlines import keep_deadlines
from app.case_files import DayFiles
from app.contact_start import room_of as contact_room_of
from app.day_care import day_care_of
from app.demo_crowd import Crowd, crowd_of
from app.demo_people import ROBOT_PEOPLE
from app.demo_records import DemoRecords
from app.errors import AppError
from app.floor_work import with_floor
from app.home import Home, open_home
from app.lifeline import Lifeline, leave
from app.logs import keep_logs
from app.lookups import Lookups
from app.office_parts import Parts, offers_of, parts_of, site_of
from app.plain import Plain, read_plain
from app.promises_kept import PromisesKept
from app.reconciliation import reconciled
from app.record_keeper import keep_records
from app.report_keeper import Nights, keep_reports
from app.tasks import run_until
from app.trunk_registrations import watch_of
from callcenter.campaign import STATUS_LOOKUP
from config.errors import ConfigError
from ivr_flows.errors import IvrError
from ivr_flows.interpreter import Interpreter
from metrics.checked import checked
from metrics.errors import MetricsError
from storage import engine
from storage.errors import StorageError

Work = Coroutine[Any, Any, None]

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
    parts = parts_of(home, plain, database)
    site = site_of(parts)
    offers = offers_of(parts, site)
    if offers is not None:
        room = contact_room_of(
            offers.contacts,
            parts.campaign,
            known=parts.callers.known,
            calling=lambda: offers.calling,
        )
        site = replace(site, contacts=room)
    registered = watch_of(plain)
    site, duties, alarms, forecast = with_floor(
        site,
        parts.live,
        parts.foresight,
        home=home,
        reporting=parts.reporting,
        unregistered=lambda: registered.lost,
    )
    care = day_care_of(parts, site)
    site = care.site
    nights = Nights(
        partial(reconciled, parts.home, parts.plain, parts.reporting),
        partial(checked, parts.reporting.engine),
    )
    site = replace(site, not_reconciled=nights.differing)
    health, crowd = parts.health, crowd_of(home, plain, site)
    if crowd is not None and site.citizen is not None:
        site = replace(site, citizen=replace(site.citizen, crowd=crowd))
    works = {
        **_of_parts(parts, nights),
        **_of_desk(parts, site),
        **care.works,
        "duties": health.kept("duties", lambda: parts.after(duties.run)),
        "registrations": health.kept("registrations", registered.run),
        "alarms": health.kept("alarms", lambda: alarms.run(site.health)),
        "forecast": health.kept("forecast", lambda: parts.after(forecast.run)),
        "beat": lifeline.keep_beating(),
        "health": health.kept("health", health.watch),
        "pages": _serve(site, care.tls, listening, level=parts.live.level, ready=lifeline.ready),
    }
    if crowd is not None:
        works |= _of_demo(parts, site, crowd)
    if offers is not None:
        parts.live.followed.append(offers.heard)
        works["contacts"] = health.kept("contacts", lambda: parts.after(offers.run))
    await run_until(stop, works)


def _of_demo(parts: Parts, site: Site, crowd: Crowd) -> dict[str, Work]:
    """Give the works of a demo: a busy morning, and what is written of its talks."""
    health, sitters = parts.health, site.sitters
    writer = DemoRecords(
        parts.desk,
        people={seat: login for seat, (login, _) in ROBOT_PEOPLE.items()},
        is_taken=lambda seat: seat in sitters.by_seat,
    )
    parts.live.followed += [crowd.heard, writer.heard]
    return {
        "crowd": health.kept("crowd", crowd.run),
        "crowd records": health.kept("crowd records", writer.run),
    }


def _of_parts(parts: Parts, nights: Nights) -> dict[str, Work]:
    """Give the works on what calls leave behind: rows, boards, sound, figures."""
    health, live, flows = parts.health, parts.live, parts.flows
    works = {
        "rows": health.kept("rows", parts.rows.run),
        "live": health.kept("live", lambda: live.run(parts.database, Interpreter(flows))),
        "reports": health.kept(
            "reports",
            lambda: parts.after(lambda: keep_reports(parts.reporting, live.counted, nights)),
        ),
        "phones": parts.phones.run(),
        "callers": health.kept("callers", parts.callers.run),
        "foresight": health.kept("foresight", lambda: parts.after(parts.foresight.run)),
        "sound": health.kept("sound", parts.sound.run),
    }
    if STATUS_LOOKUP in parts.campaign.agreed:
        lookups = Lookups(parts.home, parts.database, clock=parts.clock)
        live.followed.append(lookups.heard)
        works["lookups"] = health.kept("lookups", lambda: parts.after(lookups.run))
    return works


def _of_desk(parts: Parts, site: Site) -> dict[str, Work]:
    """Give the works beside people's own: sittings, records, promises, applications."""
    health, desk = parts.health, parts.desk
    promises = PromisesKept(desk)
    parts.live.followed.append(promises.heard)
    works = {
        "sitters": health.kept("sitters", lambda: parts.after(site.sitters.run)),
        "records": health.kept("records", lambda: parts.after(lambda: keep_records(desk))),
        "promises": health.kept("promises", lambda: parts.after(promises.run)),
    }
    room = site.cases
    if room is not None:
        shelf, clock, zone = room.shelf, parts.clock, desk.zone
        files = DayFiles(parts.database, shelf, room.plan, zone, clock)
        deadlines = partial(keep_deadlines, desk.engine, shelf, clock=clock, zone=zone)
        health.more["case_files"] = lambda: files.trouble
        works["case_files"] = health.kept("case_files", lambda: parts.after(files.run))
        works["deadlines"] = health.kept("deadlines", lambda: parts.after(deadlines))
    return works


async def _serve(
    site: Site,
    tls: ssl.SSLContext | None,
    listening: int,
    *,
    level: asyncio.Event,
    ready: Callable[[], None],
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
        await web.SockSite(runner, made, ssl_context=tls).start()
        gc.collect()
        gc.freeze()  # what is there now stays: no collection needs to walk through it again
        ready()
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    leave(main())
