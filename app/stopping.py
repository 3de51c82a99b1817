"""Ending a running instance from another process: `madoguchi stop`.

Ending it ends its Asterisk, and with that every call. How many there are is asked of Asterisk
itself: it knows them whether or not the controller is well.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress

from app.accounts import endpoints
from app.errors import CallsUp, NotRunning, StillRunning
from app.home import Home, holder_of
from app.opened import campaign_of
from app.plain import Plain, read_plain
from app.run_file import started, still_running
from callcenter import ids
from telephony import ari_requests
from telephony.ari_client import AriClient
from telephony.errors import AriError

STOPS_WITHIN_S = 30.0
"""Longer than the supervisor gives all its parts together."""
LOOK_S = 0.5


async def stop(home: Home, *, now: bool, drain: bool, say: Callable[[str], None]) -> None:
    """End the instance of a home, or the Asterisk that a dead supervisor left behind.

    Args:
        home: Its home.
        now: Cut the calls that are up.
        drain: Wait until no call is up.
        say: Takes one line for the operator's eyes.

    Raises:
        NotRunning: nothing runs there.
        CallsUp: calls are up, and neither `now` nor `drain` was given.
        StillRunning: it does not end.
    """
    pid = holder_of(home) or still_running(home.processes).get("asterisk")
    if pid is None:
        raise NotRunning(path=str(home.folder), why="its lock is free")
    if not now:
        await _until_no_call(home, drain=drain, say=say)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + STOPS_WITHIN_S
    while started(pid) is not None:
        if time.monotonic() > until:
            raise StillRunning(pid=pid, within_s=STOPS_WITHIN_S)
        await asyncio.sleep(LOOK_S / 10)


async def _until_no_call(home: Home, *, drain: bool, say: Callable[[str], None]) -> None:
    plain = read_plain(home.plain)
    of_seats = frozenset(endpoints(campaign_of(home, plain.campaign).desks))
    told = 0
    while count := await _calls_up(plain, of_seats):
        if not drain:
            raise CallsUp(count=count)
        if count != told:
            say(f"waiting for the end of {count} {'call' if count == 1 else 'calls'}")
            told = count
        await asyncio.sleep(LOOK_S)


async def _calls_up(plain: Plain, of_seats: frozenset[str]) -> int:
    """Count the calls with outside parties; without an Asterisk there is none."""
    ari = plain.ari
    async with AriClient(
        ari.url, user=ari.user, password=ari.password, app=ari.app, sources=()
    ) as client:
        try:
            channels = await client.send(ari_requests.list_channels())
        except AriError:
            return 0
    return sum(_is_call(each["id"], each["name"], of_seats) for each in channels)


def _is_call(channel: str, name: str, of_seats: frozenset[str]) -> bool:
    """Whether a channel is a call's: no leg or snoop of ours, no seat's phone in the fallback."""
    endpoint = name.removeprefix("PJSIP/").rpartition("-")[0]
    return ids.SEPARATOR not in channel and endpoint not in of_seats
