"""Whether a process that gives no sign of life is stuck, or only waits for its turn.

On a busy machine a healthy process is silent for seconds as well: it waits for the processor or the
disk, and killing it would only make more work. So a process counts as still only if, between two
looks, none of its threads waited for either. One that computes without an end is still as well.

Source: proc(5), `/proc/PID/task/TID/stat` and `schedstat`; the latter counts nanoseconds, and a
wait only when it is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_STATE, _MAJOR_FAULTS = 0, 9
"""Where they stand after the name, which is in brackets and may hold anything."""
WAITED_MOST = 0.25
"""Of the time between two looks; who waited longer for the processor was held up."""
RAN_LEAST = 0.5
"""Who wants the processor now, and had it for less, was held up as well."""
_NS = 1e-9


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread as Linux tells of it."""

    state: str
    """R: runs or wants to; S: sleeps; D: waits for a disk; T: stopped."""
    ran_s: float
    waited_s: float
    """For the processor, so far."""
    major_faults: int
    """How often it waited for memory from a disk."""


def look(pid: int) -> dict[int, Thread]:
    """Look at a process's threads by their ids; none if it is gone, or Linux does not tell."""
    found: dict[int, Thread] = {}
    for task in Path(f"/proc/{pid}/task").glob("*"):
        with suppress(OSError, ValueError, IndexError):  # it ended meanwhile
            fields = (task / "stat").read_text().rpartition(")")[2].split()
            ran, waited, _ = (task / "schedstat").read_text().split()
            found[int(task.name)] = Thread(
                fields[_STATE], int(ran) * _NS, int(waited) * _NS, int(fields[_MAJOR_FAULTS])
            )
    return found


def is_still(before: Mapping[int, Thread], after: Mapping[int, Thread], *, for_s: float) -> bool:
    """Whether nothing held a process up between two looks; False if that cannot be told.

    Args:
        before: The first look.
        after: The second.
        for_s: Seconds between them.
    """
    both = before.keys() & after.keys()
    return bool(both) and not any(_was_held_up(before[each], after[each], for_s) for each in both)


def _was_held_up(before: Thread, after: Thread, for_s: float) -> bool:
    if "D" in (before.state, after.state) or after.major_faults > before.major_faults:
        return True
    if after.waited_s - before.waited_s > WAITED_MOST * for_s:
        return True
    return after.state == "R" and after.ran_s - before.ran_s < RAN_LEAST * for_s
