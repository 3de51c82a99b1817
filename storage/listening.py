"""Kept sound found again, and who listens to it. All raise `DatabaseUnavailable`."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, CompoundSelect, func, union_all
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import messages
from storage.audit import Action, Actor, Fact, trailed
from storage.case_tables import Case
from storage.contact_tables import ContactAttempt, ContactAttemptCase, ContactReturn
from storage.engine import transaction
from storage.identity_tables import IdentityCheck
from storage.inquiry_tables import Inquiry, InquiryCase, InquiryMatter
from storage.message_tables import Message
from storage.protected_calls import protected_calls
from storage.staff_tables import Staff
from storage.tables import Call
from storage.talk_tables import CallTalk
from storage.time_tables import SeatStay
from storage.vault_tables import CallMark, KeptSound, SoundHold, SoundListening

PAGE = 50
EVER = datetime(1970, 1, 1, tzinfo=UTC)
LISTENS = timedelta(hours=2)
"""So long a purpose holds, once told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; what is None or empty decides nothing."""

    first: date | None = None
    last: date | None = None
    since: datetime | None = None
    """Arrived then or later."""
    until: datetime | None = None
    """Arrived before that."""
    seat: str = ""
    """Which talked in it, also one that handed the caller on."""
    staff: str = ""
    """Who wrote the call's record."""
    caller: str | None = None
    """Id of the caller's number."""
    talker: str = ""
    """Who talked in it, or wrote of it."""
    case: str = ""
    """Receipt number of an application that the call is about."""
    category: str = ""
    text: str = ""
    """Within the record."""
    complaints: bool = False
    longer_s: float | None = None
    quieter_s: float | None = None
    """At least so long nobody spoke."""
    for_client: bool = False
    """Neither calls of somebody protected, nor what stands in records that are not closed."""
    hides_protected: bool = False
    """No call of somebody protected (責任者対応)."""


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

    def closed(self) -> Found:
        """Leave out the records that are not finished."""
        done = tuple(each for each in self.records if each[0].closed_at is not None)
        return replace(self, records=done)


async def find(engine: AsyncEngine, wanted: Wanted, *, page: int = 1) -> tuple[list[Found], int]:
    """Give a page of what is looked for, the newest first, and how many there are.

    The page is cut out of the recordings' own index, and only its rows are joined with calls.
    """
    conditions = _conditions(wanted)
    newest = (col(KeptSound.arrived_at).desc(), col(KeptSound.call).desc())
    paged = select(KeptSound.call).where(*conditions).order_by(*newest)
    calls = paged.offset((page - 1) * PAGE).limit(PAGE).subquery()
    counted = select(func.count()).select_from(KeptSound).where(*conditions)
    asked = (
        select(KeptSound, Call, counted.scalar_subquery())
        .join(Call, col(Call.id) == col(KeptSound.call))
        .join(calls, calls.c.call == col(KeptSound.call))
        .order_by(*newest)
    )
    async with transaction(engine) as session:
        rows = (await session.exec(asked)).all()
        if not rows:
            return [], (await session.exec(counted)).one() if page > 1 else 0
        found = await _with_records(session, [(sound, call) for sound, call, _ in rows])
    return [each.closed() for each in found] if wanted.for_client else found, rows[0][2]


async def one(engine: AsyncEngine, call: str) -> Found | None:
    """Find what is known of one call's sound, or of a voice message, named by its part."""
    async with transaction(engine) as session:
        return await _one(session, call)


async def heard(
    engine: AsyncEngine, made: str, call: str, *, staff: str, at: datetime
) -> tuple[Found | None, SoundListening | None]:
    """Find a call's sound and a person's own listening to it, if that is not over."""
    async with transaction(engine) as session:
        found = await _one(session, call)
        listening = await session.get(SoundListening, made)
    is_theirs = listening is not None and (listening.call, listening.staff) == (call, staff)
    return found, listening if listening and is_theirs and listening.until > at else None


async def _one(session: AsyncSession, call: str) -> Found | None:
    sound = await session.get(KeptSound, call)
    message = await messages.by_part(session, call) if sound is not None else None
    of = await session.get(Call, message.call if message is not None else call)
    if sound is None or of is None:
        return None
    (found,) = await _with_records(session, [(sound, of)])
    return found if message is None else replace(found, message=message, records=())


async def marks(engine: AsyncEngine, call: str) -> Sequence[CallMark]:
    """List what happened in a call, in its order."""
    asked = select(CallMark).where(col(CallMark.call) == call)
    async with transaction(engine) as session:
        return (await session.exec(asked.order_by(col(CallMark.n), col(CallMark.kind)))).all()


async def detail(engine: AsyncEngine, call: str) -> str:
    """Give the words of a call's detail; empty for one that has not ended."""
    async with transaction(engine) as session:
        found = await session.get(Call, call)
    return found.detail if found is not None else ""


