"""What Asterisk's files say of the fallback, which serves callers while there is no controller.

Here stands what does not change while Asterisk runs; what does is `fallback_plan`'s.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from pathlib import Path

from japan.withheld import withholding_words

NUMBER_KEY_LETTERS = 16
"""AES-128, by the letters of a text."""
RETURN_S = 30
"""How long a caller waits in the queue before it is offered to the controller again."""
BROWSER = "w"
"""Ends the name of a seat's browser phone."""

_PATH = re.compile(r"/[\w./+~ -]+")
_KEY = re.compile(rf"[A-Za-z0-9_-]{{{NUMBER_KEY_LETTERS}}}")


class Sound(StrEnum):
    """What a caller of the fallback may be told."""

    NOTICE = "NOTICE"
    """That the talk is recorded; heard before the queue."""
    AFTER_HOURS = "AFTER_HOURS"
    HOLIDAY = "HOLIDAY"
    NOT_YET_OPEN = "NOT_YET_OPEN"
    ENDED = "ENDED"
    EMERGENCY = "EMERGENCY"
    """While somebody has closed the centre within its hours."""
    LINES_FULL = "LINES_FULL"
    GIVE_UP = "GIVE_UP"
    """The polite end at the wait limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallback:
    """What the fallback knows of the campaign. Durations are seconds."""

    sounds: Mapping[Sound, Sequence[Path]]
    """Absolute, without extension, played one after the other; where there is none, callers who are
    turned away hear busy."""
    records: bool
    ring_s: float
    wrap_up_s: float
    wait_limit_s: float
    announce_max: int
    """How many closing announcements may play at once; above it callers hear busy."""
    number_key: str
    """Enciphers callers' numbers in astdb: 16 letters or digits, fixed for a home's life."""


def values(fallback: Fallback, *, system_name: str) -> dict[str, str]:
    """Give the placeholders of extensions.conf and queues.conf, except the phones' lines.

    Raises:
        ValueError: a sound's path or the key cannot be said there; the key is not repeated.
    """
    if not _KEY.fullmatch(fallback.number_key):
        raise ValueError(f"number_key: not {NUMBER_KEY_LETTERS} letters, digits, - or _")
    says = {
        "RECORDS": "yes" if fallback.records else "no",
        "WAIT_LIMIT": str(ceil(fallback.wait_limit_s)),
        "RETURN": str(RETURN_S),
        "ANNOUNCE_MAX": str(fallback.announce_max),
        "KEY": fallback.number_key,
        "WITHHOLDING": "|".join(withholding_words()),
        **{f"SOUND_{name}": played(paths) for name, paths in fallback.sounds.items() if paths},
    }
    return {
        "fallback_globals": "\n".join(f"MDG_{name}={said}" for name, said in says.items()),
        "fallback_ring_s": str(max(1, round(fallback.ring_s))),
        "fallback_wrap_up_s": str(ceil(fallback.wrap_up_s)),
        "born_at": str(len(system_name) + 1),
    }


def phones(seats: Iterable[str]) -> list[str]:
    """Name the two endpoints of each seat."""
    return [f"{seat}{kind}" for seat in seats for kind in ("", BROWSER)]


def hush_new_phones(database: Path, endpoints: Iterable[str]) -> None:
    """Say in Asterisk's database, before it runs, that no phone may be rung that nobody spoke of.

    A phone without a word of the controller would count as free: its own state alone would tell.

    Raises:
        OSError: the database cannot be written.
    """
    try:
        with closing(sqlite3.connect(database)) as file, file:
            file.execute(_TABLE)
            rows = [(f"{DEVICE_STATES}/{each}", "BUSY") for each in endpoints]
            file.executemany("INSERT OR IGNORE INTO astdb (key, value) VALUES (?, ?)", rows)
        database.chmod(0o600)
    except sqlite3.Error as exc:
        raise OSError(f"{database}: {exc}") from exc


DEVICE_STATES = "/StasisDeviceState"
"""Where Asterisk keeps what was said by `PUT /deviceStates/Stasis:<phone>`."""
_TABLE = "CREATE TABLE IF NOT EXISTS astdb(key VARCHAR(256), value VARCHAR(256), PRIMARY KEY(key))"


def played(sounds: Sequence[Path]) -> str:
    """Write sounds as Asterisk's Playback() takes them.

    Raises:
        ValueError: a path cannot be said there.
    """
    return "&".join(map(_path, sounds))


def _path(path: Path) -> str:
    """A path that Asterisk's Playback() takes as one file; `,` and `&` would end it."""
    if not _PATH.fullmatch(str(path)):
        raise ValueError(f"sounds: {path} holds a character that Playback() would not take")
    return str(path)
