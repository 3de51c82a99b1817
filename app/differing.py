"""Days whose calls and sound differ: told until they fit, or until a person has looked into them.

A small file of the home, so that the alarm outlives the office and a command can end it; what
differed, and who looked, stands in the audit trail for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from app.home import Home
from app.written import write_atomically
from recordings.reconciliation import Reconciled, summed

Counts = dict[str, int]
"""How many differences there are of each kind."""


@dataclass(frozen=True, slots=True)
class Differing:
    """One home's."""

    home: Home

    def read(self) -> dict[date, Counts]:
        """Give the days that differ; none if nothing was noted, or it cannot be read."""
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=dict[date, Counts])
        except (OSError, msgspec.DecodeError):
            return {}

    def note(self, done: Reconciled) -> None:
        """Take in what a comparison came to; raises `HomeUnusable`."""
        counts = summed(done.differences)
        self._write(self.read() | {done.day: counts} if counts else self._without(done.day))

    def end(self, day: date) -> bool:
        """Tell of a day no more; False if nothing was told. Raises `HomeUnusable`."""
        is_told = day in self.read()
        if is_told:
            self._write(self._without(day))
        return is_told

    def _without(self, day: date) -> dict[date, Counts]:
        return {each: counts for each, counts in self.read().items() if each != day}

    def _write(self, days: dict[date, Counts]) -> None:
        if days != self.read():
            self.home.recordings.mkdir(mode=0o700, parents=True, exist_ok=True)
            text = msgspec.json.encode({str(day): counts for day, counts in days.items()})
            write_atomically(self._file, f"{text.decode()}\n")

    @property
    def _file(self) -> Path:
        return self.home.recordings / "differing"
