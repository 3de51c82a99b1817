"""Inquiry records written: begun, saved as typed, closed once they lack nothing, or in one key."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desk import complaints
from desk.desk import Desk
from desk.inquiry import (
    Content,
    Language,
    Matter,
    Missing,
    Result,
    Severity,
    is_complaint,
    missing,
)
from desk.record_promises import unkept
from desk.sessions import Who
from storage import inquiries as rows
from storage.audit import Action, Actor, Trail, entries, trailed
from storage.engine import transaction
from storage.inquiry_tables import Inquiry, InquiryMatter

SYSTEM = "system"
UNOPENED = 0
"""Version of a record that began by itself, until its person opens it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record as it stands."""

    id: str
    staff: str
    call: str | None
    begun_at: datetime
    closed_at: datetime | None
    is_simple: bool
    version: int
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """A call that the person took."""

    call: str
    at: datetime
    """When it arrived."""
    record: str | None
    """The person's part of its record; None if they have not opened it yet."""


@dataclass(frozen=True, slots=True)
class Saved:
    """It is kept; the next save names this version."""

    version: int


@dataclass(frozen=True, slots=True)
class Moved:
    """Another page was first, or the record is closed: nothing was changed."""


@dataclass(frozen=True, slots=True)
class MyNumberTyped:
    """An individual number stands in it: nothing was kept."""


@dataclass(frozen=True, slots=True)
class Incomplete:
    """What keeps it from being closed; what was typed is kept as a draft if it may be."""

    missing: tuple[Missing, ...]
    version: int


async def begin(desk: Desk, who: Who, *, call: str | None) -> str:
    """Open the person's record of a call, or one without a call; gives its id.

    Asked again, the same record is given: of the call, or the one into which nothing is written.
    """
    async with trailed(desk.engine) as trail:
        if call is None:
            found = await rows.untouched(trail.session, staff=who.staff)
        else:
            found = await rows.of_call(trail.session, call, staff=who.staff)
        if found is not None:
            found.version = max(found.version, 1)  # one that began by itself is theirs from now on
            trail.session.add(found)
            return found.id
        return await _add(desk, trail, who, call=call)


async def handled(desk: Desk, who: Who) -> list[Handled]:
    """List the calls that a person took since they sat down at their seat, the newest first."""
    if who.seat is None:
        return []
    taken = await entries(
        desk.engine, last=1, who=who.staff, action=Action.SEAT_TAKEN.value, subject=who.seat
    )
    since = taken[0].at if taken else desk.clock()
    async with transaction(desk.engine) as session:
        found = await rows.taken_at(session, who.seat, since=since, staff=who.staff)
    return [
        Handled(
            call=call.id, at=call.arrived_at, record=part.id if part and _is_begun(part) else None
        )
        for call, part in found
    ]


async def simple(desk: Desk, who: Who, category: str, *, call: str | None) -> str | None:
    """Record a simple inquiry by its category alone (SPR-II-3-4-イ).

    Gives the record's id; None if the category is not there or is one of complaints, or the call
    has a record already.
    """
    if desk.rules.category(category) is None or is_complaint(category, desk.rules):
        return None
    content = Content(matters=(Matter(category=category, result=Result.CLOSED),))
    async with trailed(desk.engine) as trail:
        part = await rows.of_call(trail.session, call, staff=who.staff) if call else None
        if part is not None and _is_begun(part):
            return None
        made = part.id if part is not None else await _add(desk, trail, who, call=call)
        at, version = desk.clock(), part.version if part is not None else 1
        await _write(trail, made, content, version=version, at=at, closed={"is_simple": True})
        await trail.note(at, who.actor, Action.RECORD_CLOSED, made, _told(content, is_simple=True))
    return made


async def find(desk: Desk, record: str) -> Record | None:
    """Find a record; whose it is, the caller looks at."""
    async with transaction(desk.engine) as session:
        row = await session.get(Inquiry, record)
        if row is None:
            return None
        return of_rows(row, (await rows.matters(session, [record]))[record])


async def part_of(desk: Desk, call: str, staff: str) -> str | None:
    """Find a person's part of a call's record; gives its id."""
    async with transaction(desk.engine) as session:
        row = await rows.of_call(session, call, staff=staff)
    return row.id if row is not None else None


async def mine(desk: Desk, who: Who) -> list[Record]:
    """List a person's drafts, and what they recorded today; the newest first."""
    day = desk.today
    async with transaction(desk.engine) as session:
        found = await rows.of_day_or_open(session, day, staff=who.staff)
        matters = await rows.matters(session, [each.id for each in found])
    return [of_rows(row, matters[row.id]) for row in found]


async def closed_on(desk: Desk, day: date) -> list[tuple[Record, str]]:
    """List everybody's closed records of a day with their writers' names, the newest first."""
    async with transaction(desk.engine) as session:
        found = await rows.closed_on(session, day)
        matters = await rows.matters(session, [row.id for row, _ in found])
    return [(of_rows(row, matters[row.id]), name) for row, name in found]