async def names(engine: AsyncEngine, staff: Collection[str]) -> Mapping[str, str]:
    """Give the names of these people, by their ids."""
    async with transaction(engine) as session:
        return await names_in(session, staff)


async def names_in(session: AsyncSession, staff: Collection[str]) -> Mapping[str, str]:
    """Give the names of these people inside the caller's transaction."""
    asked = select(Staff).where(col(Staff.id).in_(staff))
    return {each.id: each.name for each in (await session.exec(asked)).all()}


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


async def note(
    engine: AsyncEngine,
    heard: SoundListening,
    action: Action,
    told: Mapping[str, Fact],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Keep in the trail what a person did with a sound, and for which purpose."""
    async with trailed(engine) as trail:
        await trail.note(at, actor, action, heard.call, {"purpose": heard.purpose, **told})


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    call = col(KeptSound.call)
    text = wanted.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    of_matter = select(Inquiry.call).join(
        InquiryMatter, col(InquiryMatter.inquiry) == col(Inquiry.id)
    )
    record = select(Inquiry.call)
    if wanted.for_client:
        record = record.where(col(Inquiry.closed_at).is_not(None))
        of_matter = of_matter.where(col(Inquiry.closed_at).is_not(None))
    asked: list[tuple[object, ColumnElement[bool]]] = [
        (wanted.first, col(KeptSound.business_date) >= (wanted.first or date.min)),
        (wanted.last, col(KeptSound.business_date) <= (wanted.last or date.max)),
        (wanted.since, col(KeptSound.arrived_at) >= (wanted.since or EVER)),
        (wanted.until, col(KeptSound.arrived_at) < (wanted.until or EVER)),
        (wanted.longer_s, col(KeptSound.duration_s) >= (wanted.longer_s or 0.0)),
        (wanted.quieter_s, col(KeptSound.silence_s) >= (wanted.quieter_s or 0.0)),
        (wanted.seat, call.in_(select(CallTalk.call).where(col(CallTalk.seat) == wanted.seat))),
        (
            wanted.caller,
            call.in_(select(Call.id).where(col(Call.caller) == (wanted.caller or ""))),
        ),
        (wanted.staff, call.in_(record.where(col(Inquiry.staff) == wanted.staff))),
        (wanted.talker, call.in_(_of_talker(wanted.talker))),
        (wanted.complaints, call.in_(record.where(col(Inquiry.is_complaint)))),
        (
            wanted.category,
            call.in_(of_matter.where(col(InquiryMatter.category) == wanted.category)),
        ),
        (
            wanted.text,
            call.in_(of_matter.where(col(InquiryMatter.text).like(f"%{text}%", escape="\\"))),
        ),
        (wanted.case, call.in_(_of_case(wanted.case))),
        (wanted.for_client or wanted.hides_protected, call.not_in(protected_calls())),
    ]
    return [
        condition for value, condition in asked if value is not None and value not in ("", False)
    ]


def _of_talker(staff: str) -> CompoundSelect[str | None]:
    """Calls in which a person sat where somebody talked, or of which they wrote a record."""
    joined_at = col(CallTalk.began_at)
    is_theirs = (
        (col(SeatStay.seat) == col(CallTalk.seat))
        & (col(SeatStay.began_at) <= joined_at)
        & (col(SeatStay.ended_at).is_(None) | (col(SeatStay.ended_at) > joined_at))
    )
    sat = select(CallTalk.call).join(SeatStay, is_theirs).where(col(SeatStay.staff) == staff)
    return union_all(sat, select(Inquiry.call).where(col(Inquiry.staff) == staff))


def _of_case(number: str) -> CompoundSelect[str | None]:
    """Calls in which a case's applicant was identified or called, or whose record names it."""
    case = select(Case.seq).where(col(Case.number) == number).scalar_subquery()
    is_about = (col(ContactAttemptCase.attempt) == col(ContactAttempt.id)) & (
        col(ContactAttemptCase.case) == case
    )
    is_returned = (col(ContactAttemptCase.attempt) == col(ContactReturn.attempt)) & (
        col(ContactAttemptCase.case) == case
    )
    return union_all(
        select(IdentityCheck.call).where(
            col(IdentityCheck.case) == case, col(IdentityCheck.is_passed)
        ),
        select(Inquiry.call)
        .join(InquiryCase, col(InquiryCase.inquiry) == col(Inquiry.id))
        .where(col(InquiryCase.case) == case),
        select(ContactAttemptCase.attempt).where(col(ContactAttemptCase.case) == case),
        select(ContactAttempt.returned_call).join(ContactAttemptCase, is_about),
        select(ContactReturn.call).join(ContactAttemptCase, is_returned),
    )


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
