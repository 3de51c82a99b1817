"""The log of a running instance, read as it grows: what tests wait for and judge by."""

from __future__ import annotations

import asyncio
import bisect
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from callcenter.commands import Command
from callcenter.events import CallArrived, CallReturned, Event
from callcenter.record import Record, decode

LOOK_S = 0.01
"""The log is a file: nothing tells of its next line."""

EventKind = TypeVar("EventKind", bound=Event)
CommandKind = TypeVar("CommandKind", bound=Command)
Found = TypeVar("Found")


class NotLogged(AssertionError):
    """What was awaited did not come into the log in time."""

    def __init__(self, awaited: str, within_s: float, last: list[Record]) -> None:
        told = "\n".join(f"  {each.n} {each.event} -> {each.commands}" for each in last)
        super().__init__(f"no {awaited} within {within_s:g} s; the log ends with\n{told}")


class LogReader:
    """The records of a home's log, in order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._offsets: dict[Path, int] = {}
        self._records: list[Record] = []
        self._looked = 0.0

    def records(self, *, after: int = 0) -> list[Record]:
        """Give all records that were written by now, after the one of this number."""
        for path in sorted(self._folder.glob("*.jsonl")):
            self._records += self._more(path)
        self._looked = time.monotonic()
        return self._known(after)

    def _known(self, after: int) -> list[Record]:
        at = bisect.bisect_right(self._records, after, key=lambda record: record.n)
        return self._records[at:]

    @property
    def n(self) -> int:
        """Number of the last record by now; 0 if there is none."""
        written = self.records()
        return written[-1].n if written else 0

    async def event(
        self, kind: type[EventKind], *, after: int = 0, within_s: float = 10.0, **fields: object
    ) -> EventKind:
        """Wait for the first event of a kind with these fields; raises `NotLogged`."""
        return await self._first(
            lambda record: [record.event], kind, after=after, within_s=within_s, fields=fields
        )

    async def arrival(self, *, after: int, within_s: float) -> CallArrived | CallReturned:
        """Wait for the first call that comes to us, from outside or from the fallback."""
        until = time.monotonic() + within_s
        while True:
            for record in self.records(after=after):
                if isinstance(record.event, CallArrived | CallReturned):
                    return record.event
            if time.monotonic() > until:
                raise NotLogged("CallArrived or CallReturned", within_s, self._records[-15:])
            await asyncio.sleep(LOOK_S)

    async def command(
        self, kind: type[CommandKind], *, after: int = 0, within_s: float = 10.0, **fields: object
    ) -> CommandKind:
        """Wait for the first command of a kind with these fields; raises `NotLogged`."""
        return await self._first(
            lambda record: list(record.commands),
            kind,
            after=after,
            within_s=within_s,
            fields=fields,
        )

    def commands(
        self, kind: type[CommandKind], *, after: int = 0, **fields: object
    ) -> list[CommandKind]:
        """Give all commands of a kind with these fields that were written by now."""
        return [
            command
            for record in self.records(after=after)
            for command in record.commands
            if isinstance(command, kind) and _has(command, fields)
        ]

    def events(self, kind: type[EventKind], *, after: int = 0, **fields: object) -> list[EventKind]:
        """Give all events of a kind with these fields that were written by now."""
        return [
            record.event
            for record in self.records(after=after)
            if isinstance(record.event, kind) and _has(record.event, fields)
        ]

    async def _first(
        self,
        parts: Callable[[Record], list[Event] | list[Command]],
        kind: type[Found],
        *,
        after: int,
        within_s: float,
        fields: dict[str, object],
    ) -> Found:
        until = time.monotonic() + within_s
        while True:
            for record in self._lately(after):
                for part in parts(record):
                    if isinstance(part, kind) and _has(part, fields):
                        return part
                after = record.n
            if time.monotonic() > until:
                raise NotLogged(f"{kind.__name__} {fields}", within_s, self._records[-15:])
            await asyncio.sleep(LOOK_S)

    def _lately(self, after: int) -> list[Record]:
        """Give records as `records` does; of many who wait, one looks for all."""
        if time.monotonic() - self._looked < LOOK_S:
            return self._known(after)
        return self.records(after=after)

    def _more(self, path: Path) -> Iterator[Record]:
        with path.open("rb") as file:
            file.seek(self._offsets.get(path, 0))
            for line in file:
                if not line.endswith(b"\n"):  # still being written
                    return
                self._offsets[path] = self._offsets.get(path, 0) + len(line)
                read = decode(line)
                if isinstance(read, Record):
                    yield read


def _has(part: object, fields: dict[str, object]) -> bool:
    return all(getattr(part, name) == value for name, value in fields.items())
