"""`python -m bench.turnover`: how soon a freed seat rings for the next caller, beside Queue().

A few seats, and callers who wait: each talk is short, and the seat hangs up. The time is taken from
packets: from the seat's BYE to the next INVITE to its phone. Then the controller is frozen, and new
callers are placed: from their INVITE to `100 Trying`. Exit 1 if it is not good enough.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from bench import queue_side
from bench.call_book import Packet
from bench.campaign import LINE, all_day, seat_names
from bench.capture import SipCapture
from bench.errors import BenchError
from bench.instance import Instance, instance
from bench.result import percentile
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.errors import PhoneError
from tests.asterisk.phones.seat_phone import SeatPhone
from tests.asterisk.phones.sip_socket import Address

MOST_MS, AT_LEAST_QUICKER = 3.0, 100.0
"""Issue: p50 of ours, and how many times quicker than Queue(), which looks once a second."""
TRYING_MOST_MS = 20.0
CONTEXT = "from-trunk"
SEATS = 5
BLOCKS, CALLERS = 4, 30
TALK_S = 0.5
FROZEN_CALLERS, FROZEN_EACH_S = 60, 0.1
"""Six seconds: the supervisor replaces a frozen controller after ten."""
DONE_S = 120.0
SETTLED_S = 1.0
_SILENCE_HZ = 0
_CALL_ID = re.compile(rb"^Call-ID:[ \t]*(\S+)", re.MULTILINE | re.IGNORECASE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Hold the bench and give the exit status."""
    parser = argparse.ArgumentParser(prog="bench.turnover", description=__doc__)
    parser.add_argument("--callers", type=int, default=CALLERS, help="of a block (%(default)s)")
    options = parser.parse_args(arguments)
    try:
        ours, queue, trying = asyncio.run(_measure(options.callers))
    except (BenchError, PhoneError) as problem:
        sys.stderr.write(f"bench: {problem}\n")
        return 1
    half, theirs, late = percentile(ours, 50), percentile(queue, 50), percentile(trying, 99)
    verdicts = [
        _told(f"hang-up to the next ring, p50 of {len(ours)}", half, MOST_MS),
        _told(f"controller frozen: INVITE to 100, p99 of {len(trying)}", late, TRYING_MOST_MS),
    ]
    times = theirs / half
    is_quicker = times >= AT_LEAST_QUICKER
    what = f"Queue() at the same, p50 of {len(queue)}: {theirs:.1f} ms"
    word = "ok" if is_quicker else "TOO FEW"
    sys.stdout.write(f"{what:<58} {times:9.0f} times at least {AT_LEAST_QUICKER:g}: {word}\n")
    return 0 if is_quicker and all(verdicts) else 1


def _told(what: str, took_ms: float, most_ms: float) -> bool:
    is_quick = took_ms <= most_ms
    word = "ok" if is_quick else "TOO SLOW"
    sys.stdout.write(f"{what:<58} {took_ms:9.2f} ms    at most {most_ms:g}: {word}\n")
    return is_quick


async def _measure(callers: int) -> tuple[list[float], list[float], list[float]]:
    """Give both sides' times (ms) and those of the frozen controller."""
    seats = seat_names(SEATS)
    ours: list[float] = []
    queue: list[float] = []
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as name:
        home = Path(name) / "home"
        home.mkdir()
        # Else it would be no frozen one that is measured, but its successor.
        (home / "madoguchi.toml").write_text("[supervisor]\nfrozen_s = 60\nheartbeat_s = 60\n")
        async with instance(home, text=_campaign(callers)) as running, AsyncExitStack() as stack:
            await queue_side.open_queue(running.console(), seats, context=CONTEXT, record=False)
            ports = []
            for seat, password in (await running.passwords()).items():
                phone = SeatPhone(
                    running.sip,
                    seat,
                    password,
                    behaviour=answer_after(0.0, talk_s=TALK_S),
                    tone_hz=_SILENCE_HZ,
                )
                ports.append((await stack.enter_async_context(phone)).sip.port)
            await running.all_ready(seats)
            for _ in range(BLOCKS):
                ours += await _block(running.sip, LINE, callers, ports)
                queue += await _block(running.sip, queue_side.NUMBER, callers, ports)
            return ours, queue, await _while_frozen(running)


def _campaign(callers: int) -> str:
    """Write a campaign in which nothing is said and no work follows a call."""
    calls = {"wait_limit_s": 300, "ring_s": 20, "wrap_up_s": 0, "repeat_s": 45, "record": False}
    lines = max(callers, FROZEN_CALLERS) + SEATS
    return all_day("bench", "計測", desks=seat_names(SEATS), lines=lines, calls=calls)


async def _block(server: Address, number: str, callers: int, ports: Sequence[int]) -> list[float]:
    """Let so many callers come at once and be served one after the other."""
    async with SipCapture(server[1]) as capture, AsyncExitStack() as stack:
        calls = []
        for count in range(callers):
            phone = CallerPhone(server, f"03123{count:05}", tone_hz=_SILENCE_HZ)
            calls.append((await stack.enter_async_context(phone)).call(number))
        for call in calls:
            await call.until(CallState.ENDED, timeout_s=DONE_S)
    return [each for port in ports for each in gaps_ms(capture.packets, port)]


def gaps_ms(packets: Iterable[Packet], port: int) -> Iterator[float]:
    """Give how long it took from each hang-up of one phone until it was called again."""
    left_at: float | None = None
    for packet in packets:
        if packet.source == port and packet.payload.startswith(b"BYE "):
            left_at = packet.at
        elif packet.target == port and packet.payload.startswith(b"INVITE "):
            if left_at is not None:
                yield (packet.at - left_at) * 1000
            left_at = None


async def _while_frozen(running: Instance) -> list[float]:
    """Stop the controller for a while, and let callers come."""
    async with SipCapture(running.sip[1]) as capture, AsyncExitStack() as stack:
        frozen = running.controller()
        os.kill(frozen, signal.SIGSTOP)
        try:
            for count in range(FROZEN_CALLERS):
                phone = CallerPhone(running.sip, f"03124{count:05}", tone_hz=_SILENCE_HZ)
                call = (await stack.enter_async_context(phone)).call(LINE)
                await asyncio.sleep(FROZEN_EACH_S)
                call.hang_up()
        finally:
            os.kill(frozen, signal.SIGCONT)
        await asyncio.sleep(SETTLED_S)  # the last answers are still on their way
    return list(trying_ms(capture.packets, running.sip[1]))


def trying_ms(packets: Iterable[Packet], server: int) -> Iterator[float]:
    """Give how long each call waited for its first answer of any kind."""
    invited: dict[bytes, float] = {}
    for packet in packets:
        found = _CALL_ID.search(packet.payload)
        if found is None:
            continue
        if packet.target == server and packet.payload.startswith(b"INVITE "):
            invited.setdefault(found[1], packet.at)
        elif packet.source == server and found[1] in invited:
            yield (packet.at - invited.pop(found[1])) * 1000


if __name__ == "__main__":
    sys.exit(main())
