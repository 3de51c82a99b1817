"""Whether the machine's clock is kept right by somebody (ntp, chrony, systemd-timesyncd)."""

from __future__ import annotations

import ctypes

_TIMEX_BYTES = 512
"""More than the kernel's `struct timex` has; zeroes ask and change nothing (adjtimex(2))."""
_UNSYNCHRONISED = 5
"""`TIME_ERROR`."""


def is_synchronised() -> bool | None:
    """Ask the kernel; None if it does not tell."""
    asked = ctypes.create_string_buffer(_TIMEX_BYTES)
    try:
        state = int(ctypes.CDLL(None, use_errno=True).adjtimex(asked))
    except (OSError, AttributeError):
        return None
    return None if state < 0 else state != _UNSYNCHRONISED
