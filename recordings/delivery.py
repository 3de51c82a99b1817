"""One delivery, start to end, for a worker thread: raw files of a call in, one kept file out.

Ordinary misfortune is a value: sound that cannot be read is `Lost`, a full disk is `Blocked`.
"""

from __future__ import annotations

import glob
import logging
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from recordings import sound
from recordings.errors import UnreadableSound
from recordings.merge import Leg, Talk, merge

logger = logging.getLogger(__name__)

_SAFE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.~-]*")
STEREO_BYTES = 2 * sound.SAMPLE_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where raw files come from and kept ones go."""

    spool: Path
    """Asterisk's folder of `<recording>.wav`."""
    kept: Path
    """The home's folder of recordings; below it one folder a business day."""
    min_free_bytes: int = 200 * 2**20
    """Below this the disk is left to the log and the database, and recordings wait."""


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

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the recordings that make up the kept file."""
        return tuple(part for part in (self.caller_part, self.seat_part) if part is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The merged file is in place."""

    path: Path
    duration_s: float
    flaw: str = ""
    """Why one side is silent; empty if both were heard."""


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

    `started` gives the instant of each recording's first sample; one that is not known is taken to
    have begun when the seat was joined, which is late by some tenths of a second at most.
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
        return Kept(path=target, duration_s=sound.read(target).duration_seconds)
    except UnreadableSound:
        known = {part: started.get(part) or closed.joined_at for part in closed.parts}
        return _merge(closed, talk, known, places, target)


def discard(call: str, places: Places) -> None:
    """Remove all raw files of a call."""
    for path in places.spool.glob(f"{glob.escape(call)}~r*.wav"):
        try:
            path.unlink(missing_ok=True)
        except OSError as exc:
            logger.warning(
                "a raw recording cannot be removed",
                extra={"action": "raw_recording_stays", "call": call, "why": exc.strerror},
            )


def _merge(
    closed: Closed, talk: Talk, started: Mapping[str, datetime], places: Places, target: Path
) -> Kept | Lost | Blocked:
    caller, caller_flaw = _leg(closed.caller_part, started, places.spool)
    seat, seat_flaw = _leg(closed.seat_part, started, places.spool)
    flaw = "; ".join(
        f"{side}: {why}" for side, why in (("caller", caller_flaw), ("seat", seat_flaw)) if why
    )
    if caller is None and seat is None:
        return Lost(why=flaw)
    merged = merge(caller, seat, talk)
    return _write(merged, target, places, flaw=flaw)


def _leg(name: str | None, started: Mapping[str, datetime], spool: Path) -> tuple[Leg | None, str]:
    """Read one party's sound, or tell why there is none."""
    if name is None:
        return None, "not recorded"
    try:
        leg = sound.read_leg(spool / f"{name}.wav")
    except UnreadableSound as exc:
        return None, str(exc)
    return Leg(sound=leg, started_at=started[name]), ""


def _write(
    merged: sound.AudioSegment, target: Path, places: Places, *, flaw: str
) -> Kept | Blocked:
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        places.kept.chmod(0o700)
        free = shutil.disk_usage(target.parent).free
        needed = len(merged.raw_data) + places.min_free_bytes
        if free < needed:
            return Blocked(why=f"{free} bytes free, {needed} needed")
        sound.write(merged, target, mode=0o600)
    except OSError as exc:
        return Blocked(why=f"{target}: {exc.strerror or exc}")
    return Kept(path=target, duration_s=merged.duration_seconds, flaw=flaw)
