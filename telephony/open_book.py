"""Asterisk's book as it stands now, for everybody here who asks: what is over is let go again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from telephony.book import Book
from telephony.book_reader import BookReader, Entry, Place

log = logging.getLogger(__name__)

KEPT = timedelta(minutes=10)
"""How long what is over can still be asked for."""
LEFT_FOR = timedelta(minutes=1)
"""So long after an Asterisk's death what was going on in it can still be asked for."""
PIECE = 500
"""Lines that are read at a time: a millisecond."""


@dataclass(frozen=True, slots=True)
class Left:
    """What was going on in an Asterisk when it died."""

    book: Book
    died_at: datetime


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
        self._channels: dict[str, list[Entry]] = {}
        self._left: Left | None = None

    @property
    def place(self) -> Place:
        """How far it was read."""
        return self._reader.place

    async def catch_up(self) -> None:
        """Read what was written since, in turns with others: much was, in a minute of calls."""
        while not self._read_piece():  # noqa: ASYNC110 - the others have their turn
            await asyncio.sleep(0)

    def _read_piece(self) -> bool:
        """Read on; whether that was all for now. What cannot be read is told the next time."""
        try:
            entries = self._reader.read(PIECE)
        except OSError as exc:
            extra = {"action": "book_unreadable", "why": exc.strerror}
            log.warning("Asterisk's book cannot be read", extra=extra)
            return True
        for each in entries:
            self._channels.setdefault(each.channel, []).append(each)
        return len(entries) < PIECE

    def read(self) -> Book:
        """Give what it says, read to its end."""
        while not self._read_piece():
            pass
        book = Book.sorted(self._channels, offset=self._offset)
        over = [*book.over_by((self._clock() - self._offset - KEPT).timestamp())]
        if not over:
            return book
        for each in over:
            del self._channels[each]
        return Book.sorted(self._channels, offset=self._offset)

    def last_before(self, at: datetime) -> datetime | None:
        """Give when the last of what is in it happened before an instant; None if nothing did."""
        self.read()
        before = (at - self._offset).timestamp()
        earlier = (each.at for told in self._channels.values() for each in told if each.at < before)
        last = max(earlier, default=None)
        return None if last is None else datetime.fromtimestamp(last, UTC) + self._offset

    @property
    def left(self) -> Left | None:
        """What was going on when Asterisk died a short while ago."""
        is_over = self._left is None or self._clock() - self._left.died_at > LEFT_FOR
        return None if is_over else self._left

    def forget(self, died_at: datetime, *, born_at: datetime) -> None:
        """Asterisk died: it ends no channel in its book, so what was going on is over.

        Whoever came to the one that was born after it is not.
        """
        born = (born_at - self._offset).timestamp()
        old = {channel: told for channel, told in self._channels.items() if told[0].at < born}
        self._left = Left(Book.sorted(old, offset=self._offset), died_at)
        self._channels = {
            channel: told for channel, told in self._channels.items() if channel not in old
        }
