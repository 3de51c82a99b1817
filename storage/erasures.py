"""Rows of erasures and legal holds, each question inside the caller's transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import Exists, delete, exists, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.audit import Action, Actor, Fact, Trail
from storage.inquiry_tables import Inquiry
from storage.kept import SYSTEM
from storage.message_tables import Message
from storage.tables import Recording
from storage.vault_tables import (
    Erasure,
    ErasureItem,
    KeptSound,
    SoundHold,
    SoundListening,
    SoundShape,
)

COMPLAINT = "complaint"
__all__ = ["AsyncSession", "Whole"]


@dataclass(frozen=True, slots=True)
class Whole:
    """An erasure and what it is about."""

    erasure: Erasure
    items: tuple[ErasureItem, ...]


class StandingConsent(Protocol):
    """What a client agreed to once, for erasures that need no asking (A-21)."""

    @property
    def reference(self) -> str:
        """Where it stands."""

    @property
    def agreed_on(self) -> date:
        """Since when."""

    @property
    def item(self) -> str:
        """項目 of SPR-I-7-4."""

    @property
    def medium(self) -> str:
        """媒体名."""

    @property
    def method(self) -> str:
        """方法."""


def under_consent(consent: StandingConsent, *, kind: str, reason: str, at: datetime) -> Erasure:
    """Make the erasure of one thing under a standing consent: applied for and approved at once."""
    return Erasure(
        id=f"e{secrets.token_hex(6)}",
        state="approved",
        kind=kind,
        item=consent.item,
        medium=consent.medium,
        quantity=1,
        method=consent.method,
        planned_on=at.date(),
        reason=reason,
        requested_by=SYSTEM.who,
        requested_at=at,
        decided_by=SYSTEM.who,
        decided_at=at,
        reference=consent.reference,
        consented_on=consent.agreed_on,
    )


async def kept(session: AsyncSession, calls: Sequence[str]) -> Sequence[KeptSound]:
    """Give what the vault has, or had, of these calls."""
    return (await session.exec(select(KeptSound).where(col(KeptSound.call).in_(calls)))).all()


async def closed(session: AsyncSession) -> Sequence[KeptSound]:
    """Give what is sealed from everybody, not held, and part of no erasure yet."""
    asked = select(KeptSound).where(
        col(KeptSound.is_closed),
        col(KeptSound.erased_at).is_(None),
        col(KeptSound.erasure).is_(None),
        ~_is_held(),
    )
    return (await session.exec(asked)).all()


async def due(session: AsyncSession, today: date) -> Sequence[KeptSound]:
    """List what is kept beyond its period, not held, and part of no erasure yet."""
    asked = select(KeptSound).where(
        col(KeptSound.erase_on) <= today,
        col(KeptSound.erased_at).is_(None),
        col(KeptSound.erasure).is_(None),
        ~_is_held(),
    )
    return (await session.exec(asked.order_by(col(KeptSound.call)))).all()


async def standing(session: AsyncSession) -> Sequence[str]:
    """Name the erasures under the standing consent that can be executed: held sound waits."""
    asked = (
        select(Erasure.id)
        .join(KeptSound, col(KeptSound.erasure) == col(Erasure.id))
        .where(col(Erasure.kind) == "standing", col(Erasure.state) == "approved", ~_is_held())
    )
    return (await session.exec(asked)).all()


def _is_held() -> Exists:
    return exists().where(
        col(SoundHold.call) == col(KeptSound.call), col(SoundHold.released_at).is_(None)
    )


async def every(session: AsyncSession) -> Sequence[Erasure]:
    """List all erasures, the newest first."""
    asked = select(Erasure).order_by(col(Erasure.requested_at).desc(), col(Erasure.id))
    return (await session.exec(asked.limit(500))).all()


async def whole(session: AsyncSession, erasure: str) -> Whole | None:
    """Give an erasure with its items; None if there is none."""
    found = await session.get(Erasure, erasure)
    if found is None:
        return None
    asked = select(ErasureItem).where(col(ErasureItem.erasure) == erasure)
    items = (await session.exec(asked.order_by(col(ErasureItem.subject)))).all()
    return Whole(found, tuple(items))


async def add(session: AsyncSession, erasure: Erasure, sounds: Sequence[KeptSound]) -> None:
    """Add an erasure of these recordings, which are part of it from now on."""
    session.add(erasure)
    await session.flush()
    for each in sounds:
        item = ErasureItem(
            erasure=erasure.id, subject=each.call, sha256=each.sha256, bytes=each.bytes
        )
        each.erasure = erasure.id
        session.add_all((item, each))


async def add_files(
    trail: Trail,
    erasure: Erasure,
    files: Iterable[tuple[str, str, int]],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Add an application for these files: subject, SHA-256 and bytes of each."""
    trail.session.add(erasure)
    await trail.session.flush()
    trail.session.add_all(
        ErasureItem(erasure=erasure.id, subject=subject, sha256=sha256, bytes=size)
        for subject, sha256, size in files
    )
    told: dict[str, Fact] = {"quantity": erasure.quantity, "files": True}
    told |= {"planned": erasure.planned_on.isoformat()}
    await trail.note(at, actor, Action.ERASURE_REQUESTED, erasure.id, told)


