"""The machine's share: how long the kernel let a process wait for a processor.

Source: /proc/PID/schedstat (Linux, `Documentation/scheduler/sched-stats.rst`): the second number
is the time that the main thread was ready to run and did not, in nanoseconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path

from faults.facts import WaitFact

_LOOK_S = 0.04


def waits_s(supervisor: int) -> dict[int, float]:
    """Tell how long so far, by process id: we, an instance's supervisor, and what it started."""
    return {pid: _wait_s(pid) for pid in (os.getpid(), *_tree(supervisor))}


def waited_s(pids: set[int], before: Mapping[int, float]) -> float:
    """Tell how long these and we waited since; whoever was not there before is new."""
    return sum(_wait_s(pid) - before.get(pid, 0.0) for pid in {os.getpid(), *pids})


def _tree(pid: int) -> Iterator[int]:
    yield pid
    with contextlib.suppress(OSError):  # it is gone
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield from _tree(int(child))


def last_told(pid: Callable[[], int | None]) -> Callable[[], int]:
    """Name the process that was told of last: one of which nobody tells any more may run on."""
    last = 0

    def told() -> int:
        nonlocal last
        last = pid() or last
        return last

    return told


@contextlib.asynccontextmanager
async def watched(pid: Callable[[], int], found: list[WaitFact]) -> AsyncIterator[None]:
    """Note, time by time, how long the unluckiest thread of a process waited for a processor."""
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(_watch(pid, found))
        yield
        watching.cancel()


async def _watch(pid: Callable[[], int], found: list[WaitFact]) -> None:
    before, since = await asyncio.to_thread(_threads_s, pid()), time.time()
    while True:
        await asyncio.sleep(_LOOK_S)
        began, now = since, await asyncio.to_thread(_threads_s, pid())
        since = time.time()
        waits = (waited - before.get(thread, 0.0) for thread, waited in now.items())
        found.append(WaitFact(at=began, until=since, longest_s=max(waits, default=0.0)))
        before = now


def _threads_s(pid: int) -> dict[int, float]:
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:  # it is gone
        return {}
    return {int(each): _wait_s(f"{pid}/task/{each}") for each in threads}


def _wait_s(task: int | str) -> float:
    try:
        _, waited_ns, _ = Path(f"/proc/{task}/schedstat").read_text().split()
    except OSError:  # it is gone
        return 0.0
    return int(waited_ns) / 1e9
