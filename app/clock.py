"""The instance's clock: the machine's plus an offset that is fixed at the home's first start.

The only place that reads the wall clock; everybody else is handed a `clock` to call.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.errors import ClockFixed, HomeUnusable
from app.home import Home
from app.written import write_atomically

Clock = Callable[[], datetime]
"""Tells the instant on the instance's clock, in UTC."""


def clock_with(offset_s: float) -> Clock:
    """Make a clock that runs this many seconds ahead of the machine's."""
    ahead = timedelta(seconds=offset_s)
    return lambda: datetime.fromtimestamp(time.time(), UTC) + ahead


def shown_time(at: datetime, zone: str) -> str:
    """Write an instant as programs and people read it: ISO 8601 in the zone, with its offset."""
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="milliseconds")


def stored_offset(home: Home) -> float:
    """Read how far the home's clock is ahead; 0 if it never was set.

    Raises:
        HomeUnusable: what is stored cannot be read.
    """
    return _stored(home)[0]


def fix_clock(home: Home, *, start: str | None) -> float:
    """Decide the home's clock once and return its offset in seconds.

    `start` is the instant in ISO 8601 with offset at which business time shall begin; None keeps
    what is stored, else the machine's time.

    Raises:
        ClockFixed: the home has calls on another clock.
        HomeUnusable: the clock's file cannot be read or written.
    """
    offset_s, told = _stored(home)
    if start is None or start == told:
        return offset_s
    if _has_calls(home):
        raise ClockFixed(stored=told or "of the machine", asked=start)
    offset_s = round(datetime.fromisoformat(start).timestamp() - time.time(), 3)
    write_atomically(home.clock, json.dumps({"start": start, "offset_s": offset_s}))
    return offset_s


def _stored(home: Home) -> tuple[float, str | None]:
    try:
        plain = json.loads(home.clock.read_text(encoding="utf-8"))
        return float(plain["offset_s"]), str(plain["start"])
    except FileNotFoundError:
        return 0.0, None
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise HomeUnusable(path=str(home.clock), why=str(exc)) from exc


def _has_calls(home: Home) -> bool:
    return any(_holds_call(path) for path in home.log.glob("*.jsonl"))


def _holds_call(path: Path) -> bool:
    with path.open("rb") as lines:
        return any(b'"type":"CallArrived"' in line for line in lines)
