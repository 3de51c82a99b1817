"""Faults of the office, its database and the disks. Each lasts as long as its `async with`.

They need no root: processes are stopped by signals, a database is locked by another connection,
and a disk is full for a process that may write to no file (prlimit(2), RLIMIT_FSIZE).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp

from app.home import Home
from app.link import address
from callcenter.commands import CloseCall
from storage.calls import CallRow, last_calls, tally
from storage.engine import connect
from tests.asterisk.instance import LINE, Instance
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.seat_phone import SeatPhone

Fault = AbstractAsyncContextManager[None]

ALARM_S = 5.0
"""Within this time an alarm is raised, and after the fault taken back."""
PATIENCE_S = 2.0
"""So long an answer of `/healthz` is waited for; none is an alarm as well."""
PULSE_S = 1.1
"""The controller tells its vital signs each second."""
_LAG = "madoguchi_controller_loop_lag_seconds_bucket"


@asynccontextmanager
async def killed(pid: int) -> AsyncIterator[None]:
    """Kill a process; its supervisor starts another one."""
    os.kill(pid, signal.SIGKILL)
    yield


@asynccontextmanager
async def frozen(pid: int) -> AsyncIterator[None]:
    """Stop a process; its supervisor kills it if that takes too long."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


@asynccontextmanager
async def locked(database: Path) -> AsyncIterator[None]:
    """Hold SQLite's only write lock."""
    other = sqlite3.connect(database, isolation_level=None, timeout=30, check_same_thread=False)
    try:
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    finally:
        other.close()


