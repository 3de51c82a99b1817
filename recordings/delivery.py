"""One delivery, start to end, for a worker thread: raw files of a call in, one kept file out.

Ordinary misfortune is a value: sound that cannot be read is `Lost`, a full disk is `Blocked`.
"""

from __future__ import annotations

import glob
import logging
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from recordings import sound, spool
from recordings.errors import UnreadableSound
from recordings.merge import Leg, Talk, merge
from recordings.sound import Flaw
from storage.erasing import overwrite

logger = logging.getLogger(__name__)

_SAFE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.~-]*")
STEREO_BYTES = 2 * sound.SAMPLE_BYTES
SHORT = timedelta(seconds=0.5)
"""So much of a party's sound may miss at either end of the talk; if more does, some is lost."""
LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where raw files come from and kept ones go."""

    spool: Path
    """Asterisk's folder of `<recording>.wav`."""
    kept: Path
    """The home's folder of recordings; below it one folder a business day."""
    min_free_bytes: int = 200 * 2**20
    """Below this the disk is left to the log and the database, and recordings wait."""
    clock_ahead_s: float = 0.0
    """How far the instance's clock is ahead of the machine's, which dates the files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A call that has ended, as far as its sound is concerned."""

    call: str
    business_date: date
    joined_at: datetime | None
    """When the seat was joined; None if no two people ever talked."""
    ended_at: datetime
    caller_part: str | None
    """Name of the caller's recording; None if it was never begun."""
    seat_part: str | None
    earlier_seat_parts: tuple[str, ...] = ()
    """Of legs that were lost in mid-talk."""
    earlier_left_at: tuple[datetime | None, ...] = ()
    """When each of these left the talk, so far as it is known."""
    due_from: Mapping[str, datetime] = field(default_factory=dict)
    """From when each recording had to run, if that is after the joining: its notice was heard, its
    seat asked for it, or its own leg was joined only then."""

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the recordings that make up the kept file."""
        named = (self.caller_part, *self.earlier_seat_parts, self.seat_part)
        return tuple(part for part in named if part is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The merged file is in place."""

    path: Path
    duration_s: float
    flaw: str = ""
    """Which side is silent or breaks off, and why; empty if both are whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """There is no sound to keep; whatever raw file is there stays for a person to look at."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """There is sound, but it cannot be written now."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTalk:
    """Recording had begun, but nobody was joined: nothing is to be kept."""


Delivery = Kept | Lost | Blocked | NoTalk


def deliver(closed: Closed, started: Mapping[str, datetime | None], places: Places) -> Delivery:
    """Merge a closed call's recordings into the kept folder; blocks while it works.

    `started` gives the instant of each recording's first sample. One that is not known (recorded
    by the fallback, or lost from the log) is its length before the file was last written.
    """
    if not all(_SAFE.fullmatch(name) for name in (closed.call, *closed.parts)):
        return Lost(why="a name that is no file's name")
    if closed.joined_at is None or not closed.parts:
        return NoTalk()
    talk = Talk(joined_at=closed.joined_at, ended_at=closed.ended_at)
    if talk.samples == 0:
        return NoTalk()
    target = places.kept / closed.business_date.isoformat() / f"{closed.call}.wav"
    try:
        kept_s = _length_s(target)
    except OSError as exc:
        return _blocked(target, exc)
    try:
        caller, seat, earlier, flaw = _legs(closed, talk, started, places)
    except OSError as exc:
        return _blocked(places.spool, exc)
    if kept_s is not None:
        # Until it was noted the raw files are there, and tell the same as when it was made.
        is_noted = not _raw_files(closed.call, places.spool)
        return Kept(path=target, duration_s=kept_s, flaw="" if is_noted else flaw)
    if caller is None and seat is None and not earlier:
        return Lost(why=flaw)
    merged = merge(caller, seat, talk, earlier=earlier)
    return put(merged, target, places, flaw=flaw)


def discard(call: str, places: Places) -> None:
    """Remove all raw files of a call."""
    for path in _raw_files(call, places.spool):
        remove(path)


def discard_empty(call: str, places: Places) -> None:
    """Remove those raw files of a call that hold no sample: nobody could listen to them."""
    for path in _raw_files(call, places.spool):
        raw = spool.look(places.spool, path.stem)
        if raw is not None and raw.is_empty:
            remove(path)


def remove(path: Path) -> None:
    """Overwrite a file of the spool and remove it; one that cannot be removed is told of and stays.

    It is plain sound of people: erased under the standing consent as what it was made into will be.
    """
    try:
        try:
            overwrite(path)
        except OSError:  # it cannot be written: gone is still better than there
            path.unlink(missing_ok=True)
    except OSError as exc:
        logger.warning(
            "a raw recording cannot be removed",
            extra={"action": "raw_recording_stays", "file": path.name, "why": exc.strerror},
        )


