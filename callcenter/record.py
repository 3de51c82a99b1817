"""The log's line: one event, the commands it caused, and the number that orders them.

One line is `{"n":..,"at":..,"event":{"type":..},"commands":[{"type":..}]}`, with `token` when a
person asked for it. A file begins with a header line: format, source hash, campaign hash, clock
offset and the whole state as plain data. Nothing here touches a disk.
"""

from __future__ import annotations

import functools
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from callcenter.commands import Command, Refuse
from callcenter.errors import UnknownRecord
from callcenter.events import Event

FORMAT = 1
"""Number of the log's format; an older one is lifted by an upcaster before it is read."""

EVENTS: dict[str, type[Event]] = {kind.__name__: kind for kind in typing.get_args(Event)}
COMMANDS: dict[str, type[Command]] = {kind.__name__: kind for kind in typing.get_args(Command)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line of the log."""

    n: int
    event: Event
    commands: tuple[Command, ...] = ()
    token: str | None = None
    """What a submitter named its wish by; a token that was seen is not taken again."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of a wish whose token may come again."""

    n: int
    """Number of its record."""
    refused: str | None = None
    """Why it could not be; None if it was done."""

    @classmethod
    def of(cls, record: Record) -> Seen:
        """Read it off the wish's record."""
        refusals = (each.reason for each in record.commands if isinstance(each, Refuse))
        return cls(record.n, next(refusals, None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """First line of a log file: all that is needed to go on from here."""

    n: int
    """Number of the last record before this file."""
    at: datetime
    source: str
    """Hash of the code that decides: callcenter, japan and the flows' interpreter."""
    campaign: str
    """Content hash of the campaign in force."""
    offset_s: float
    """The instance's clock is the machine's plus this."""
    state: dict[str, Any]
    """The center's state as plain data."""
    flows: str = ""
    """Content hash of the flows in force."""
    tokens: dict[str, Seen] = field(default_factory=dict)
    """Recently seen tokens and what became of their wishes."""
    format: int = FORMAT


class _Line(msgspec.Struct, gc=False):
    """A record's line, its parts as they are written."""

    n: int
    at: msgspec.Raw
    event: msgspec.Raw
    commands: list[msgspec.Raw]
    token: str | None = None


class _Kind(msgspec.Struct, gc=False):
    """What every event and every command says of itself."""

    type: str


_encoder = msgspec.json.Encoder()
_line, _kind = msgspec.json.Decoder(_Line), msgspec.json.Decoder(_Kind)
_heads = {
    kind: b'{"type":"%b"' % name.encode() for name, kind in (*EVENTS.items(), *COMMANDS.items())
}


def encode(record: Record) -> bytes:
    """Write a record as one line, newline included; a caller waits for it."""
    at, _, rest = _fields(record.event).partition(b",")  # every event begins with `at`
    event, commands = _typed(record.event, rest), [_typed(c, _fields(c)) for c in record.commands]
    line = b'{"n":%d,%b,"event":%b,"commands":[%b]' % (record.n, at, event, b",".join(commands))
    if record.token is not None:
        line += b',"token":%b' % _encoder.encode(record.token)
    return line + b"}\n"


def encode_header(header: Header) -> bytes:
    """Write a header as one line, newline included."""
    return _encoder.encode({"header": header}) + b"\n"


def decode(line: bytes, *, number: int = 0) -> Record | Header:
    """Read one line.

    Raises:
        UnknownRecord: the line is no JSON, or of a type or format that this version has not.
    """
    try:
        if line.startswith(b'{"header"'):
            return _header(msgspec.json.decode(line)["header"], number)
        parts = _line.decode(line)
        event = _event(_kind.decode(parts.event).type)
        return Record(
            n=parts.n,
            event=event.decode(b'{"at":%b,%b' % (parts.at, bytes(parts.event)[1:])),
            commands=tuple(
                [_command(_kind.decode(each).type).decode(each) for each in parts.commands]
            ),
            token=parts.token,
        )
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError) as exc:
        raise UnknownRecord(line=number, why=f"{type(exc).__name__}: {exc}") from exc


def read(lines: Iterable[bytes]) -> Iterator[Record | Header]:
    """Read a log file's lines; a torn last line (a crash in mid-write) is left out.

    Raises:
        UnknownRecord: a complete line cannot be read.
    """
    for number, line in enumerate(lines, start=1):
        if not line.endswith(b"\n"):
            return
        yield decode(line, number=number)


def _fields(thing: Event | Command) -> bytes:
    return _encoder.encode(thing)[1:-1]


def _typed(thing: Event | Command, fields: bytes) -> bytes:
    return b",".join(filter(None, (_heads[type(thing)], fields))) + b"}"


@functools.cache
def _event(name: str) -> msgspec.json.Decoder[Event]:
    return msgspec.json.Decoder(EVENTS[name])


@functools.cache
def _command(name: str) -> msgspec.json.Decoder[Command]:
    return msgspec.json.Decoder(COMMANDS[name])


def _header(plain: dict[str, Any], number: int) -> Header:
    if plain["format"] != FORMAT:
        raise UnknownRecord(line=number, why=f"format {plain['format']} is not known")
    return msgspec.convert(plain, Header)