async def see(desk: Desk, who: Who, record: Record) -> None:
    """Note that somebody looks at a record."""
    async with trailed(desk.engine) as trail:
        await trail.note(desk.clock(), who.actor, Action.RECORD_SEEN, record.id)


async def save_draft(
    desk: Desk, record: str, content: Content, *, version: int, is_again: bool = False
) -> Saved | Moved | MyNumberTyped:
    """Keep what is typed so far; a draft is its writer's alone, so the trail notes its end only.

    A save that comes `again`, because its answer was lost, is known by what stands there already.
    """
    if content.has_my_number:
        return MyNumberTyped()
    async with trailed(desk.engine) as trail:
        done = await _write(trail, record, content, version=version, at=desk.clock())
    if done or (is_again and await _stands(desk, record, content, version)):
        return Saved(version + 1)
    return Moved()


async def close(
    desk: Desk, who: Who, record: str, content: Content, *, version: int
) -> Saved | Moved | Incomplete:
    """Close a record that lacks nothing; else what was typed stays a draft."""
    lacks = (*missing(content, desk.rules), *await unkept(desk, record, content))
    if lacks:
        kept = await save_draft(desk, record, content, version=version)
        if isinstance(kept, Moved):
            return kept
        return Incomplete(lacks, kept.version if isinstance(kept, Saved) else version)
    async with trailed(desk.engine) as trail:
        at = desk.clock()
        if not await _write(trail, record, content, version=version, at=at, closed={}):
            return Moved()
        told = _told(content, is_simple=False)
        await trail.note(at, who.actor, Action.RECORD_CLOSED, record, told)
        if content.is_complaint:
            await complaints.begin(trail, await trail.session.get_one(Inquiry, record), content)
    return Saved(version + 1)


async def _stands(desk: Desk, record: str, content: Content, version: int) -> bool:
    """Whether this very save was kept before."""
    kept = await find(desk, record)
    if kept is None or kept.closed_at is not None:
        return False
    return (kept.version, kept.content) == (version + 1, content)


async def begin_by_itself(desk: Desk, trail: Trail, *, staff: str, seat: str, call: str) -> str:
    """Open a person's record of a call inside a transaction: they talk, and need not ask for it."""
    actor = Actor(who=staff, origin=SYSTEM)
    return await _begin(desk, trail, actor, seat=seat, call=call, version=UNOPENED)


async def _add(desk: Desk, trail: Trail, who: Who, *, call: str | None) -> str:
    return await _begin(desk, trail, who.actor, seat=who.seat, call=call)


def _is_begun(part: Inquiry) -> bool:
    """Whether a person has opened a record: one that began by itself waits for that."""
    return part.version > UNOPENED


async def _begin(
    desk: Desk,
    trail: Trail,
    actor: Actor,
    *,
    seat: str | None,
    call: str | None,
    version: int = 1,
) -> str:
    at = desk.clock()
    row = Inquiry(
        id=f"r{secrets.token_hex(8)}",
        call=call,
        staff=actor.who,
        seat=seat,
        business_date=at.astimezone(desk.zone).date(),
        begun_at=at,
        saved_at=at,
        language=Language.JAPANESE.value,
        version=version,
    )
    trail.session.add(row)
    await trail.session.flush()
    trail.session.add(InquiryMatter(inquiry=row.id, n=1))
    await trail.note(at, actor, Action.RECORD_BEGUN, row.id, {"call": call})
    return row.id


async def _write(
    trail: Trail,
    record: str,
    content: Content,
    *,
    version: int,
    at: datetime,
    closed: dict[str, bool] | None = None,
) -> bool:
    values = {
        "saved_at": at,
        "language": content.language.value,
        "is_complaint": content.is_complaint,
        "severity": content.severity.value if content.severity and content.is_complaint else None,
        **({} if closed is None else {"closed_at": at, **closed}),
    }
    matters = [
        InquiryMatter(
            inquiry=record,
            n=n,
            category=each.category,
            result=each.result.value if each.result else None,
            text=each.text,
            ward=each.ward,
            section=each.section,
        )
        for n, each in enumerate(content.matters, start=1)
    ]
    return await rows.save(trail.session, record, version=version, values=values, matters=matters)


def _told(content: Content, *, is_simple: bool) -> dict[str, str | int | bool | None]:
    return {
        "matters": len(content.matters),
        "simple": is_simple,
        "complaint": content.severity.value if content.is_complaint and content.severity else None,
    }


def of_rows(row: Inquiry, matters: Sequence[InquiryMatter]) -> Record:
    """Give a record as its rows tell it."""
    content = Content(
        language=Language(row.language),
        is_complaint=row.is_complaint,
        severity=Severity(row.severity) if row.severity else None,
        matters=tuple(
            Matter(
                category=each.category,
                result=Result(each.result) if each.result else None,
                text=each.text,
                ward=each.ward,
                section=each.section,
            )
            for each in matters
        ),
    )
    return Record(
        id=row.id,
        staff=row.staff,
        call=row.call,
        begun_at=row.begun_at,
        closed_at=row.closed_at,
        is_simple=row.is_simple,
        version=row.version,
        content=content,
    )
