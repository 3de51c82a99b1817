"""How late a loop is: everything that a call waits for waits for the controller's.

A timer that comes late was held up by our own work, or by other programs that had the machine's
processors; Linux counts the latter for each thread (`schedstat`, second field, nanoseconds), and
it is told apart.
"""

from __future__ import annotations

import asyncio
import os
from bisect import bisect_left
from collections.abc import Callable

from metrics.vital import LAG_BUCKETS_S

EVERY_S = 0.01
"""How often the controller's loop is looked at: whatever holds it up, a caller waits for."""
OFFICE_EVERY_S = 0.05
"""The office's: pages wait for it, and a look costs processor that callers would have."""


class LoopLag:
    """Measures the running loop for ever.

    `cpu_wait` gives how long this thread has waited for a processor, in seconds; it must be made
    in the thread of the loop. It is looked at every `every_s` seconds.
    """

    def __init__(self, cpu_wait: Callable[[], float], *, every_s: float = EVERY_S) -> None:
        self.counts = [0] * (len(LAG_BUCKETS_S) + 1)
        """Times late by at most each of `LAG_BUCKETS_S`, or by more; each time counts once."""
        self.sum_s = 0.0
        self.cpu_wait_s = 0.0
        """Seconds spent waiting for a processor since the watch began."""
        self._cpu_wait = cpu_wait
        self._every_s = every_s

    async def watch(self) -> None:
        """Set timers and see how late they are."""
        loop = asyncio.get_running_loop()
        first = waited = self._cpu_wait()
        while True:
            due = loop.time() + self._every_s
            await asyncio.sleep(self._every_s)
            late_s, now = loop.time() - due, self._cpu_wait()
            self.note(late_s - (now - waited))
            waited, self.cpu_wait_s = now, now - first

    def note(self, late_s: float) -> None:
        """Count one lateness."""
        late_s = max(0.0, late_s)
        self.counts[bisect_left(LAG_BUCKETS_S, late_s)] += 1
        self.sum_s += late_s


def thread_cpu_wait() -> Callable[[], float]:
    """Make a reader of this thread's waiting time; a kernel that does not count gives 0."""
    try:
        file = os.open("/proc/thread-self/schedstat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return lambda: 0.0
    return lambda: int(os.pread(file, 128, 0).split()[1]) / 1e9