def _raw_files(call: str, folder: Path) -> list[Path]:
    return sorted(folder.glob(f"{glob.escape(call)}~[rf]*.wav"))


def _length_s(target: Path) -> float | None:
    """Read how long a merged file is; None if it was not made yet."""
    try:
        return float(sound.read_ours(target).duration_seconds)
    except UnreadableSound:
        return None


def _legs(
    closed: Closed, talk: Talk, started: Mapping[str, datetime | None], places: Places
) -> tuple[Leg | None, Leg | None, list[Leg], str]:
    """Read both parties' sound and that of earlier seats, and tell what is wrong with either."""
    seats = (*closed.earlier_seat_parts, closed.seat_part)
    due = {part: closed.joined_at for part in (closed.caller_part, seats[0])} | {**closed.due_from}
    caller, caller_flaw = _leg(closed.caller_part, started, talk, places, due=due)
    seat, seat_flaw = _leg(closed.seat_part, started, talk, places, due=due)
    flaws = {"caller": caller_flaw, "seat": seat_flaw}
    before = []
    for n, (name, left_at) in enumerate(
        zip(closed.earlier_seat_parts, _left(closed), strict=True), 1
    ):
        leg, flaws[f"seat {n}"] = _leg(name, started, talk, places, due=due, left_at=left_at)
        before += [leg] if leg is not None else []
    return caller, seat, before, "; ".join(f"{side}: {why}" for side, why in flaws.items() if why)


def _left(closed: Closed) -> Sequence[datetime]:
    """Tell until when each earlier seat is to be heard; from its beginning on if nobody knows."""
    known = [each or LONG_AGO for each in closed.earlier_left_at]
    return [*known, *[LONG_AGO] * len(closed.earlier_seat_parts)][: len(closed.earlier_seat_parts)]


def _leg(
    name: str | None,
    started: Mapping[str, datetime | None],
    talk: Talk,
    places: Places,
    *,
    due: Mapping[str | None, datetime | None],
    left_at: datetime | None = None,
) -> tuple[Leg | None, str]:
    """Read one party's sound, and tell why it is not there or not whole.

    A party that did not stay to the end of the talk says until `left_at`. From when it had to be
    recorded is in `due`, unless nobody knows: a later seat's joining may have been lost.
    """
    if name is None:
        return None, "not recorded"
    path = places.spool / f"{name}.wav"
    try:
        leg, flaw = sound.read_leg(path)
        written_at = path.stat().st_mtime
    except (UnreadableSound, FileNotFoundError) as exc:
        return None, str(exc)
    known = started.get(name)
    if known is None or flaw is Flaw.BEGINS_LATE:
        ended_at = datetime.fromtimestamp(written_at + places.clock_ahead_s, UTC)
        known = _began_at(ended_at, timedelta(seconds=leg.duration_seconds), talk)
    found = Leg(sound=leg, started_at=known)
    ended_at = found.started_at + timedelta(seconds=leg.duration_seconds)
    due_from = due.get(name)
    if due_from is not None and found.started_at > max(due_from, talk.joined_at) + SHORT:
        flaw = flaw or Flaw.BEGINS_LATE
    ends_early = ended_at < (left_at or talk.ended_at) - SHORT
    return found, flaw or ("ends early" if ends_early else "")


def _began_at(ended_at: datetime, length: timedelta, talk: Talk) -> datetime:
    """Tell when a sound began that ended then; with the joining if that is beside the talk."""
    is_beside = ended_at <= talk.joined_at or ended_at - length >= talk.ended_at
    return talk.joined_at if is_beside else ended_at - length


def put(
    merged: sound.AudioSegment, target: Path, places: Places, *, flaw: str = ""
) -> Kept | Blocked:
    """Write a sound into the kept folder, unless the disk is to be left to others."""
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        places.kept.chmod(0o700)
        free = shutil.disk_usage(target.parent).free
        needed = len(merged.raw_data) + places.min_free_bytes
        if free < needed:
            return Blocked(why=f"{free} bytes free, {needed} needed")
        sound.write(merged, target, mode=0o600)
    except OSError as exc:
        return _blocked(target, exc)
    return Kept(path=target, duration_s=merged.duration_seconds, flaw=flaw)


def _blocked(path: Path, why: OSError) -> Blocked:
    return Blocked(why=f"{path}: {why.strerror or why}")
