"""Days whose calls and sound differ: told until they fit, or until a person has looked into them.

A small file of the home, so that the alarm outlives the office and a command can end it; what
differed, and who looked, stands in the audit trail for good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from app.home import Home
from app.written import write_atomically
from recordings.reconciliation import Kind, Reconciled
from storage.audit import Action, Actor, trailed

Found = tuple[tuple[str, str], ...]
"""Kind and subject (a call, or a file's name) of each difference."""
Days = dict[date, Found]
MOST = 200
"""So many differences of a day are told one by one: more of them have one cause."""


@dataclass(frozen=True, slots=True)
class Differing:
    """One home's."""

    home: Home

    @property
    def is_whole(self) -> bool:
        """Whether what was noted can be read; not before the first note, or if the disk lost it."""
        try:
            msgspec.json.decode(self._file.read_bytes(), type=Days)
        except (OSError, msgspec.DecodeError):
            return False
        return True

    def begin_anew(self, days: Sequence[date]) -> None:
        """Tell of these days alone that they are to be compared; raises `HomeUnusable`."""
        kind = Kind.NOT_COMPARED.value
        self._write_all({each: ((kind, each.isoformat()),) for each in days})

    def read(self) -> Days:
        """Give the days that differ; none if it cannot be read (`is_whole`)."""
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=Days)
        except (OSError, msgspec.DecodeError):
            return {}

    def note(self, done: Reconciled) -> None:
        """Take in what a comparison came to; raises `HomeUnusable`."""
        found = tuple((each.kind.value, each.subject) for each in done.differences[:MOST])
        self._write(self.read() | {done.day: found} if found else self._without(done.day))

    async def look_into(self, engine: AsyncEngine, day: date, actor: Actor, at: datetime) -> bool:
        """Note that a person looked into a day's differences: they alarm no more.

        False if none are told. Raises `HomeUnusable`, `DatabaseUnavailable`.
        """
        if day not in self.read():
            return False
        async with trailed(engine) as trail:
            await trail.note(at, actor, Action.DIFFERENCES_SEEN, detail={"day": day.isoformat()})
        self._write(self._without(day))
        return True

    def _without(self, day: date) -> Days:
        return {each: found for each, found in self.read().items() if each != day}

    def _write(self, days: Days) -> None:
        if days != self.read():
            self._write_all(days)

    def _write_all(self, days: Days) -> None:
        text = msgspec.json.encode({str(day): found for day, found in days.items()})
        write_atomically(self._file, f"{text.decode()}\n")

    @property
    def _file(self) -> Path:
        return self.home.recordings / "differing"
