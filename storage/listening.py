"""Kept sound found again, and who listens to it. All raise `DatabaseUnavailable`."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, func
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import messages
from storage.audit import Action, Actor, Fact, trailed
from storage.engine import transaction
from storage.identity_tables import IdentityCheck
from storage.inquiry_tables import Inquiry, InquiryMatter
from storage.message_tables import Message
from storage.tables import Call
from storage.vault_tables import CallMark, KeptSound, SoundHold, SoundListening

PAGE = 50
LISTENS = timedelta(hours=2)
"""So long a purpose holds, once told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; what is None or empty decides nothing."""

    first: date | None = None
    last: date | None = None
    seat: str = ""
    staff: str = ""
    """Who wrote the call's record."""
    caller: str | None = None
    """Id of the caller's number."""
    case: int | None = None
    """Whose applicant was identified in the call."""
    category: str = ""
    text: str = ""
    """Within the record."""
    complaints: bool = False
    longer_s: float | None = None
    quieter_s: float | None = None
    """At least so long nobody spoke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One kept sound with its call and what was recorded of it."""

    sound: KeptSound
    call: Call
    records: tuple[tuple[Inquiry, InquiryMatter | None], ...] = ()
    """Each person's part, with its main matter."""
    holds: tuple[SoundHold, ...] = field(default=())
    message: Message | None = None
    """It is the voice message that the caller left."""

    @property
    def is_complaint(self) -> bool:
        """Whether any record of it is one of a complaint."""
        return any(record.is_complaint for record, _ in self.records)


async def find(engine: AsyncEngine, wanted: Wanted, *, page: int = 1) -> tuple[list[Found], int]:
    """Give a page of what is looked for, the newest first, and how many there are."""
    conditions = _conditions(wanted)
    joined = col(Call.id) == col(KeptSound.call)
    asked = (
        select(KeptSound, Call)
        .join(Call, joined)
        .where(*conditions)
        .order_by(col(Call.arrived_at).desc(), col(Call.id).desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    counted = select(func.count()).select_from(KeptSound).join(Call, joined).where(*conditions)
    async with transaction(engine) as session:
        rows = (await session.exec(asked)).all()
        count = (await session.exec(counted)).one()
        found = await _with_records(session, rows)
    return found, count


async def one(engine: AsyncEngine, call: str) -> Found | None:
    """Find what is known of one call's sound, or of a voice message, named by its part."""
    async with transaction(engine) as session:
        sound = await session.get(KeptSound, call)
        message = await messages.by_part(session, call) if sound is not None else None
        of = await session.get(Call, message.call if message is not None else call)
        if sound is None or of is None:
            return None
        (found,) = await _with_records(session, [(sound, of)])
    if message is None:
        return found
    return replace(found, message=message, records=())


async def marks(engine: AsyncEngine, call: str) -> Sequence[CallMark]:
    """List what happened in a call, in its order."""
    asked = select(CallMark).where(col(CallMark.call) == call)
    async with transaction(engine) as session:
        return (await session.exec(asked.order_by(col(CallMark.n), col(CallMark.kind)))).all()


async def begin(
    engine: AsyncEngine, call: str, *, staff: str, purpose: str, actor: Actor, at: datetime
) -> str:
    """Let a person listen for a purpose; gives the id under which the sound is asked for."""
    made = secrets.token_hex(12)
    async with trailed(engine) as trail:
        trail.session.add(
            SoundListening(
                id=made, call=call, staff=staff, purpose=purpose, began_at=at, until=at + LISTENS
            )
        )
        await trail.note(at, actor, Action.SOUND_OPENED, call, {"purpose": purpose})
    return made


async def listening(
    engine: AsyncEngine, made: str, call: str, *, staff: str, at: datetime
) -> SoundListening | None:
    """Find a person's own listening to a call, if it is not over."""
    async with transaction(engine) as session:
        found = await session.get(SoundListening, made)
    is_theirs = found is not None and (found.call, found.staff) == (call, staff)
    return found if found is not None and is_theirs and found.until > at else None


async def note_part(
    engine: AsyncEngine, heard: SoundListening, told: dict[str, Fact], *, actor: Actor, at: datetime
) -> None:
    """Keep in the trail which part of a sound was fetched, for which purpose."""
    async with trailed(engine) as trail:
        told = {"purpose": heard.purpose, **told}
        await trail.note(at, actor, Action.SOUND_PLAYED, heard.call, told)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    record = col(Inquiry.call) == col(KeptSound.call)
    matter = record & (col(InquiryMatter.inquiry) == col(Inquiry.id))
    text = wanted.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    checked = col(IdentityCheck.call) == col(KeptSound.call)
    asked: list[tuple[object, ColumnElement[bool]]] = [
        (wanted.first, col(KeptSound.business_date) >= (wanted.first or date.min)),
        (wanted.last, col(KeptSound.business_date) <= (wanted.last or date.max)),
        (wanted.seat, col(Call.seat) == wanted.seat),
        (wanted.caller, col(Call.caller) == (wanted.caller or "")),
        (wanted.longer_s, col(KeptSound.duration_s) >= (wanted.longer_s or 0.0)),
        (wanted.quieter_s, col(KeptSound.silence_s) >= (wanted.quieter_s or 0.0)),
        (wanted.staff, exists().where(record, col(Inquiry.staff) == wanted.staff)),
        (wanted.complaints, exists().where(record, col(Inquiry.is_complaint))),
        (
            wanted.category,
            exists().where(matter, col(InquiryMatter.category) == wanted.category),
        ),
        (
            wanted.text,
            exists().where(matter, col(InquiryMatter.text).like(f"%{text}%", escape="\\")),
        ),
        (
            wanted.case,
            exists().where(checked, col(IdentityCheck.case) == (wanted.case or 0)),
        ),
    ]
    return [
        condition for value, condition in asked if value is not None and value not in ("", False)
    ]


async def _with_records(
    session: AsyncSession, rows: Sequence[tuple[KeptSound, Call]]
) -> list[Found]:
    calls = [call.id for _, call in rows]
    sounds = [sound.call for sound, _ in rows]
    is_main = (col(InquiryMatter.inquiry) == col(Inquiry.id)) & (col(InquiryMatter.n) == 1)
    asked = select(Inquiry, InquiryMatter).join(InquiryMatter, is_main, isouter=True)
    records = defaultdict(list)
    for inquiry, matter in await session.exec(asked.where(col(Inquiry.call).in_(calls))):
        records[inquiry.call].append((inquiry, matter))
    held = select(SoundHold).where(
        col(SoundHold.call).in_(sounds), col(SoundHold.released_at).is_(None)
    )
    holds = defaultdict(list)
    for hold in await session.exec(held):
        holds[hold.call].append(hold)
    return [
        Found(
            sound=sound,
            call=call,
            records=tuple(records[call.id]),
            holds=tuple(holds[sound.call]),
        )
        for sound, call in rows
    ]
