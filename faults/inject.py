"""Makes faults in a running instance, and tells when service was back, as run.json says."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import time
from collections.abc import Callable

from faults import disk, links, machine
from faults.facts import Injected
from faults.fault import (
    CutLink,
    Fault,
    FillDisk,
    Freeze,
    Kill,
    LockDatabase,
    LoseLink,
    Nothing,
    Victim,
    name_of,
    stops_controller,
    stops_pages,
    takes_calls,
)
from faults.instance import BACK_S, Madoguchi
from telephony.asterisk_process import has_ended

_BACK: tuple[Victim, ...] = ("supervisor", "controller", "asterisk")
"""For these callers wait."""
KILLED_BACK_S = 1.0
"""Promised for the controller and for Asterisk."""
_HELD_S = 0.2

Lost = Callable[[float], None]
"""What is to be done when Asterisk has died, given when: no phone is told."""
_LAST_WORDS = 5
"""Rounds of our loop in which the phones read what it still said."""


async def inject(instance: Madoguchi, fault: Fault, *, lost: Lost) -> Injected:
    """Make a fault and wait until it is over and service is back.

    Raises:
        NotBack: a part did not come back.
        FaultRefused: this machine does not allow it.
    """
    before = machine.waits_s(*instance.pids("supervisor").values())
    at = time.time()
    match fault:
        case Kill(victims=victims):
            await _kill(instance, victims, lost)
        case Freeze(victim=victim, for_s=for_s):
            await _freeze(instance, victim, for_s)
        case CutLink():
            links.shut(_asking(instance))
            await asyncio.sleep(_HELD_S)
        case LoseLink(for_s=for_s):
            await _lose_link(instance, for_s)
        case LockDatabase(for_s=for_s):
            await asyncio.to_thread(_lock_database, instance, for_s)
        case FillDisk(for_s=for_s):
            await asyncio.to_thread(disk.fill, instance.home)
            await asyncio.sleep(for_s)
            disk.free(instance.home)
        case Nothing(for_s=for_s):
            await asyncio.sleep(for_s)
    return Injected(
        name=name_of(fault),
        at=at,
        until=time.time(),
        waited_s=machine.waited_s(set(instance.pids(*_BACK).values()), before),
        takes_calls=takes_calls(fault),
        stops_controller=stops_controller(fault),
        stops_pages=stops_pages(fault),
        back_within_s=_promised_s(fault),
    )


def _promised_s(fault: Fault) -> float | None:
    match fault:
        case Kill(victims=("controller",) | ("asterisk",)):
            return KILLED_BACK_S
        case _:
            return None


async def _kill(instance: Madoguchi, victims: tuple[Victim, ...], lost: Lost) -> None:
    old = instance.pids(*victims)
    at = time.time()
    for pid in old.values():
        os.kill(pid, signal.SIGKILL)
    if "asterisk" in victims:
        await _last_words(old["asterisk_pid"])
        lost(at)
    if "supervisor" in victims:
        old |= instance.pids("controller", "office")
        await instance.gone()
        await instance.up()
    await instance.until_ready(BACK_S, old=old)


async def _last_words(pid: int) -> None:
    """Wait until a process is dead, and everybody has read what it said before."""
    while not has_ended(pid, within_s=0.0):  # noqa: ASYNC110 - nobody tells us
        await asyncio.sleep(0)
    for _ in range(_LAST_WORDS):
        await asyncio.sleep(0)


async def _freeze(instance: Madoguchi, victim: Victim, for_s: float) -> None:
    """One that is frozen too long is killed by its supervisor, and another one comes."""
    ((name, pid),) = instance.pids(victim).items()
    os.kill(pid, signal.SIGSTOP)
    try:
        await asyncio.wait_for(instance.until_ready(for_s + 1, old={name: pid}), for_s)
    except TimeoutError:
        try:
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:  # it was killed in this very moment
            await instance.until_ready(BACK_S, old={name: pid})


async def _lose_link(instance: Madoguchi, for_s: float) -> None:
    controller, asterisk = instance.pids("controller", "asterisk").values()
    held = [*_asking(instance), *links.answering(asterisk, instance.ari_port, controller)]
    links.swallow(held)
    await asyncio.sleep(for_s)
    links.deliver(held)


def _asking(instance: Madoguchi) -> list[socket.socket]:
    (controller,) = instance.pids("controller").values()
    return links.connections(controller, instance.ari_port)


def _lock_database(instance: Madoguchi, for_s: float) -> None:
    database = sqlite3.connect(instance.home / "madoguchi.db", isolation_level=None, timeout=30)
    try:
        database.execute("BEGIN IMMEDIATE")
        time.sleep(for_s)  # noqa: TID251 - in a thread of its own
        database.execute("ROLLBACK")
    finally:
        database.close()
