"""Whether the machine's clock is kept right by somebody (ntp, chrony, systemd-timesyncd)."""

from __future__ import annotations

import ctypes
import subprocess

_TIMEX_BYTES = 512
"""More than the kernel's `struct timex` has; zeroes ask and change nothing (adjtimex(2))."""
_UNSYNCHRONISED = 5
"""`TIME_ERROR`."""
_PATIENCE_S = 5.0


def is_synchronised() -> bool | None:
    """Ask the kernel, or systemd where a service may not; None if neither tells."""
    asked = ctypes.create_string_buffer(_TIMEX_BYTES)
    try:
        state = int(ctypes.CDLL(None, use_errno=True).adjtimex(asked))
    except (OSError, AttributeError):
        state = -1
    return _told_by_systemd() if state < 0 else state != _UNSYNCHRONISED


def _told_by_systemd() -> bool | None:
    asked = ("timedatectl", "show", "--property=NTPSynchronized", "--value")
    try:
        done = subprocess.run(asked, capture_output=True, timeout=_PATIENCE_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {b"yes": True, b"no": False}.get(done.stdout.strip())
