"""The rounds of a bench: at each rate, blocks of both sides in turn, so that both meet the same
machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import queue_side
from bench.call_book import placed_calls
from bench.capture import SipCapture
from bench.load import call_block
from bench.process_cpu import cpu_s
from bench.result import Comparison, Side
from tests.asterisk.phones.sip_socket import Address

BLOCKS = 4
_WARM_UP = 20
_SETTLE_S = 1.0


@dataclass(frozen=True, slots=True)
class Arena:
    """Where both sides meet: one Asterisk, reached at one address by two numbers."""

    server: Address
    our_number: str
    controller: Callable[[], int]
    """Tells its process as it is now: who is overloaded may be started anew."""
    asterisk: int
    folder: Path


async def compare(
    arena: Arena, *, rates: Sequence[int], calls: int, record: bool, say: Callable[[str], None]
) -> AsyncIterator[Comparison]:
    """Measure both sides at each rate, `calls` calls each, in alternating blocks."""
    for number in (arena.our_number, queue_side.NUMBER):
        await hold_block(arena, Side(), number, calls=_WARM_UP, rate=10)
    for rate in rates:
        say(f"{rate} calls/s, {'with' if record else 'without'} recording ...")
        ours, queue = Side(), Side()
        for size in block_sizes(calls):
            await hold_block(arena, ours, arena.our_number, calls=size, rate=rate)
            await hold_block(arena, queue, queue_side.NUMBER, calls=size, rate=rate)
        yield Comparison(rate, record, ours, queue)


def block_sizes(calls: int) -> list[int]:
    """Share the calls out among the blocks; no block is empty."""
    each, rest = divmod(calls, BLOCKS)
    return [size for size in (each + (block < rest) for block in range(BLOCKS)) if size]


async def hold_block(arena: Arena, side: Side, number: str, *, calls: int, rate: int) -> None:
    """Place one block and add what came of it to its side."""
    controller = arena.controller()
    before = cpu_s(controller), cpu_s(arena.asterisk)
    async with SipCapture(arena.server[1]) as capture:
        await call_block(arena.server, number, arena.folder, calls=calls, rate=rate, prefix="bench")
        await asyncio.sleep(_SETTLE_S)  # the last hang-ups are work of this block too
    placed = placed_calls(capture.packets, prefix="bench", server=arena.server[1])
    side.calls += placed
    if (now := arena.controller()) == controller:
        side.controller_s += cpu_s(controller) - before[0]
    else:
        side.restarts += 1
        side.controller_s += cpu_s(now)
    side.asterisk_s += cpu_s(arena.asterisk) - before[1]
