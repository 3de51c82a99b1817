"""Files of sound against rows: what does not fit together, and what is to be done about it. Pure.

Only what the rows say for certain leads to a removal; a file that nobody knows is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from recordings.spool import RawFile
from recordings.stores import ELSEWHERE, SUFFIX
from storage.sound import SoundRow

SETTLED = timedelta(minutes=2)
"""So long after a call's end its sound is delivered, or something is wrong."""
GRACE_S = 600.0
"""So old a file has a row, or will never have one."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A call's sound is not where its row should have it; it is to be delivered again."""

    row: SoundRow


@dataclass(frozen=True, slots=True)
class Needless:
    """A raw file that nobody needs any more: its call's sound is kept, or there was no talk."""

    name: str


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A file that belongs to no row."""

    name: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A row whose file is gone, with nothing to make it from."""

    call: str


@dataclass(frozen=True, slots=True)
class Leftover:
    """A plain file whose sound is in the vault, or was erased."""

    path: str


Finding = Undelivered | Needless | Unlinked | Missing | Leftover


@dataclass(frozen=True, kw_only=True)
class Found:
    """What lies on the disk, and what the rows say of it."""

    raw: Collection[RawFile]
    kept: Mapping[str, float]
    """Kept files, plain and sealed: path relative to the home, and when (epoch seconds) each was
    written."""
    rows: Mapping[str, SoundRow]
    """By call: those that have files, and all recent ones with sound."""
    asterisk_since: float | None
    """As `RawFile.is_being_written` has it."""
    machine_now: float
    """Epoch seconds, on the clock that dates the files."""
    now: datetime
    """On the instance's clock, as the rows have it."""

    @cached_property
    def kept_calls(self) -> frozenset[str]:
        """The calls that have a kept file."""
        return frozenset(call_of(path) for path in self.kept)


def findings(found: Found, is_at_work: Callable[[str], bool]) -> list[Finding]:
    """Compare; calls in progress and those that are being worked on are passed over."""
    undelivered: dict[str, Finding] = {}
    others: list[Finding] = []
    for finding in _all(found, is_at_work):
        if isinstance(finding, Undelivered):
            undelivered[finding.row.call] = finding
        else:
            others.append(finding)
    return [*undelivered.values(), *others]


def _all(found: Found, is_at_work: Callable[[str], bool]) -> Iterator[Finding]:
    yield from _strangers(found)
    finished = [raw for raw in found.raw if not raw.is_being_written(found.asterisk_since)]
    for raw in finished:
        row = found.rows.get(raw.call or "")
        if row is not None and not is_at_work(row.call):
            yield from _of_raw(raw, row, found)
    yield from _leftovers(found, is_at_work)
    there = {raw.name for raw in found.raw}
    for row in found.rows.values():
        if there.isdisjoint(row.parts) and not is_at_work(row.call):
            yield from _of_row(row, found)


def _strangers(found: Found) -> Iterator[Unlinked]:
    """Name the files of which no row knows, young ones left out."""
    until = found.machine_now - GRACE_S
    for raw in found.raw:
        if raw.written_at < until and (raw.call or "") not in found.rows:
            yield Unlinked(f"{raw.name}.wav")
    for path, written_at in found.kept.items():
        if written_at < until and call_of(path) not in found.rows:
            yield Unlinked(path)


def _leftovers(found: Found, is_at_work: Callable[[str], bool]) -> Iterator[Leftover]:
    for path in found.kept:
        row = found.rows.get(call_of(path))
        if row is None or path.endswith(SUFFIX) or is_at_work(row.call):
            continue
        if row.state == "erased" or _is_sealed(row):
            yield Leftover(path)


def _is_sealed(row: SoundRow) -> bool:
    return row.state == "kept" and (row.path or "").endswith(SUFFIX)


def _is_there(row: SoundRow, found: Found) -> bool:
    """Say whether a kept row's sound is where it says; what lies elsewhere is not looked at."""
    return row.path in found.kept or (row.path or "").startswith(ELSEWHERE)


def _of_raw(raw: RawFile, row: SoundRow, found: Found) -> Iterator[Finding]:
    """Judge a raw file of a call that the rows know."""
    if not _is_settled(row, found.now):
        return
    is_named = raw.name in row.parts
    match row.state:
        case "kept" if _is_there(row, found):
            yield Needless(raw.name)
        case "erased":
            yield Needless(raw.name)
        case "lost" | None if raw.is_empty or row.joined_at is None:
            yield Needless(raw.name)
        case None:
            yield Unlinked(f"{raw.name}.wav")
        case _ if is_named:
            yield Undelivered(row)
        case _:
            pass  # another offer's part: it goes with the call's delivery


def _of_row(row: SoundRow, found: Found) -> Iterator[Finding]:
    """Judge a row of which no raw file is there."""
    if not _is_settled(row, found.now) or row.state is None:
        return
    if row.state == "pending" or (row.state == "lost" and row.call in found.kept_calls):
        yield Undelivered(row)
    elif row.state == "kept" and not _is_there(row, found):
        yield Missing(row.call)


def _is_settled(row: SoundRow, now: datetime) -> bool:
    return row.ended_at is not None and now - row.ended_at > SETTLED


def call_of(path: str) -> str:
    """Read off a kept file's path whose sound it is."""
    return path.rpartition("/")[2].removesuffix(".wav").removesuffix(SUFFIX)
