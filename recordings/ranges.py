"""Which part of a sound a browser asks for (RFC 9110, 14). Pure.

One part an answer, at most a mebibyte: players ask on, what was fetched can be written down, and
nobody takes an hour of sound by one request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST = 1 << 20
_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


@dataclass(frozen=True, slots=True)
class Part:
    """From a byte to a byte, the last one excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NoPart:
    """What was asked for is no part of it, several parts, or no range at all."""


def part_of(header: str | None, length: int) -> Part | NoPart:
    """Read a `Range` header for a sound of so many bytes."""
    asked = _RANGE.fullmatch(header or "")
    if asked is None or asked.groups() == ("", ""):
        return NoPart()
    first, last = asked.groups()
    if not first:  # the last so many bytes
        start, end = max(0, length - int(last)), length
    else:
        start, end = int(first), int(last) + 1 if last else length
    end = min(end, length, start + MOST)
    return Part(start, end) if start < end else NoPart()
