"""Takes delivery of what Asterisk recorded: two raw files of a call become one that is kept.

Rules of this file:
- Raw files are removed only after the merged file is in place and noted by the database.
- A merged file that is in place is complete (it appears by a rename), so it is never made again.
- Therefore the same records may be fed again, in one life or after a restart of the office.
- Sound that cannot be read is a value, reported once; it never stops the keeper.
- A recording that runs is not touched. That it has ended is known from its own records, from
  Asterisk's death, or, if a dead controller heard nothing, from its finished file.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from callcenter.commands import CloseCall, CloseDial, RecordLeg
from callcenter.ending import FALLBACK
from callcenter.events import (
    AnnouncementEnded,
    AsteriskLost,
    KeyPressed,
    LegJoined,
    RecordingEnded,
    RecordingFailed,
    RecordingStarted,
    TimerFired,
)
from callcenter.record import Record
from callcenter.wishes import RecordingPressed
from recordings import spool
from recordings.delivery import (
    Blocked,
    Closed,
    Delivery,
    Kept,
    Lost,
    NoTalk,
    Places,
    deliver,
    discard,
    discard_empty,
)
from storage.errors import DatabaseUnavailable

logger = logging.getLogger(__name__)

NoteKept = Callable[[str, Kept], Awaitable[bool]]
"""Links a call to its file. Both may give False, or raise `DatabaseUnavailable`, to be called again
later."""
NoteLost = Callable[[str, str], Awaitable[bool]]
"""Notes that a call has no recording, and why."""

PATIENCE = timedelta(seconds=30)
"""From the call's end on; then it is delivered with what is there, unless that is still growing."""
RETRY = timedelta(seconds=3)
"""Pause before a delivery that a full disk or a locked database held up is tried again."""
BEGINS = (AnnouncementEnded, KeyPressed, TimerFired, RecordingPressed)
"""With these a recording begins in mid-talk: its notice is over, or its seat asks for it."""
REMEMBERED = 10_000
"""How many delivered calls are remembered, so that a record fed twice does nothing."""


@dataclass(slots=True)
class _Heard:
    """What the log said of one recording."""

    started_at: datetime | None = None
    has_ended: bool = False


@dataclass(slots=True)
class _Pending:
    """A call whose recordings are not yet delivered."""

    recordings: dict[str, _Heard] = field(default_factory=dict)
    closed: Closed | None = None
    patient_until: datetime | None = None
    not_before: datetime | None = None
    awaited: dict[str, str] = field(default_factory=dict)
    """Recordings by the seats' legs that are still to be joined."""
    due_from: dict[str, datetime] = field(default_factory=dict)
    """As `Closed` has it."""

    def end_all(self) -> None:
        """Note that nothing is recorded of this call any more."""
        for heard in self.recordings.values():
            heard.has_ended = True

    def running(self, closed: Closed) -> list[str]:
        """Name the recordings of which no record says that they have ended."""
        known = self.recordings
        return [name for name in closed.parts if name not in known or not known[name].has_ended]


