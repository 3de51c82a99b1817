"""What the rows say of answered calls and their sound: for the nightly comparison, and today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import exists
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.ending import (
    NOTICE_UNHEARD,
    PARTLY_RECORDED,
    RECORDING_REFUSED,
    RECORDING_UNASKED,
    UNRECORDED,
)
from storage import seats_left
from storage.engine import transaction
from storage.kept import PLAIN, Spans, digital
from storage.message_tables import Message
from storage.tables import Call, Recording
from storage.vault_tables import CallMark, ErasureItem, KeptSound, SoundShape

ASKED = 500
AGREED = frozenset({RECORDING_REFUSED, NOTICE_UNHEARD, RECORDING_UNASKED})
"""Words of a call's detail that say why it was rightly not recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answered call that has ended."""

    call: str
    detail: str
    least_s: float
    most_s: float
    """So long is its sound: as its talk from the answer until the last seat left, holds too."""
    state: str | None
    """`pending`, `plain` (not in the vault), `kept`, `lost`, `erased`; None: no recording."""
    why: str
    duration_s: float
    name: str | None
    """In the vault; None if nothing is there to be read."""
    sha256: str
    answered_at: datetime | None = None
    """Where its sound begins."""
    silent: Mapping[str, Spans] = field(default_factory=dict)
    """Digital silence of `both`, `caller`, `seat`, in seconds of its sound."""
    marks: Sequence[CallMark] = ()
    seats_left: Sequence[datetime] = ()
    """When seats left the talk and others took it over."""


async def answered_on(engine: AsyncEngine, day: date) -> list[Answered]:
    """List a business day's answered calls that have ended; raises `DatabaseUnavailable`."""
    asked = (
        select(Call, Recording, KeptSound)
        .join(Recording, col(Recording.call) == col(Call.id), isouter=True)
        .join(KeptSound, col(KeptSound.call) == col(Call.id), isouter=True)
        .where(
            col(Call.business_date) == day,
            col(Call.answered_at).is_not(None),
            col(Call.outcome).is_not(None),
        )
        .order_by(col(Call.arrived_at))
    )
    shapes = (
        select(SoundShape.call, SoundShape.muted)
        .join(Call, col(Call.id) == col(SoundShape.call))
        .where(col(Call.business_date) == day)
    )
    marks = select(CallMark).join(Call, col(Call.id) == col(CallMark.call))
    async with transaction(engine) as session:
        rows = (await session.exec(asked)).all()
        silent = dict((await session.exec(shapes)).all())
        happened: dict[str, list[CallMark]] = {}
        for mark in (await session.exec(marks.where(col(Call.business_date) == day))).all():
            happened.setdefault(mark.call, []).append(mark)
    return [
        replace(
            _row(call, recording, kept),
            silent=digital(silent[call.id]) if call.id in silent else {},
            marks=happened.get(call.id, ()),
        )
        for call, recording, kept in rows
    ]


async def lost_on(session: AsyncSession, day: date) -> set[str]:
    """Name a business day's calls whose recording was made and is lost."""
    asked = (
        select(Call.id)
        .join(Recording, col(Recording.call) == col(Call.id))
        .where(col(Call.business_date) == day, col(Recording.state) == "lost")
    )
    return set((await session.exec(asked)).all())


async def not_whole_on(session: AsyncSession, day: date) -> set[str]:
    """Name a business day's answered calls of which a side, or all, was never recorded.

    Those where somebody agreed to that are left out. Only calls that have ended: their row and
    their recording's are written together.
    """
    detail = col(Call.detail)
    asked = (
        select(Call.id, Call.detail)
        .join(Recording, col(Recording.call) == col(Call.id), isouter=True)
        .where(
            col(Call.business_date) == day,
            col(Call.answered_at).is_not(None),
            col(Call.outcome).is_not(None),
            or_(
                col(Recording.call).is_(None),
                detail.contains(UNRECORDED),
                detail.contains(PARTLY_RECORDED),
            ),
        )
    )
    found = (await session.exec(asked)).all()
    return {call for call, words in found if AGREED.isdisjoint(words.split())}


async def messages_on(engine: AsyncEngine, day: date) -> Sequence[KeptSound]:
    """List the voice messages of a business day that the vault has."""
    asked = (
        select(KeptSound)
        .join(Message, col(Message.part) == col(KeptSound.call))
        .where(col(KeptSound.business_date) == day, col(KeptSound.erased_at).is_(None))
        .order_by(col(KeptSound.call))
    )
    async with transaction(engine) as session:
        return (await session.exec(asked)).all()


async def names_of(engine: AsyncEngine, names: Sequence[str]) -> set[str]:
    """Tell which of these names of the vault belong to a call.

    Erased ones are left out, but for those whose erasure is still at work: their key goes first.
    """
    at_work = exists().where(
        col(ErasureItem.erasure) == col(KeptSound.erasure),
        col(ErasureItem.subject) == col(KeptSound.call),
        col(ErasureItem.erased_at).is_(None),
    )
    known: set[str] = set()
    async with transaction(engine) as session:
        for start in range(0, len(names), ASKED):
            some = names[start : start + ASKED]
            asked = select(KeptSound.name).where(
                col(KeptSound.name).in_(some), col(KeptSound.erased_at).is_(None) | at_work
            )
            known.update((await session.exec(asked)).all())
    return known


def _row(call: Call, recording: Recording | None, kept: KeptSound | None) -> Answered:
    is_there = kept is not None and kept.erased_at is None
    state = recording.state if recording is not None else None
    if recording is not None and (recording.path or "").endswith(PLAIN):
        state = "plain"
    least_s, most_s = _length(call)
    return Answered(
        call=call.id,
        detail=call.detail,
        least_s=least_s,
        most_s=most_s,
        state=state,
        why=recording.why if recording is not None else "",
        duration_s=kept.duration_s if kept is not None else 0.0,
        name=kept.name if kept is not None and is_there else None,
        sha256=kept.sha256 if kept is not None else "",
        answered_at=call.answered_at,
        seats_left=[each for each in seats_left.read(recording.seats_left) if each]
        if recording is not None
        else (),
    )


def _length(call: Call) -> tuple[float, float]:
    """Tell how long a talk was, at least and at most; which is one, but for calls of old versions.

    Those do not say when their seat left: the time after it is hold, and has no sound.
    """
    if call.left_at is not None and call.answered_at is not None:
        exactly = (call.left_at - call.answered_at).total_seconds()
        return exactly, exactly
    talk_s = call.talk_s or 0.0
    return talk_s, talk_s + (call.hold_s or 0.0)
