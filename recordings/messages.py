"""Takes delivery of voice messages: the last take of a call becomes a file that is kept.

As with talks (`keeper`), raw files go only after the kept one is in place and noted, and the same
records may be fed again. Whether anybody spoke is heard here: most messages end by a hang-up, after
which nobody tells.
"""

from __future__ import annotations

import asyncio
import glob
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from pydub.silence import detect_nonsilent

from callcenter.commands import CloseCall
from callcenter.guidance import SHORTEST_MESSAGE_S
from callcenter.record import Record
from recordings import sound, spool
from recordings.delivery import Blocked, Kept, Lost, Places, put, remove
from recordings.errors import UnreadableSound
from storage.errors import DatabaseUnavailable

logger = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=30)
"""So long after the call a file may come that is not there yet."""
RETRY = timedelta(seconds=3)
SPEECH_DBFS = -45.0
"""Quiet speech on a telephone lies some 10 dB above this, the noise of a line below."""
PAUSE_MS, STEP_MS = 300, 20
_SAFE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*~m[0-9]+")


@dataclass(frozen=True, slots=True)
class Silent:
    """Nobody spoke."""


Result = Kept | Silent | Lost | Blocked


class NoteMessage(Protocol):
    """Notes what became of a call's message; False, or `DatabaseUnavailable`: again later."""

    def __call__(self, call: str, part: str, result: Kept | Silent | Lost, /) -> Awaitable[bool]:
        """Note it."""
        ...


@dataclass(slots=True)
class _Waiting:
    call: str
    part: str
    day: date
    patient_until: datetime
    not_before: datetime | None = None


class MessageKeeper:
    """Follows the log's records and delivers each message once its file is complete."""

    def __init__(
        self,
        places: Places,
        *,
        zone: ZoneInfo,
        clock: Callable[[], datetime],
        asterisk_since: Callable[[], float | None],
        note: NoteMessage,
    ) -> None:
        """Make it; the arguments are as the keeper has them."""
        self.trouble = ""
        """Why messages wait in the spool; empty if they do not."""
        self._places = places
        self._zone = zone
        self._clock = clock
        self._asterisk_since = asterisk_since
        self._note = note
        self._waiting: dict[str, _Waiting] = {}

    def take(self, record: Record) -> None:
        """Take in one record of the log; never waits for sound."""
        for command in record.commands:
            if isinstance(command, CloseCall) and command.message:
                self._waiting[command.message] = _Waiting(
                    call=command.call,
                    part=command.message,
                    day=command.arrived_at.astimezone(self._zone).date(),
                    patient_until=record.event.at + PATIENCE,
                )

    async def run(self, poll_s: float = 1.0) -> None:
        """Deliver what is due, for ever."""
        while True:
            await self.deliver_due()
            await asyncio.sleep(poll_s)

    async def deliver_due(self) -> None:
        """Deliver the messages whose files are complete, or have been waited for enough."""
        for waiting in list(self._waiting.values()):
            now = self._clock()
            if waiting.not_before is not None and now < waiting.not_before:
                continue
            is_patient = now < waiting.patient_until
            result = await asyncio.to_thread(self._deliver, waiting, is_patient=is_patient)
            if await self._is_noted(waiting, result):
                del self._waiting[waiting.part]
                await asyncio.to_thread(discard, waiting.call, self._places.spool)
            else:
                waiting.not_before = now + (RETRY if result is not None else timedelta())

    def _deliver(self, waiting: _Waiting, *, is_patient: bool) -> Result | None:
        """Deliver one message; None if its file is not complete yet. Blocks while it works."""
        if not _SAFE.fullmatch(waiting.part):
            return Lost(why="a name that is no file's name")
        target = self._places.kept / waiting.day.isoformat() / f"{waiting.call}.wav"
        raw = self._places.spool / f"{waiting.part}.wav"
        try:
            found = spool.look(self._places.spool, waiting.part)
            if found is None:
                return None if is_patient else _kept_before(target)
            if found.is_being_written(self._asterisk_since()):
                return None
            said, _ = sound.read_leg(raw)
        except UnreadableSound as exc:
            return Lost(why=exc.why)
        except OSError as exc:
            return Blocked(why=f"{raw}: {exc.strerror or exc}")
        return put(said, target, self._places) if has_speech(said) else Silent()

    async def _is_noted(self, waiting: _Waiting, result: Result | None) -> bool:
        if result is None:
            return False
        self.trouble = result.why if isinstance(result, Blocked) else ""
        if isinstance(result, Blocked):
            return False
        try:
            is_noted = await self._note(waiting.call, waiting.part, result)
        except DatabaseUnavailable:
            return False  # storage tells of it; the raw file stays until it is back
        if is_noted and isinstance(result, Lost):
            extra = {"action": "message_lost", "call": waiting.call, "why": result.why}
            logger.error("a voice message is lost", extra=extra)
        return is_noted


def has_speech(said: sound.AudioSegment) -> bool:
    """Tell whether somebody spoke for as long as a word takes."""
    spans = detect_nonsilent(
        said, min_silence_len=PAUSE_MS, silence_thresh=SPEECH_DBFS, seek_step=STEP_MS
    )
    return bool(sum(end - begin for begin, end in spans) >= SHORTEST_MESSAGE_S * 1000)


def discard(call: str, folder: Path) -> None:
    """Remove the raw files of all takes of a call."""
    for path in sorted(folder.glob(f"{glob.escape(call)}~m*.wav")):
        remove(path)


def _kept_before(target: Path) -> Kept | Lost:
    """Find what an earlier life of the office kept and could not note."""
    try:
        return Kept(path=target, duration_s=float(sound.read_ours(target).duration_seconds))
    except (UnreadableSound, OSError):
        return Lost(why="no file")
