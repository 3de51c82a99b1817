"""Asterisk's book as it stands now, for everybody here who asks: what is over is let go again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from telephony.book import Book
from telephony.book_reader import BookReader, Entry, Place

log = logging.getLogger(__name__)

KEPT = timedelta(minutes=10)
"""How long what is over can still be asked for."""


class OpenBook:
    """The book of one Asterisk from a place on."""

    def __init__(
        self, path: Path, place: Place, *, offset: timedelta, clock: Callable[[], datetime]
    ) -> None:
        """Open a book; the file need not be there yet.

        Args:
            path: Where Asterisk writes it.
            place: How far it was read before; what came after is told.
            offset: The instance's clock is the machine's plus this.
            clock: Now, on the instance's clock.
        """
        self._reader = BookReader(path, place)
        self._offset = offset
        self._clock = clock
        self._entries: list[Entry] = []

    @property
    def place(self) -> Place:
        """How far it was read."""
        return self._reader.place

    def read(self) -> Book:
        """Give what it says; what cannot be read now is told the next time."""
        try:
            self._entries += self._reader.read()
        except OSError as exc:
            extra = {"action": "book_unreadable", "why": exc.strerror}
            log.warning("Asterisk's book cannot be read", extra=extra)
        book = Book.of(self._entries, offset=self._offset)
        since = (self._clock() - self._offset - KEPT).timestamp()
        if self._entries and self._entries[0].at < since:
            going_on = {id(each) for each in book.unfinished()}
            self._entries = [
                each for each in self._entries if each.at >= since or id(each) in going_on
            ]
            book = Book.of(self._entries, offset=self._offset)
        return book

    def last_before(self, at: datetime) -> datetime | None:
        """Give when the last of what is in it happened before an instant; None if nothing did."""
        self.read()
        earlier = (each.at for each in self._entries if each.at < (at - self._offset).timestamp())
        last = max(earlier, default=None)
        return None if last is None else datetime.fromtimestamp(last, UTC) + self._offset

    def forget(self) -> None:
        """Asterisk died: it ends no channel in its book, so what was going on is over."""
        self._entries.clear()
