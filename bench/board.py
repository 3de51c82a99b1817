"""`python -m bench.board`: how soon fifty open boards show what happened; exit 1 if it is late, or
if any board was not told of something.

Calls come at 30 a second. From the moment the controller publishes a record over the link's real
socket until a board's real WebSocket has read the news that hold it, for every board and every
record that changes a board. Server and all fifty boards run in this one process and share its
processor; what browsers draw is not in it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from aiohttp import ClientWebSocketResponse

from agent_ui.foresight import Foresight
from agent_ui.shown import Site
from app.floor_work import with_floor
from app.live import Live
from bench.applications import Line
from bench.errors import BenchError, FewerMeasured
from bench.pop import CLOCK, Floor
from bench.site import site_of
from callcenter.commands import ShowCall
from callcenter.events import CallArrived, TimerFired
from callcenter.seat import SeatState
from desk.roles import Role
from ivr_flows.interpreter import Interpreter
from storage import engine, migrate
from tests.integration.agent_ui.browser import Browser
from tests.integration.app.small_campaign import CAMPAIGN, FLOWS, LINE, home_with
from tests.integration.desk.people import newcomer
from tests.integration.metrics.shipped import reporting
from tests.unit.metrics import shipped as definitions

BOARDS, A_SECOND, SECONDS = 50, 30, 20
MOST_MS = 100.0
LAST_S = 5.0
"""So long after the last change boards may still be told of it."""
STAYS = 12
"""So many calls are there at once: as many as the contract has lines."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Hold the bench and give the exit status."""
    parser = argparse.ArgumentParser(prog="bench.board", description=__doc__)
    parser.add_argument("--boards", type=int, default=BOARDS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder:
            line = asyncio.run(_measure(Path(folder), options.boards, options.seconds))
    except BenchError as problem:
        sys.stderr.write(f"bench.board: {problem}\n")
        return 1
    sys.stdout.write(f"{line}\n")
    return 1 if line.value > line.bound else 0


async def _measure(folder: Path, boards: int, seconds: int) -> Line:
    home, _ = home_with(folder / "home", [])
    url = f"sqlite:///{home.folder}/rows.db"
    await migrate.upgrade(url)
    database = engine.connect(url)
    live = Live(
        home,
        campaign=CAMPAIGN,
        definition=definitions.the_clients(),
        lines=("bench",),
        clock=CLOCK,
        version="bench",
    )
    site = site_of(live, database, CLOCK)
    site, _, _, _ = with_floor(
        replace(site, number_of=lambda caller: f"011-{caller}"),
        live,
        Foresight(database, None, clock=CLOCK),
        home=home,
        reporting=reporting(database, CLOCK),
    )
    floor = Floor(home)
    try:
        async with asyncio.TaskGroup() as group:
            works = [
                group.create_task(floor.link.serve(), name="link"),
                group.create_task(live.run(database, Interpreter(FLOWS)), name="live"),
            ]
            took = await _watched(site, floor, boards, seconds)
            for each in works:
                each.cancel()
    finally:
        await database.dispose()
    slowest = p99_ms(took, asked=boards * changes(seconds))
    middle = took[len(took) // 2]
    what = f"{boards} boards, {A_SECOND} calls/s: p99 of {len(took)} (p50 {middle:.1f} ms)"
    return Line(what, slowest, MOST_MS, "ms")


def changes(seconds: int) -> int:
    """Say how often who waits changes: each call comes, and leaves after so many others."""
    calls = A_SECOND * seconds
    return calls + max(0, calls - STAYS)


def p99_ms(took: list[float], *, asked: int) -> float:
    """Sort what was measured and give its 99th percentile.

    Raises:
        FewerMeasured: a board was not told of something: its silence is not quick.
    """
    if len(took) != asked:
        raise FewerMeasured(len(took), asked)
    took.sort()
    return took[len(took) * 99 // 100]


async def _watched(site: Site, floor: Floor, boards: int, seconds: int) -> list[float]:
    """Let calls come while boards look on; gives the milliseconds of each change at each board."""
    published: dict[str, float] = {}
    took: list[float] = []
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        pages = [await browser.socket(path="/live/board") for _ in range(boards)]
        async with asyncio.TaskGroup() as readers:
            reading = [readers.create_task(_read(page, published, took)) for page in pages]
            await _calls(floor, published, seconds)
            until, asked = time.perf_counter() + LAST_S, boards * len(published)
            while len(took) < asked and time.perf_counter() < until:  # noqa: ASYNC110 - a list
                await asyncio.sleep(0.05)
            for each in reading:
                each.cancel()
        for page in pages:
            await page.close()
    return took


async def _calls(floor: Floor, published: dict[str, float], seconds: int) -> None:
    """Publish each call's arrival, its waiting and, twelve calls later, its end."""
    begun = time.perf_counter()
    for n in range(A_SECOND * seconds):
        await asyncio.sleep(max(0.0, begun + n / A_SECOND - time.perf_counter()))
        at, call = CLOCK(), f"c{n}"
        arrived = CallArrived(at=at, call=call, line=LINE, caller=f"p{n}", withheld=None)
        published[f"caller/{call}"] = time.perf_counter()
        floor.tell(arrived, _shown(call, "waiting"))
        floor.seat("seat-01", SeatState.TALKING if n % 2 else SeatState.READY)
        if n >= STAYS:
            gone = f"c{n - STAYS}"
            published[f"gone {gone}"] = time.perf_counter()
            floor.tell(TimerFired(at=at, timer="t"), _shown(gone, "ended"))


def _shown(call: str, state: str) -> ShowCall:
    at = CLOCK()
    return ShowCall(
        call=call,
        state=state,
        since=at,
        line=LINE,
        arrived_at=at,
        seat=None,
        holds_line=True,
        caller=f"p{call}",
    )


async def _read(
    page: ClientWebSocketResponse, published: dict[str, float], took: list[float]
) -> None:
    known: set[str] = set()
    while True:
        told = json.loads(await page.receive_str())
        now = time.perf_counter()
        new = {name for name in told.get("set", ()) if name.startswith("caller/")} - known
        names = [*new, *(f"gone {name.removeprefix('caller/')}" for name in told.get("gone", ()))]
        took += [(now - published[name]) * 1_000 for name in names if name in published]
        known |= new


if __name__ == "__main__":
    sys.exit(main())
