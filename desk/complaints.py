"""What the client must hear of complaints, and by when (SPR-II-3-4-オ).

Every complaint stands in the daily report (日次報告書) that is due by the end of the next business
day. Of an urgent one somebody of the client is told at once: that stays open until it is kept when,
whom and by what means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from desk.desk import Desk
from desk.inquiry import Content, Severity
from desk.sessions import Who
from desk.ticket import LONGEST_PERSON, Means
from japan.calendar import next_business_day
from japan.my_number import holds_my_number
from storage import promises as rows
from storage.audit import Action, Trail, trailed
from storage.engine import transaction
from storage.inquiry_tables import Inquiry
from storage.promise_tables import ComplaintReport

Line = tuple[ComplaintReport, Inquiry, str]
"""A complaint, its record, and who wrote it."""


class Refusal(StrEnum):
    """Why it is not kept that the client was told."""

    PERSON = "person"
    WHEN = "when"
    """Before the complaint was recorded, or still to come."""
    GONE = "gone"
    """There is no such complaint, or it was told before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldClient:
    """Whom of the client somebody reached, when, and by what means."""

    at: datetime
    person: str
    means: Means


def due_on(day: date) -> date:
    """Give the last day for the report of a complaint of a day: the next business day."""
    return next_business_day(day + timedelta(days=1))


async def begin(trail: Trail, row: Inquiry, content: Content) -> None:
    """Begin what is due, inside the transaction that closes a complaint's record."""
    trail.session.add(
        ComplaintReport(
            record=row.id,
            day=row.business_date,
            due_on=due_on(row.business_date),
            is_urgent=content.severity is Severity.URGENT,
        )
    )


async def told(desk: Desk, who: Who, record: str, said: ToldClient) -> Refusal | None:
    """Keep that somebody of the client was told of an urgent complaint."""
    at = desk.clock()
    if not 0 < len(said.person) <= LONGEST_PERSON or holds_my_number(said.person):
        return Refusal.PERSON
    async with trailed(desk.engine) as trail:
        row = await trail.session.get(ComplaintReport, record)
        inquiry = await trail.session.get(Inquiry, record)
        if row is None or inquiry is None or row.told_at is not None:
            return Refusal.GONE
        # People type minutes: the minute in which it was begun is not before it.
        if not inquiry.begun_at - timedelta(minutes=1) < said.at <= at:
            return Refusal.WHEN
        row.told_at, row.told_by = said.at, who.staff
        row.told_person, row.told_means = said.person, said.means.value
        trail.session.add(row)
        detail = {"means": said.means.value}
        await trail.note(at, who.actor, Action.COMPLAINT_TOLD, record, detail)
    return None


async def reported(desk: Desk, who: Who, records: Sequence[str]) -> int:
    """Keep that the daily report with these complaints was handed in; gives how many were new."""
    at, count = desk.clock(), 0
    async with trailed(desk.engine) as trail:
        for record in records:
            row = await trail.session.get(ComplaintReport, record)
            if row is None or row.reported_at is not None:
                continue
            row.reported_at, row.reported_by = at, who.staff
            trail.session.add(row)
            await trail.note(at, who.actor, Action.COMPLAINT_REPORTED, record)
            count += 1
    return count


async def untold(desk: Desk) -> Sequence[Line]:
    """List the urgent complaints of which nobody of the client was told yet."""
    async with transaction(desk.engine) as session:
        return await rows.untold(session)


async def unreported(desk: Desk, *, until: date | None = None) -> Sequence[Line]:
    """List the complaints that stood in no daily report, the one due first first."""
    async with transaction(desk.engine) as session:
        return await rows.unreported(session, until=until)