async def note_erased(session: AsyncSession, item: ErasureItem, *, at: datetime) -> None:
    """Note that a thing of an erasure is gone."""
    is_it = (col(ErasureItem.erasure) == item.erasure) & (col(ErasureItem.subject) == item.subject)
    await session.exec(update(ErasureItem).where(is_it).values(erased_at=at))


async def let_go(session: AsyncSession, erasure: str) -> None:
    """Make the recordings of a refused erasure free for another one."""
    await session.exec(
        update(KeptSound).where(col(KeptSound.erasure) == erasure).values(erasure=None)
    )


async def reduce(session: AsyncSession, item: ErasureItem, *, at: datetime) -> None:
    """Reduce the rows of a recording to what proves that it was erased."""
    call = item.subject
    await session.exec(delete(SoundShape).where(col(SoundShape.call) == call))
    await session.exec(delete(SoundListening).where(col(SoundListening.call) == call))
    measured = (
        *("caller_peak_db", "seat_peak_db", "caller_speech_db", "seat_speech_db"),
        *("caller_speech_s", "seat_speech_s", "both_s", "silence_s"),
    )
    await session.exec(
        update(KeptSound)
        .where(col(KeptSound.call) == call)
        .values(erased_at=at, **dict.fromkeys(measured))
    )
    gone = {"state": "erased", "path": None, "caller_part": None, "seat_part": None, "why": ""}
    await session.exec(update(Recording).where(col(Recording.call) == call).values(**gone))
    left = update(Message).where(col(Message.part) == call)
    await session.exec(left.values(state="erased", path=None))
    await note_erased(session, item, at=at)


async def held(session: AsyncSession, calls: Sequence[str]) -> bool:
    """Tell whether a legal hold protects any of these calls."""
    asked = select(SoundHold.id).where(
        col(SoundHold.call).in_(calls), col(SoundHold.released_at).is_(None)
    )
    return (await session.exec(asked.limit(1))).first() is not None


async def unheld_complaints(session: AsyncSession) -> Sequence[str]:
    """Name the calls of complaints whose sound was never held for that.

    What its caller refused nobody may hear: it proves nothing, and is erased.
    """
    was_held = exists().where(
        col(SoundHold.call) == col(KeptSound.call), col(SoundHold.why) == COMPLAINT
    )
    asked = (
        select(KeptSound.call)
        .join(Inquiry, col(Inquiry.call) == col(KeptSound.call))
        .where(
            col(Inquiry.is_complaint),
            col(KeptSound.erased_at).is_(None),
            ~col(KeptSound.is_closed),
            ~was_held,
        )
        .distinct()
    )
    return (await session.exec(asked)).all()


async def hold_complaints(trail: Trail, *, at: datetime) -> Sequence[str]:
    """Hold the sound of every complaint that was never held for it; names their calls."""
    calls = await unheld_complaints(trail.session)
    for call in calls:
        await hold(trail, call, why=COMPLAINT, actor=SYSTEM, at=at)
    return calls


async def hold(trail: Trail, call: str, *, why: str, actor: Actor, at: datetime) -> bool:
    """Place a legal hold; False if there is no sound, or none any more."""
    kept = await trail.session.get(KeptSound, call)
    if kept is None or kept.erased_at is not None:
        return False
    made = SoundHold(
        id=f"h{secrets.token_hex(6)}", call=call, why=why, placed_at=at, placed_by=actor.who
    )
    trail.session.add(made)
    await trail.note(at, actor, Action.SOUND_HELD, call, {"why": why})
    return True


async def release(trail: Trail, call: str, *, actor: Actor, at: datetime) -> int:
    """Release every hold of a call; gives how many stood."""
    done = await trail.session.exec(
        update(SoundHold)
        .where(col(SoundHold.call) == call, col(SoundHold.released_at).is_(None))
        .values(released_at=at, released_by=actor.who)
    )
    if done.rowcount:
        await trail.note(at, actor, Action.SOUND_RELEASED, call, {"count": int(done.rowcount)})
    return int(done.rowcount)
