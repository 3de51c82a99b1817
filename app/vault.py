"""The office's vault: recordings go in as they are merged; and what of it waits is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_ui.sound_room import SoundRoom
from app.clock import Clock
from app.differing import Differing
from app.home import Home
from app.opened import campaign_of
from app.packing import Packing
from app.plain import Plain
from app.quality_rules import kept_sheet, versioned
from app.sound_desk import SoundDesk
from app.sound_rules import sound_rules_of
from desk.desk import Desk
from recordings.codec import Codec
from recordings.processing import Job, Place, Result
from recordings.processor import Due, Processor
from recordings.rules import SoundRules
from recordings.stores import ELSEWHERE
from storage.audit import Actor
from storage.erasing import overwrite
from storage.kept import Shape, store, unstored
from storage.vault_tables import KeptSound


def place_of(home: Home, plain: Plain) -> Place:
    """Tell where an instance keeps its sound."""
    return Place(keys=str(home.key.parent), folder=str(home.recordings), store=plain.sound_store)


@dataclass(frozen=True, slots=True)
class Filing:
    """Brings recordings into the vault."""

    home: Home
    place: Place
    engine: AsyncEngine
    rules: SoundRules
    clock: Clock
    stored: Callable[[], None] = lambda: None
    """Told of each recording that is in the vault."""

    def processor(self) -> Processor:
        """Make what does it, for ever."""
        return Processor(ask=self.due, on_done=self.done, clock=self.clock)

    async def due(self, most: int) -> Due:
        """Give the oldest recordings that are not yet in the vault."""
        rows, count = await unstored(self.engine, most)
        since: datetime | None = rows[0].ended_at if rows else None
        return Due(
            [
                Job(
                    call=row.call,
                    wav=str(self.home.folder / row.path),
                    day=row.business_date.isoformat(),
                    codec=self.rules.codec,
                    place=self.place,
                )
                for row in rows
            ],
            count,
            since,
        )

    async def done(self, job: Job, result: Result) -> None:
        """Note that the vault has it; only then the plain file goes."""
        kept, shape = _rows(job, result, at=self.clock(), rules=self.rules)
        path = f"{ELSEWHERE}{kept.name}" if self.place.store else self._relative(kept.name)
        await store(self.engine, kept, shape, path=path)
        await asyncio.to_thread(overwrite, self.home.folder / job.wav)
        self.stored()

    def _relative(self, name: str) -> str:
        return str((self.home.recordings / name).relative_to(self.home.folder))


def room_of(
    home: Home,
    plain: Plain,
    desk: Desk,
    *,
    caller_of: Callable[[str], str | None],
    number_of: Callable[[str], str],
    broken: Callable[[str, str], None],
) -> SoundRoom:
    """Make what the pages of recordings are handed; raises as `Place.vault`."""
    vault, rules = place_of(home, plain).vault(), sound_rules_of(home, plain)

    def certify(erasure: str, actor: Actor) -> Awaitable[bytes]:
        return SoundDesk(home, plain, desk, actor, vault, rules).certify(erasure)

    def look_into(day: date, actor: Actor) -> Awaitable[bool]:
        return Differing(home).look_into(desk.engine, day, actor, desk.clock())

    return SoundRoom(
        vault=vault,
        rules=rules,
        certify=certify,
        caller_of=caller_of,
        quality=versioned(home, plain),
        sheet_of=partial(kept_sheet, home),
        packing=Packing(home, campaign_of(home, plain.campaign).name, desk, vault, number_of),
        broken=broken,
        differing=Differing(home).read,
        look_into=look_into,
    )


def _rows(job: Job, result: Result, *, at: datetime, rules: SoundRules) -> tuple[KeptSound, Shape]:
    facts = result.facts
    assert facts is not None, "what was processed was measured"
    day = datetime.fromisoformat(job.day).date()
    period = rules.period_of(is_complaint=False)
    kept = KeptSound(
        call=job.call,
        business_date=day,
        arrived_at=at,
        stored_at=at,
        name=result.name,
        codec=Codec(job.codec).value,
        bytes=result.bytes,
        sha256=result.sha256,
        duration_s=facts.duration_s,
        caller_peak_db=facts.peak_db[0],
        seat_peak_db=facts.peak_db[1],
        caller_speech_db=facts.speech_db[0],
        seat_speech_db=facts.speech_db[1],
        caller_speech_s=facts.speech_s[0],
        seat_speech_s=facts.speech_s[1],
        both_s=facts.both_s,
        silence_s=facts.silence_s,
        retention=period.id if period else "",
        erase_on=rules.erase_on(period, day),
    )
    caller, seat = facts.digital_sides
    shape = Shape(
        peaks=facts.peaks,
        silences=facts.silences,
        muted=facts.digital,
        mute_caller=caller,
        mute_seat=seat,
    )
    return kept, shape
