"""What the model's Asterisk leaves on the machine: its book and its database, without any file.

The code that reads and keeps the book is the real one; only the bytes come from the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import cast

from telephony.book_reader import BookReader, Entry, Place
from telephony.callers import Callers
from telephony.fallback_watch import Spool
from telephony.open_book import OpenBook
from tests.sim.asterisk import Asterisk

BOOK = "the model's"
WRITTEN_S = 0.002
"""An entry is in the file so long after it happened."""


class ModelReader:
    """Stands where an open book has its `BookReader`; an entry counts as a byte."""

    def __init__(self, asterisk: Asterisk, place: Place) -> None:
        self._asterisk = asterisk
        self._at = place.offset if place.file == BOOK else 0

    @property
    def place(self) -> Place:
        """Everything before was read."""
        return Place(BOOK, self._at)

    def read(self, most: int) -> list[Entry]:
        """Read what was written since, so many lines at the most."""
        book = self._asterisk.book
        until = self._asterisk.now().timestamp() - WRITTEN_S
        first, end = self._at, min(self._at + most, len(self._asterisk.book))
        while self._at < end and book[self._at].at <= until:
            self._at += 1
        return book[first : self._at]


class NoFolder:
    """A folder of recordings without any."""

    def glob(self, pattern: str) -> Iterator[Path]:
        """Find none."""
        return iter(())


def open_book(asterisk: Asterisk, place: Place) -> OpenBook:
    """Open the model's book where the log says that it was read to."""
    book = OpenBook(Path(BOOK), place, offset=timedelta(), clock=asterisk.now)
    book._reader = cast(BookReader, ModelReader(asterisk, place))
    return book


def spool_of(book: OpenBook, callers: Callers, line: str) -> Spool:
    """Make the spool around it; its callers come from the model, see `World`."""
    return Spool(
        database=Path(BOOK),
        number_key="",
        recordings=cast(Path, NoFolder()),
        book=book,
        callers=callers,
        line=line,
    )