class Keeper:
    """Follows the log's records and delivers each call's recordings once they are complete."""

    def __init__(
        self,
        places: Places,
        *,
        zone: ZoneInfo,
        clock: Callable[[], datetime],
        asterisk_since: Callable[[], float | None],
        on_kept: NoteKept,
        on_lost: NoteLost,
    ) -> None:
        """Make a keeper.

        Args:
            places: Where files come from and go.
            zone: The campaign's.
            clock: The instance's.
            asterisk_since: When (epoch seconds of the machine) the Asterisk that runs began; None
                if none does.
            on_kept: Hears of each kept file.
            on_lost: Hears of each call without sound.
        """
        self.trouble = ""
        """Why recordings wait in the spool; empty if they do not."""
        self._asterisk_since = asterisk_since
        self._places = places
        self._zone = zone
        self._clock = clock
        self._on_kept = on_kept
        self._on_lost = on_lost
        self._pending: dict[str, _Pending] = {}
        self._delivered: OrderedDict[str, None] = OrderedDict()
        self._news = asyncio.Event()

    @property
    def pending(self) -> int:
        """How many closed calls wait for their recordings to be delivered."""
        return sum(each.closed is not None for each in self._pending.values())

    async def take(self, record: Record) -> None:
        """Take in one record of the log; never waits for sound."""
        match record.event:
            case RecordingStarted(call=call, recording=name, at=at):
                self._hear(call, name).started_at = at
            case RecordingEnded(call=call, recording=name, at=at, duration_s=duration_s):
                heard = self._hear(call, name)
                heard.has_ended = True
                # The start may stand in records that were read before this process began.
                heard.started_at = heard.started_at or at - timedelta(seconds=duration_s)
            case RecordingFailed(call=call, recording=name):
                self._hear(call, name).has_ended = True
            case AsteriskLost():
                for pending in self._pending.values():
                    pending.end_all()
            case _:
                pass
        self._due(record)
        for command in record.commands:
            if isinstance(command, CloseCall | CloseDial):
                self._close(command, record.event.at)
        self._news.set()

    def take_again(self, closed: Closed) -> None:
        """Take a call whose records were read long ago: its sound was found not to be delivered."""
        self._delivered.pop(closed.call, None)
        self._await_sound(closed, patient_until=self._clock())
        self._news.set()

    def is_at_work(self, call: str) -> bool:
        """Whether an ended call's sound waits to be delivered."""
        return call in self._pending and self._pending[call].closed is not None

    async def run(self, poll_s: float = 1.0) -> None:
        """Deliver what is due, for ever; looks again on news, and each `poll_s` for deadlines."""
        while True:
            self._news.clear()
            await self.deliver_due()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(poll_s):
                    await self._news.wait()

    async def deliver_due(self) -> None:
        """Deliver the calls whose recordings are complete, or have been waited for enough."""
        now = self._clock()
        for call, pending in list(self._pending.items()):
            if pending.closed is None or not await self._is_due(pending, pending.closed, now):
                continue
            if await self._deliver(pending.closed, pending):
                del self._pending[call]
                self._remember(call)
            else:
                pending.not_before = now + RETRY

    def _due(self, record: Record) -> None:
        """Note from when a recording has to run: not before its beginning or its leg's joining."""
        for command in record.commands:
            if isinstance(command, RecordLeg) and command.call not in self._delivered:
                pending = self._pending.setdefault(command.call, _Pending())
                if isinstance(record.event, BEGINS):
                    pending.due_from[command.recording] = record.event.at
                elif command.leg != command.call:
                    pending.awaited[command.leg] = command.recording
        if isinstance(record.event, LegJoined) and record.event.call in self._pending:
            pending = self._pending[record.event.call]
            if (joined := pending.awaited.pop(record.event.leg, None)) is not None:
                pending.due_from[joined] = record.event.at

    def _hear(self, call: str, name: str) -> _Heard:
        if call in self._delivered:
            return _Heard()  # fed again: nobody asks for it any more
        return self._pending.setdefault(call, _Pending()).recordings.setdefault(name, _Heard())

    def _close(self, close: CloseCall | CloseDial, at: datetime) -> None:
        began_at = close.arrived_at if isinstance(close, CloseCall) else close.began_at
        led_out_at = close.led_out_at if isinstance(close, CloseCall) else None
        joined_at = close.answered_at or led_out_at
        closed = Closed(
            call=close.call,
            business_date=began_at.astimezone(self._zone).date(),
            joined_at=joined_at,
            ended_at=close.left_at
            or (joined_at or close.ended_at) + timedelta(seconds=close.talk_s),
            caller_part=close.caller_recording,
            seat_part=close.seat_recording,
            earlier_seat_parts=close.earlier_seat_recordings,
            earlier_left_at=close.earlier_left_at,
        )
        has_fallen = FALLBACK in close.detail.split()  # the fallback's files are named by the call
        if closed.parts or has_fallen or close.call in self._pending:
            self._await_sound(closed, patient_until=at + PATIENCE)

    def _await_sound(self, closed: Closed, *, patient_until: datetime) -> None:
        if closed.call not in self._delivered:
            pending = self._pending.setdefault(closed.call, _Pending())
            pending.closed = closed
            pending.patient_until = patient_until

    async def _is_due(self, pending: _Pending, closed: Closed, now: datetime) -> bool:
        """Say whether a closed call's recordings should be delivered now."""
        if pending.not_before is not None and now < pending.not_before:
            return False
        running = pending.running(closed)
        if not running:
            return True
        is_patient = pending.patient_until is not None and now < pending.patient_until
        return await asyncio.to_thread(self._have_ended, running, is_patient=is_patient)

    def _have_ended(self, names: list[str], *, is_patient: bool) -> bool:
        """Read off their files whether recordings have ended of which no record says so."""
        try:
            files = [spool.look(self._places.spool, name) for name in names]
        except OSError:
            return not is_patient  # the delivery tells of it
        since = self._asterisk_since()
        if any(each is not None and each.is_being_written(since) for each in files):
            return False
        return not is_patient or None not in files

    def _remember(self, call: str) -> None:
        self._delivered[call] = None
        while len(self._delivered) > REMEMBERED:
            self._delivered.popitem(last=False)

    async def _deliver(self, closed: Closed, pending: _Pending) -> bool:
        """Deliver one call; say whether it is done with."""
        started = {name: heard.started_at for name, heard in pending.recordings.items()}
        closed = replace(closed, due_from={**closed.due_from, **pending.due_from})
        result = await asyncio.to_thread(deliver, closed, started, self._places)
        if not isinstance(result, Blocked):
            self.trouble = ""
        try:
            is_done = await self._note(closed, result)
        except DatabaseUnavailable:
            return False  # storage tells of it; the raw files stay until it is back
        if is_done:
            clear = discard_empty if isinstance(result, Lost) else discard
            await asyncio.to_thread(clear, closed.call, self._places)
        return is_done

    async def _note(self, closed: Closed, result: Delivery) -> bool:
        call = closed.call
        match result:
            case Kept(flaw=flaw):
                is_noted = await self._on_kept(call, result)
                if is_noted and flaw:
                    _log(logging.WARNING, "a recording is not whole", call, flaw)
                return is_noted
            case Lost(why=why):
                is_noted = await self._on_lost(call, why)
                if is_noted:
                    _log(logging.ERROR, "a recording is lost", call, why)
                return is_noted
            case Blocked(why=why):
                if not self.trouble:
                    _log(logging.ERROR, "recordings wait in the spool", call, why)
                self.trouble = why
                return False
            case NoTalk():
                return not closed.parts or await self._on_lost(call, "no talk")


def _log(level: int, sentence: str, call: str, why: str) -> None:
    logger.log(
        level, "%s: %s (%s)", sentence, call, why, extra={"action": "recording", "call": call}
    )
