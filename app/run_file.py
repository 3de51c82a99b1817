"""`run.json`: how the running instance can be reached; and what a next supervisor must know.

Process ids alone may be used again after a death; the start time from `/proc/PID/stat` (field 22,
clock ticks since boot, proc(5)) tells whether it is still the same process.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from app.written import write_atomically


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A running instance, as other programs may rely on it."""

    web: str
    """Address of the pages, for example `http://127.0.0.1:8080`."""
    sip: str
    """Host and port where phones and trunks reach Asterisk."""
    clock: str
    """The instance's time when this was written, ISO 8601 with offset."""
    clock_offset_s: float
    """How far the instance's clock is ahead of the machine's."""
    pid: int
    """The controller's."""
    office_pid: int
    supervisor_pid: int
    asterisk_pid: int | None
    """None if Asterisk is not ours to run."""
    asterisk_started: int | None
    """Its start, in clock ticks since boot."""


def write_run(path: Path, run: Run) -> None:
    """Say that the instance is ready.

    Raises:
        HomeUnusable: the file cannot be written.
    """
    write_atomically(path, json.dumps(asdict(run), indent=1) + "\n")


def read_run(path: Path) -> Run | None:
    """Read what an instance said when it became ready; None if there is nothing to read."""
    try:
        return Run(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def note_processes(path: Path, pids: dict[str, int]) -> None:
    """Remember who was started, by name, with their start times.

    Raises:
        HomeUnusable: the file cannot be written.
    """
    known = {name: [pid, start] for name, pid in pids.items() if (start := started(pid))}
    write_atomically(path, json.dumps(known) + "\n")


def still_running(path: Path) -> dict[str, int]:
    """Name those of the processes noted that live on, with their ids."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        return {name: pid for name, (pid, start) in known.items() if started(pid) == start}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def started(pid: int) -> int | None:
    """Read when a process began, in ticks since boot; None if there is no such process alive."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else int(fields[19])


def began(pid: int) -> float | None:
    """Tell when (epoch seconds) a process began; None if there is no such process alive."""
    ticks = started(pid)
    if ticks is None:
        return None
    age_s = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    return time.time() - age_s