@asynccontextmanager
async def full_disk(*pids: int) -> AsyncIterator[None]:
    """Let processes write to no file: to them, every disk refuses."""
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids}
    for pid, (_, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        for pid, limits in before.items():
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@asynccontextmanager
async def gone(file: Path) -> AsyncIterator[None]:
    """Move a file away, as the unmounting of its disk would."""
    away = file.with_name(file.name + ".away")
    file.rename(away)
    try:
        yield
    finally:
        away.rename(file)


@asynccontextmanager
async def deaf_clients(home: Path, count: int = 10) -> AsyncIterator[None]:
    """Ask the controller for everything and take nothing of it; every second one asks on and on."""
    wish = (
        b'{"submit": {"type": "ReadyPressed", "seat": "seat-10", "by": "test"}, "token": "deaf"}\n'
    )
    with contextlib.ExitStack() as stack:
        for each in range(count):
            client = stack.enter_context(socket.socket(socket.AF_UNIX))
            with address(Home(home).socket) as path:
                client.connect(path)
            client.setblocking(False)
            client.send(b'{"from": 0}\n')
            with contextlib.suppress(BlockingIOError):
                while each % 2 and client.send(wish) == len(wish):
                    pass  # as many as it takes
        yield


@dataclass(slots=True)
class Lived:
    """What a stretch of time with a fault in it was like."""

    before_ms: list[float]
    """From each INVITE to the ring at the seat, before the fault."""
    during_ms: list[float]
    alarm_s: float | None
    """From the fault's beginning until `/healthz` said so or gave no answer."""
    cleared_s: float | None
    """From the fault's end until `/healthz` said that all is well."""
    lag: dict[str, float]
    """How often the controller's loop was late by more than the bound before: by upper bound."""

    def __str__(self) -> str:
        told = {bound: int(count) for bound, count in self.lag.items() if count}
        return (
            f"ring before {median(self.before_ms):.1f} ms, during {median(self.during_ms):.1f} ms "
            f"(max {max(self.during_ms):.1f}, {len(self.during_ms)} calls); alarm after "
            f"{_s(self.alarm_s)}, cleared after {_s(self.cleared_s)}; lag up to s: {told}"
        )

    def late(self, over_s: float) -> int:
        """How often the loop was late by more than this (a bound of the histogram)."""
        return int(sum(count for bound, count in self.lag.items() if float(bound) > over_s))


async def lived_through(
    instance: Instance,
    seat: SeatPhone,
    caller: CallerPhone,
    fault: Fault,
    *,
    for_s: float,
    patience_s: float = PATIENCE_S,
) -> Lived:
    """Place calls before a fault, during it for `for_s` seconds, and until all is well again.

    During it, no answer of `/healthz` within `patience_s` is an alarm.
    """
    before = [await ring_ms(seat, caller) for _ in range(5)]
    lag = await _lag(instance)
    during: list[float] = []
    async with asyncio.TaskGroup() as group:
        async with fault:
            began = time.monotonic()
            alarm = group.create_task(
                _until(instance, is_well=False, within_s=for_s, patience_s=patience_s)
            )
            while time.monotonic() < began + for_s:
                during.append(await ring_ms(seat, caller))
        ended = time.monotonic()
        cleared = await _until(instance, is_well=True, within_s=2 * ALARM_S)
        alarmed = await alarm
    await asyncio.sleep(PULSE_S)
    after = await _lag(instance)
    return Lived(
        before_ms=before,
        during_ms=during,
        alarm_s=alarmed - began if alarmed else None,
        cleared_s=cleared - ended if cleared else None,
        lag={bound: after[bound] - lag[bound] for bound in after},
    )


async def ring_ms(seat: SeatPhone, caller: CallerPhone) -> float:
    """Place one call, have it answered, end it; gives the time from its INVITE to the ring."""
    call = caller.call(LINE)
    ringing = await seat.next_call()
    await call.until(CallState.ANSWERED)
    call.hang_up()
    await ringing.until(CallState.ENDED)
    return (ringing.times.invited - call.times.invited) * 1000


async def until_rows_are_the_log(instance: Instance, url: str, *, within_s: float = 10.0) -> None:
    """Wait until every call that the log closed is one row that says the same."""
    engine = connect(url)
    until = time.monotonic() + within_s
    try:
        while True:
            n, closed = instance.log.n, instance.log.commands(CloseCall)
            told = await tally(engine, instance.now.date())
            if told.n >= n:
                break
            assert time.monotonic() < until, f"rows are at {told.n}, the log at {n}"
            await asyncio.sleep(0.1)
        rows = {row.id: row for row in await last_calls(engine, 10_000)}
    finally:
        await engine.dispose()
    assert sum(told.ever.values()) == len(closed)
    assert {each.call: _of_command(each) for each in closed} == {
        row.id: _of_row(row) for row in rows.values() if row.outcome is not None
    }


async def parts(instance: Instance, *, patience_s: float = PATIENCE_S) -> dict[str, bool]:
    """Give what `/healthz` says of each part; nothing if there is no answer."""
    timeout = aiohttp.ClientTimeout(total=patience_s)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as web,
            web.get(instance.run["web"] + "/healthz") as answer,
        ):
            told: dict[str, dict[str, Any]] = (await answer.json())["parts"]
    except (TimeoutError, OSError, aiohttp.ClientError):
        return {}
    return {name: bool(part["ok"]) for name, part in told.items()}


async def _until(
    instance: Instance, *, is_well: bool, within_s: float, patience_s: float = PATIENCE_S
) -> float | None:
    """Wait until `/healthz` tells that everything works, or does not; gives when."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        told = await parts(instance, patience_s=patience_s)
        if (bool(told) and all(told.values())) is is_well:
            return time.monotonic()
        await asyncio.sleep(0.05)
    return None


async def _lag(instance: Instance) -> dict[str, float]:
    """Read how often the loop was late, by upper bound in seconds."""
    told = await instance.metrics()
    bounds = {
        name.partition('le="')[2].rstrip('"}'): count
        for name, count in told.items()
        if name.startswith(_LAG)
    }
    counts, below = {}, 0.0
    for bound, count in bounds.items():
        counts[bound], below = count - below, count
    return counts


def _of_command(call: CloseCall) -> tuple[object, ...]:
    return call.outcome.value, call.arrived_at, call.ended_at, call.seat, call.talk_s


def _of_row(row: CallRow) -> tuple[object, ...]:
    outcome = row.outcome.value if row.outcome else None
    return outcome, row.arrived_at, row.ended_at, row.seat, row.talk_s


def _s(seconds: float | None) -> str:
    return "never" if seconds is None else f"{seconds:.1f} s"
