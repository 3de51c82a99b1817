"""The processor time that a process has used (proc(5), /proc/PID/stat)."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """Read the seconds of processor time of one process, in user and system mode together; 0 of one
    that is gone."""
    try:
        return used_s(Path(f"/proc/{pid}/stat").read_text(), ticks=_TICKS)
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def used_s(stat: str, *, ticks: int) -> float:
    """Read them out of the text; the process's name may hold blanks and brackets."""
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / ticks
