"""Follow the log from another process: its files for what is old, the socket for what is new.

Every record comes once, in order, without gap, across deaths on either side. Each reader follows
on its own, at its own pace, so that a slow one (a locked database) holds nobody else up.
"""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from app.errors import LinkBroken
from app.home import Home
from app.link import address
from callcenter import record
from callcenter.record import Record
from metrics.vital import Vital

RETRY_S = 0.1
RETRY_MAX_S = 1.0
LINE_MAX = 16 * 1024 * 1024
BURST = 256 * 1024
"""So much is taken from the socket at once, if it is there: lines by the dozen, not one by one."""
BATCH = 500

log = logging.getLogger(__name__)


def log_files(folder: Path, *, after: int = 0) -> list[Path]:
    """Name the log's files that can hold records after this number, in order."""
    paths = sorted(folder.glob("*.jsonl"))
    newest_old = max(
        (each for each, path in enumerate(paths) if int(path.stem) <= after + 1), default=0
    )
    return paths[newest_old:]


def records_in(path: Path, *, after: int) -> list[Record]:
    """Read the records of one log file that come after this number.

    Raises:
        OSError: the file cannot be read.
        UnknownRecord: a complete line of it is of no known kind.
    """
    with path.open("rb") as lines:
        return [each for each in record.read(lines) if isinstance(each, Record) and each.n > after]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """What a follower wants to hear besides the records."""

    linked: Callable[[bool], None] = lambda _: None
    """Whether the socket is up."""
    begun: Callable[[str, int, int], int] = lambda run, began, n: n
    """At each link: which life of the controller it is, the log's last record when that began, and
    how far the follower is. It says after which record to go on (a power cut may have taken records
    that were already followed)."""
    level: Callable[[], None] = lambda: None
    """That every record there was when the link began was yielded; without a controller, every one
    that the files have. Told more than once."""
    vital: Callable[[Vital], None] = lambda _: None
    """Each second, how the controller is."""


DEAF = Ears()


@dataclass(frozen=True, slots=True)
class _Behind:
    """The controller keeps no record before this one; `late`: the files may not have it yet."""

    first_n: int
    late: bool


@dataclass(frozen=True, slots=True)
class _Hello:
    """Which life of the controller this is, the log's last record when that began, and now."""

    run: str
    began: int
    last: int


@dataclass(slots=True)
class _Place:
    """How far a follower is, and what the controller cannot give it any more."""

    n: int
    behind: _Behind | None = None

    def begin(self) -> int:
        """Forget what an earlier connection could not give; where this one goes on."""
        self.behind = None
        return self.n


_Said = Record | _Behind | _Hello | Vital


async def follow(
    home: Home, *, after: int, ears: Ears = DEAF, calm: bool = False
) -> AsyncGenerator[Record]:
    """Yield every record after this number, for ever.

    Args:
        home: Whose log.
        after: The last record that is known.
        ears: What is to be heard besides.
        calm: Whether nobody waits for what is done with a record: they come some at a time.

    Raises:
        UnknownRecord: the log holds what this version cannot read.
    """
    place, read_to, retry_s = _Place(after), -1, RETRY_S
    while True:
        began = place.begin()
        async for live in _session(home, place, ears, calm=calm):
            yield live
        ears.linked(False)
        if place.n != read_to or place.behind:
            async for old in _files(home.log, after=place.n):
                place.n = old.n
                yield old
            read_to = place.n
        if place.behind is not None and not place.behind.late:
            place.n = _past_hole(place.n, first_n=place.behind.first_n)
            continue
        if place.behind is None:
            ears.level()
        retry_s = RETRY_S if place.n != began else min(RETRY_MAX_S, retry_s * 2)
        await asyncio.sleep(retry_s)


async def _session(home: Home, place: _Place, ears: Ears, *, calm: bool) -> AsyncIterator[Record]:
    """Yield what one connection gives, and keep the place in the log."""
    last: int | None = None
    async for said in _live(home, after=place.n, calm=calm):
        ears.linked(True)
        match said:
            case Record():
                place.n = said.n
                yield said
            case _Behind():
                place.behind = said
                return
            case _Hello(run, began):
                place.n, before = ears.begun(run, began, place.n), place.n
                if place.n != before:
                    return
                last = said.last
            case Vital():
                ears.vital(said)
        if last is not None and place.n >= last:
            ears.level()


def _past_hole(n: int, *, first_n: int) -> int:
    """Go over records that neither the files nor the controller have: a full disk lost them."""
    if first_n <= n + 1:
        return n
    log.error(
        "records are missing",
        extra={"action": "records_missing", "after": n, "before": first_n},
    )
    return first_n - 1


async def _live(home: Home, *, after: int, calm: bool) -> AsyncIterator[_Said]:
    """Yield what the socket gives until it breaks, or cannot go on from there."""
    try:
        async with aclosing(_socket(home, after=after, calm=calm)) as bursts:
            async for lines in bursts:
                for line in lines:
                    said = _said(line)
                    if isinstance(said, Record):
                        if said.n != after + 1:
                            raise LinkBroken(why=f"record {said.n} came after {after}")
                        after = said.n
                    yield said
    except (OSError, msgspec.DecodeError, LinkBroken) as exc:
        log.debug("no link to the controller", extra={"action": "no_link", "why": str(exc)})


async def _files(folder: Path, *, after: int) -> AsyncIterator[Record]:
    for path in await asyncio.to_thread(log_files, folder, after=after):
        for each in await asyncio.to_thread(records_in, path, after=after):
            after = each.n
            yield each


async def _socket(home: Home, *, after: int, calm: bool) -> AsyncGenerator[list[bytes]]:
    """Yield the controller's lines, those together that came together."""
    with address(home.socket) as path:
        reader, writer = await asyncio.open_unix_connection(path, limit=LINE_MAX)
    with closing(writer):
        asked = {"from": after, "calm": True} if calm else {"from": after}
        writer.write(msgspec.json.encode(asked) + b"\n")
        torn = b""
        while came := await reader.read(BURST):
            *lines, torn = (torn + came).split(b"\n")
            if len(torn) > LINE_MAX:
                raise LinkBroken(why="a line without end")
            yield lines


def _said(line: bytes) -> _Said:
    return _record(line) if line.startswith(b'{"n":') else _told(msgspec.json.decode(line))


def _told(said: dict[str, Any]) -> _Behind | _Hello | Vital:
    if "vital" in said:
        return msgspec.convert(said["vital"], Vital)
    if "behind" in said:
        return _Behind(int(said["behind"]), bool(said["late"]))
    return _Hello(str(said["run"]), int(said["began"]), int(said["last"]))


@functools.lru_cache(maxsize=1_024)
def _record(line: bytes) -> Record:
    """Read a line; several followers of one process get the same one, within moments."""
    made = record.decode(line)
    if not isinstance(made, Record):
        raise LinkBroken(why="a header came over the socket")
    return made
