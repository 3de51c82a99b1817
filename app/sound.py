"""The office's delivery of recordings: the keeper, fed from the log and linked into the rows,
and the audit of what a death left behind.

How far it is stands in a small file: the record before the first one of a call whose sound is not
yet delivered, so that a new office feeds the keeper what the old one had not finished.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from app.broken import Broken
from app.clock import Clock
from app.errors import HomeUnusable
from app.follow import follow
from app.home import Home
from app.plain import Plain
from app.retention import Retention
from app.run_file import began, still_running
from app.sound_rules import sound_rules_of
from app.vault import Filing, place_of
from app.written import write_atomically
from callcenter.commands import CloseCall, CloseDial, RecordLeg
from callcenter.events import RecordingStarted
from callcenter.record import Record
from recordings.audit import Audit
from recordings.delivery import Kept, Lost, Places
from recordings.keeper import Keeper
from recordings.messages import MessageKeeper, Silent
from storage import messages
from storage.erasing import overwrite
from storage.kept import one_kept
from storage.sound import SoundRow, link_recording, lose_recording, sound_rows

log = logging.getLogger(__name__)

NOTED_S = 2.0
OPEN_MAX = 10_000


class Undelivered:
    """The calls whose sound is still to come, and so the record from which to feed again."""

    def __init__(self, after: int) -> None:
        self._seen = after
        self._first: dict[str, int] = {}

    @property
    def safe(self) -> int:
        """The record up to which everything is delivered."""
        return min(self._first.values(), default=self._seen + 1) - 1

    def take(self, record: Record) -> None:
        """Note what a record begins or ends."""
        self._seen = record.n
        if isinstance(record.event, RecordingStarted):
            self._open(record.event.call, record.n)
        for command in record.commands:
            if isinstance(command, RecordLeg):
                self._open(command.call, record.n)  # when it had to begin is known from there
            if not isinstance(command, CloseCall | CloseDial):
                continue
            if command.caller_recording or command.seat_recording:
                self._open(command.call, record.n)
            else:
                self.done(command.call)
            if isinstance(command, CloseCall) and command.message:
                self._open(command.message, record.n)

    def done(self, what: str) -> None:
        """Note that a call's sound, or a message, is where it belongs or will never be."""
        self._first.pop(what, None)

    def _open(self, what: str, n: int) -> None:
        self._first.setdefault(what, n)
        if len(self._first) > OPEN_MAX:  # its end is in no record: a hole in the log
            self.done(next(iter(self._first)))


class Sound:
    """Delivers recordings for ever."""

    def __init__(
        self, home: Home, engine: AsyncEngine, plain: Plain, *, is_recorded: bool, clock: Clock
    ) -> None:
        self._home = home
        self._engine = engine
        self._noted = home.recordings / "delivered"
        self._undelivered = Undelivered(_read(self._noted))
        places = Places(
            spool=home.asterisk / "spool" / "recording",
            kept=home.recordings,
            clock_ahead_s=plain.clock_offset_s,
        )
        self._keeper = Keeper(
            places,
            zone=ZoneInfo(plain.zone),
            clock=clock,
            asterisk_since=self._asterisk_since,
            on_kept=self._kept,
            on_lost=self._lost,
        )
        self._messages = MessageKeeper(
            replace(places, kept=home.messages),
            zone=ZoneInfo(plain.zone),
            clock=clock,
            asterisk_since=self._asterisk_since,
            note=self._message,
        )
        self._audit = Audit(
            self._keeper,
            places,
            ask=self._ask,
            zone=ZoneInfo(plain.zone),
            clock=clock,
            asterisk_since=self._asterisk_since,
        )
        rules = sound_rules_of(home, plain)
        place = place_of(home, plain)
        self._retention = Retention(
            home,
            engine,
            place.vault(),
            rules,
            is_recorded=is_recorded,
            zone=ZoneInfo(plain.zone),
            clock=clock,
        )
        filing = Filing(home, place, engine, rules, clock, stored=self._retention.wake)
        self.processor = filing.processor()
        self._broken = Broken(engine, place.vault())
        self.broken = self._broken.note

    @property
    def trouble(self) -> str:
        """What a person should look after; empty if all sound is where it belongs."""
        waits = self._keeper.trouble or self._messages.trouble
        late = self.processor.trouble or self.processor.late
        parts = (
            f"they wait in the spool: {waits}" if waits else "",
            self._audit.trouble,
            f"they wait for the vault: {late}" if late else "",
            self._retention.trouble,
            *self._broken.told.values(),
        )
        return "; ".join(part for part in parts if part)

    async def run(self) -> None:
        """Feed the keeper, let it work, and note how far it is."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._feed(), name="sound: follow")
            group.create_task(self._keeper.run(), name="sound: keeper")
            group.create_task(self._messages.run(), name="sound: messages")
            group.create_task(self._note(), name="sound: note")
            group.create_task(self._audit.run(), name="sound: audit")
            group.create_task(self.processor.run(), name="sound: vault")
            group.create_task(self._broken.run(), name="sound: broken")
            group.create_task(self._retention.run(), name="sound: retention")

    async def _feed(self) -> None:
        async for record in follow(self._home, after=self._undelivered.safe, calm=True):
            self._undelivered.take(record)
            self._messages.take(record)
            await self._keeper.take(record)

    async def _note(self) -> None:
        last = -1
        while True:
            await asyncio.sleep(NOTED_S)
            safe = self._undelivered.safe
            if safe == last:
                continue
            try:
                await asyncio.to_thread(write_atomically, self._noted, f"{safe}\n")
                last = safe
            except HomeUnusable as exc:
                log.warning("delivery is not noted", extra={"action": "not_noted", "why": exc.why})

    async def _kept(self, call: str, kept: Kept) -> bool:
        is_noted = await link_recording(
            self._engine,
            call,
            path=str(kept.path.relative_to(self._home.folder)),
            duration_s=kept.duration_s,
            flaw=kept.flaw,
        )
        if is_noted and await one_kept(self._engine, call) is not None:
            # The vault had it, and it was merged once more: its raw files outlived a death.
            await asyncio.to_thread(overwrite, kept.path)
        self.processor.look()
        return self._done(call, is_noted)

    async def _lost(self, call: str, why: str) -> bool:
        return self._done(call, await lose_recording(self._engine, call, why=why))

    async def _message(self, call: str, part: str, result: Kept | Silent | Lost) -> bool:
        state, path, duration_s, why = messages.SILENT, None, None, ""
        if isinstance(result, Kept):
            if await one_kept(self._engine, part) is not None:
                # The vault had it, and it was taken once more: its raw file outlived a death.
                await asyncio.to_thread(overwrite, result.path)
                return self._done(part, is_noted=True)
            state, duration_s = messages.KEPT, result.duration_s
            path = str(result.path.relative_to(self._home.folder))
        elif isinstance(result, Lost):
            state, why = messages.LOST, result.why
        is_noted = await messages.note_message(
            self._engine, call, state=state, path=path, duration_s=duration_s, why=why
        )
        self.processor.look()
        return self._done(part, is_noted)

    async def _ask(self, since: date, calls: Collection[str]) -> Mapping[str, SoundRow]:
        return await sound_rows(self._engine, since=since, calls=calls)

    def _asterisk_since(self) -> float | None:
        pid = still_running(self._home.processes).get("asterisk")
        return began(pid) if pid is not None else None

    def _done(self, what: str, is_noted: bool) -> bool:
        if is_noted:
            self._undelivered.done(what)
        return is_noted


def _read(path: Path) -> int:
    try:
        return int(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0
