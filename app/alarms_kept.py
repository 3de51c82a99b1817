"""The office's alarms in the home: whoever watches next knows which stood, and since when.

The database is no place for them: that it is gone is one of them.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from app.errors import HomeUnusable
from app.written import write_atomically

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAlarm:
    """One that stands."""

    kind: str
    subject: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """All that an office has to know of the one before it."""

    n: int = 0
    """The last record of which anything below was noted: it is not noted again."""
    standing: tuple[KeptAlarm, ...] = ()
    missed: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    """Of each seat, when it did not take a call."""
    bad: Mapping[str, datetime] = field(default_factory=dict)
    """Of each seat, when a talk ended that broke up."""


def read_alarms(path: Path) -> Kept:
    """Read what is kept; nothing if there is nothing to read: alarms are found anew then."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept)
    except (OSError, msgspec.DecodeError):
        return Kept()


def write_alarms(path: Path, kept: Kept) -> None:
    """Keep them; a disk that is full is an alarm of its own, and none is lost meanwhile."""
    try:
        write_atomically(path, msgspec.json.encode(kept).decode())
    except HomeUnusable as exc:
        log.warning("alarms are not kept", extra={"action": "alarms_not_kept", "why": exc.why})
