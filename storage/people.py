"""The people's store: callers' numbers behind ids that say nothing. The controller loads this.

The rules of this file:
1. `id_of` and `number_of` never wait for a lock and never fail: a call depends on them.
2. An id is random, never derived: after the erasure nothing leads from it to the number.
3. A new value's row is written by a thread of our own. A database that is locked or full makes the
   row late (`late`); above `capacity` rows it is given up and counted (`dropped`).
4. The other process's rows and erasures are seen within `look_s`.

Standard library and `cryptography` only.
"""

from __future__ import annotations

import logging
import secrets
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import TracebackType

from storage import people_file
from storage.errors import PeopleUnavailable
from storage.people_file import PersonRow
from storage.seal import Seal

BATCH = 500
BACK_OFF_S = (0.05, 2.0)
RECENT = 1_000
"""How many numbers may stand in memory in the clear: those of the calls of this hour."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Person:
    id: str
    number: str
    blind: bytes
    created: datetime


class People:
    """Numbers by id and ids by number; a context manager that ends its thread.

    Raises:
        PeopleUnavailable: the file could not be opened.
        PeopleUnreadable: the file is damaged, newer, or sealed with another key.
    """

    def __init__(
        self,
        path: Path,
        key: bytes,
        *,
        clock: Callable[[], datetime],
        capacity: int = 10_000,
        busy_s: float = 1.0,
        look_s: float = 1.0,
    ) -> None:
        self._path = path
        self._seal = Seal(key, "people")
        self._clock = clock
        self._capacity = capacity
        self._busy_s = busy_s
        self._look_s = look_s
        self.dropped = 0
        """Values whose rows were given up, so that they are forgotten at the next start."""
        self._ids: dict[bytes, str] = {}
        self._unwritten: OrderedDict[str, _Person] = OrderedDict()
        self._recent: OrderedDict[str, str] = OrderedDict()
        self._seen = (0, 0)
        self._wal_due = self._failing = self._ending = False
        self._memory = threading.Condition()
        """Guards all the above; never held while the database is asked."""
        self._turn = threading.Lock()
        """One writer at a time in this process, taken before `_memory`."""
        people_file.prepare(path, self._seal.check)
        self._reader = self._open()
        self._thread = threading.Thread(target=self._write_on, name="people", daemon=True)
        self._thread.start()

    @property
    def late(self) -> int:
        """How many rows are not yet in the database."""
        return len(self._unwritten)

    def id_of(self, number: str) -> str:
        """Give the number's id, a new one if it was never seen. Memory only: microseconds."""
        blind = self._seal.blind(number)
        with self._memory:
            person = self._ids.get(blind) or self._mint(number, blind)
            self._remember(person, number)
        return person

    def find(self, number: str) -> str | None:
        """Give the id of a value that is known; None if nobody ever had it. Nothing is written."""
        with self._memory:
            return self._ids.get(self._seal.blind(number))

    def number_of(self, person: str) -> str | None:
        """Give the number behind an id; None if it is unknown, erased or cannot be read now."""
        with self._memory:
            number = self._recent.get(person)
            if number is None and person in self._unwritten:
                number = self._unwritten[person].number
        return number if number is not None else self._read(person)

    def erase(self, person: str) -> bool:
        """Remove a value for good, under all its ids; they resolve no more from here on.

        Gives True once no byte of it is on the disk; False if a reader kept the WAL from being
        emptied, which is tried again until it is done. The other process follows within `look_s`.

        Raises:
            PeopleUnavailable: the database is locked or full; nothing was erased.
        """
        with self._turn:
            late = self._unwritten.get(person)
            try:
                with closing(people_file.connect(self._path, busy_s=self._busy_s)) as database:
                    gone = people_file.erase(
                        database,
                        person,
                        blind=late.blind if late else None,
                        at=self._clock().isoformat(),
                    )
                    self._forget(gone)
                    self._wal_due = not people_file.empty_wal(database)
            except sqlite3.Error as exc:
                raise PeopleUnavailable(path=self._path, why=str(exc)) from exc
            return not self._wal_due

    def flush(self, timeout_s: float) -> bool:
        """Wait until every row is written; False if they were not in that time."""
        with self._memory:
            return self._memory.wait_for(lambda: not self._unwritten, timeout_s)

    def close(self) -> None:
        """Try once more to write what is late, then end the thread."""
        with self._memory:
            self._ending = True
            self._memory.notify_all()
        self._thread.join()
        self._reader.close()

    def __enter__(self) -> People:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self) -> sqlite3.Connection:
        try:
            with closing(people_file.connect(self._path, busy_s=self._busy_s)) as database:
                self._look(database)
            # Who opens may have to wait for one who opens as well. Readers then meet no lock in a
            # WAL, save one in trouble: there "unknown" beats waiting.
            reader = people_file.connect(self._path, busy_s=self._busy_s)
            reader.execute("PRAGMA busy_timeout=0")
            return reader
        except sqlite3.Error as exc:
            raise PeopleUnavailable(path=self._path, why=str(exc)) from exc

    def _mint(self, number: str, blind: bytes) -> str:
        person = f"p-{secrets.token_hex(8)}"
        self._ids[blind] = person
        if len(self._unwritten) < self._capacity:
            self._unwritten[person] = _Person(person, number, blind, self._clock())
            self._memory.notify_all()
        else:
            self.dropped += 1
        return person

    def _remember(self, person: str, number: str) -> None:
        self._recent[person] = number
        self._recent.move_to_end(person)
        if len(self._recent) > RECENT:
            self._recent.popitem(last=False)

    def _read(self, person: str) -> str | None:
        try:
            sealed = people_file.sealed(self._reader, person)
        except sqlite3.Error as exc:
            log.warning(
                "people.db cannot be read", extra={"action": "people_read", "why": str(exc)}
            )
            return None
        return None if sealed is None else self._seal.open(sealed, row=person)

    # From here on: the writing thread.

    def _write_on(self) -> None:
        pause_s = BACK_OFF_S[0]
        while not self._wait(pause_s if self._failing else self._look_s):
            failing = not self._work()
            pause_s = min(BACK_OFF_S[1], pause_s * 2) if failing else BACK_OFF_S[0]
            self._failing = failing
        self._work()

    def _wait(self, seconds: float) -> bool:
        """Wait for something to write, or for that long; True when the end has come."""
        with self._memory:
            self._memory.wait_for(
                lambda: self._ending or (self._unwritten and not self._failing), seconds
            )
            return self._ending

    def _work(self) -> bool:
        try:
            with (
                self._turn,
                closing(people_file.connect(self._path, busy_s=self._busy_s)) as database,
            ):
                self._look(database)
                while batch := self._batch():
                    people_file.write(database, batch)
                    self._written(batch)
                if self._wal_due:
                    self._wal_due = not people_file.empty_wal(database)
        except sqlite3.Error as exc:
            if not self._failing:
                log.warning("people.db is late", extra={"action": "people_late", "why": str(exc)})
            return False
        return True

    def _batch(self) -> list[PersonRow]:
        with self._memory:
            people = list(islice(self._unwritten.values(), BATCH))
        return [
            PersonRow(
                each.id,
                each.blind,
                self._seal.close(each.number, row=each.id),
                each.created.isoformat(),
            )
            for each in people
        ]

    def _written(self, batch: Iterable[PersonRow]) -> None:
        with self._memory:
            for row in batch:
                self._unwritten.pop(row.id, None)
            self._memory.notify_all()

    def _look(self, database: sqlite3.Connection) -> None:
        """Take over what the other process has added and erased."""
        added = people_file.entries_after(database, self._seen[0])
        erased = people_file.erased_after(database, self._seen[1])
        with self._memory:
            for entry in added:
                self._ids.setdefault(entry.blind, entry.id)
        self._forget({person for _, person in erased})
        self._seen = (
            added[-1].seq if added else self._seen[0],
            erased[-1][0] if erased else self._seen[1],
        )

    def _forget(self, gone: set[str]) -> None:
        if not gone:
            return
        with self._memory:
            for blind in [blind for blind, person in self._ids.items() if person in gone]:
                del self._ids[blind]
            for person in gone:
                self._recent.pop(person, None)
                self._unwritten.pop(person, None)
