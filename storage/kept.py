"""Which sound lies in the vault. All raise `DatabaseUnavailable` when there is no answer now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.ending import RECORDING_REFUSED
from storage.audit import Action, Actor, Fact, trailed
from storage.engine import transaction
from storage.message_tables import Message
from storage.tables import Call, Recording
from storage.vault_tables import KeptSound, SoundShape

PLAIN = ".wav"
"""What a path ends in whose sound is merged and not yet in the vault."""
SYSTEM = Actor(who="system", origin="office")


Spans = tuple[tuple[float, float], ...]
SIDES = ("both", "caller", "seat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unstored:
    """A recording, or a voice message, that is a plain file and not yet in the vault."""

    call: str
    """Under which the vault will have it: the call, or the message's part."""
    arrived_at: datetime
    business_date: date
    path: str
    """Of the plain file, relative to the home."""
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a recording looks like."""

    peaks: bytes
    silences: Spans
    muted: Spans
    """Digital silence of both sides at once."""
    mute_caller: Spans = ()
    mute_seat: Spans = ()
    """Digital silence of one side, whatever the other one says."""


def digital(text: str) -> dict[str, Spans]:
    """Read a row's digital silence by side; of older rows that of both is all there is."""
    told = json.loads(text)
    sides = told if isinstance(told, dict) else dict.fromkeys(SIDES, told)
    return {side: _pairs(sides[side]) for side in SIDES}


async def unstored(engine: AsyncEngine, most: int) -> tuple[list[Unstored], int]:
    """Give the oldest sounds that are not yet in the vault, and how many there are."""
    waits = (col(Recording.state) == "kept") & col(Recording.path).endswith(PLAIN)
    asked = (
        select(Call, Recording)
        .join(Recording, col(Recording.call) == col(Call.id))
        .where(waits)
        .order_by(col(Call.arrived_at), col(Call.id))
        .limit(most)
    )
    left = (col(Message.state) == "kept") & col(Message.path).endswith(PLAIN)
    messages = (
        select(Call, Message)
        .join(Message, col(Message.call) == col(Call.id))
        .where(left)
        .order_by(col(Call.arrived_at), col(Call.id))
        .limit(most)
    )
    async with transaction(engine) as session:
        found = [_waits(*row) for row in (await session.exec(asked)).all()]
        found += [_waits(*row) for row in (await session.exec(messages)).all()]
        count = len(found)
        if count >= most:
            of_calls = select(func.count()).select_from(Recording).where(waits)
            of_messages = select(func.count()).select_from(Message).where(left)
            count = (await session.exec(of_calls)).one() + (await session.exec(of_messages)).one()
    found.sort(key=lambda each: (each.arrived_at, each.call))
    return found[:most], count


async def store(engine: AsyncEngine, kept: KeptSound, shape: Shape, *, path: str) -> None:
    """Note that the vault has a call's sound, in the rows and in the trail.

    What is noted again, after a death in between, replaces what was noted first, unless it was
    erased meanwhile.
    """
    async with trailed(engine) as trail:
        session = trail.session
        before = await session.get(KeptSound, kept.call)
        if before is not None and before.erased_at is not None:
            return
        call = await session.get(Call, kept.call)
        kept.arrived_at = kept.stored_at if call is None else call.arrived_at
        kept.is_closed = call is not None and RECORDING_REFUSED in call.detail.split()
        await session.merge(kept)
        await session.flush()
        await session.merge(
            SoundShape(
                call=kept.call,
                peaks=shape.peaks,
                silences=json.dumps(shape.silences),
                muted=json.dumps(
                    {"both": shape.muted, "caller": shape.mute_caller, "seat": shape.mute_seat}
                ),
            )
        )
        await session.exec(
            update(Recording).where(col(Recording.call) == kept.call).values(path=path)
        )
        await session.exec(update(Message).where(col(Message.part) == kept.call).values(path=path))
        told: dict[str, Fact] = {"sha256": kept.sha256, "bytes": kept.bytes, "codec": kept.codec}
        await trail.note(kept.stored_at, SYSTEM, Action.SOUND_STORED, kept.call, told)


def _waits(call: Call, of: Recording | Message) -> Unstored:
    return Unstored(
        call=of.part if isinstance(of, Message) else call.id,
        arrived_at=call.arrived_at,
        business_date=call.business_date,
        path=of.path or "",
        ended_at=call.ended_at,
    )


async def one_kept(engine: AsyncEngine, call: str) -> KeptSound | None:
    """Find what the vault has, or had, of a call."""
    async with transaction(engine) as session:
        return await session.get(KeptSound, call)


async def is_stored(session: AsyncSession, call: str) -> bool:
    """Tell whether the vault has, or had, a call's sound."""
    return await session.get(KeptSound, call) is not None


async def shape_of(engine: AsyncEngine, call: str) -> Shape | None:
    """Give waveform and silences of a call's sound; None if it was erased, or never was."""
    async with transaction(engine) as session:
        row = await session.get(SoundShape, call)
    if row is None:
        return None
    sides = digital(row.muted)
    return Shape(
        peaks=row.peaks,
        silences=_pairs(json.loads(row.silences)),
        muted=sides["both"],
        mute_caller=sides["caller"],
        mute_seat=sides["seat"],
    )


async def every_kept(engine: AsyncEngine, *, since: date | None = None) -> Sequence[KeptSound]:
    """List what the vault has, of calls from a business date on."""
    asked = select(KeptSound).where(col(KeptSound.erased_at).is_(None))
    if since is not None:
        asked = asked.where(col(KeptSound.business_date) >= since)
    async with transaction(engine) as session:
        return (await session.exec(asked.order_by(col(KeptSound.call)))).all()


def _pairs(told: Sequence[Sequence[float]]) -> Spans:
    return tuple((float(start), float(end)) for start, end in told)
