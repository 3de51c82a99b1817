"""Asterisk's own book, read as it grows: which channel started, answered, joined, left and ended.

The book is CEL (channel event logging) as `cel_custom.conf` has it written: one JSON object a
line, at the microsecond, whether we listened or not. It names channels, never numbers.

It grows for ever: nobody seals or removes it yet. Whoever does (with the sealing of the log's files
and the retention) renames it, reads the rest of the renamed file and removes that; Asterisk opens
the book for each line and begins a new one by itself. The reader takes a new file from its start.
"""

from __future__ import annotations

import hashlib
import logging
import os
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, Literal

import msgspec

log = logging.getLogger(__name__)

Kind = Literal["CHAN_START", "ANSWER", "BRIDGE_ENTER", "BRIDGE_EXIT", "HANGUP", "CHAN_END"]


class Entry(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One line of the book: something that happened to a channel."""

    kind: Kind
    at: float
    """Epoch seconds of the machine's clock."""
    channel: str
    """Its id."""
    call: str
    """Asterisk's linkedid: the id of the first channel of the call."""
    name: str
    """Such as `PJSIP/seat-01-0000001a`; comes again after Asterisk's next start."""
    bridge: str = ""
    """Of an enter or exit."""
    cause: int = 0
    """Of a hang-up: Q.850."""
    hung_up_by: str = ""
    """Of a hang-up: the name of the channel whose phone did it; empty if none did."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a book was read; to be stored."""

    file: str = ""
    """Which file: a digest of its first line, the same after a copy or a restored backup."""
    offset: int = 0
    """Bytes read; a line begins there."""


START: Final = Place()


class BookReader:
    """Reads a book on from a place, whole lines only."""

    def __init__(self, path: Path, place: Place = START) -> None:
        """Name the book; it need not be there yet.

        Args:
            path: HOME/asterisk/`asterisk_files.BOOK`.
            place: Where to go on; another file, or one that shrank, is read from its start.
        """
        self._path = path
        self._place = place
        self._skipped = 0

    @property
    def place(self) -> Place:
        """Everything before was read."""
        return self._place

    @property
    def skipped(self) -> int:
        """How many lines could not be understood."""
        return self._skipped

    def read(self, most: int | None = None) -> list[Entry]:
        """Read what was written since, in Asterisk's order; blocks, 0.2 s for 100,000 lines.

        Args:
            most: So many lines at the most.

        Raises:
            OSError: the book is there and cannot be read; the place stays.
        """
        entries: list[Entry] = []
        try:
            file = self._path.open("rb")
        except FileNotFoundError:
            return entries
        with file:
            first = file.readline()
            if not _is_whole(first):
                return entries
            name = hashlib.blake2b(first, digest_size=8).hexdigest()
            offset = self._offset_in(name, os.fstat(file.fileno()).st_size)
            file.seek(offset)
            for line in islice(file, most):
                if not _is_whole(line):
                    break
                offset += len(line)
                self._take(line, entries)
        self._place = Place(name, offset)
        return entries

    def _offset_in(self, file: str, size: int) -> int:
        """Where to go on in a file of this many bytes."""
        place = self._place
        return place.offset if place.file == file and place.offset <= size else 0

    def _take(self, line: bytes, entries: list[Entry]) -> None:
        try:
            entries.append(_entry(line))
        except msgspec.DecodeError as exc:
            self._skipped += 1
            if self._skipped == 1:
                # msgspec names the field and the types, never the value of a text.
                extra = {"action": "book_line_malformed", "why": str(exc)}
                log.error("Asterisk's book has a line that cannot be read", extra=extra)


def _is_whole(line: bytes) -> bool:
    return line.endswith(b"\n")


class _Line(msgspec.Struct, gc=False):
    eventtype: Kind
    eventtime: float
    uniqueid: str
    linkedid: str
    channame: str
    eventextra: str
    """JSON again, or empty."""


class _Bridge(msgspec.Struct, gc=False):
    bridge_id: str


class _HangUp(msgspec.Struct, gc=False):
    hangupcause: int
    hangupsource: str


_line = msgspec.json.Decoder(_Line)
_bridge = msgspec.json.Decoder(_Bridge)
_hang_up = msgspec.json.Decoder(_HangUp)


def _entry(line: bytes) -> Entry:
    """Read one line.

    Raises:
        msgspec.DecodeError: it is no JSON, or lacks what its kind has.
    """
    said = _line.decode(line)
    bridge, cause, by = "", 0, ""
    match said.eventtype:
        case "BRIDGE_ENTER" | "BRIDGE_EXIT":
            bridge = _bridge.decode(said.eventextra).bridge_id
        case "HANGUP":
            hang_up = _hang_up.decode(said.eventextra)
            cause, by = hang_up.hangupcause, hang_up.hangupsource
        case "CHAN_START" | "ANSWER" | "CHAN_END":
            pass
    return Entry(
        kind=said.eventtype,
        at=said.eventtime,
        channel=said.uniqueid,
        call=said.linkedid,
        name=said.channame,
        bridge=bridge,
        cause=cause,
        hung_up_by=by,
    )
