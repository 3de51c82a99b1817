"""What may be open when a day is closed, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from desk.ticket import Step
from storage import day_close as rows
from storage import promises


class Kind(StrEnum):
    """What may be open when a day is closed."""

    CALLS = "calls"
    """In progress."""
    WRAP_UPS = "wrap_ups"
    UNRECORDED = "unrecorded"
    """Answered calls of which nobody has a record."""
    DRAFTS = "drafts"
    """Records that are not finished."""
    CALLBACKS = "callbacks"
    """Promised by people, due by the day's end."""
    TAKEN_CALLBACKS = "taken_callbacks"
    """Chosen by callers, due by the day's end."""
    MESSAGES = "messages"
    """Voice messages that nobody has seen to."""
    TICKETS = "tickets"
    """Questions to the client whose caller was told to hear of us by the day's end."""
    ESCALATIONS = "escalations"
    URGENT = "urgent"
    """Urgent complaints of which the client was not told."""
    UNREPORTED = "unreported"
    """Complaints whose report is due that day, or was before."""
    COMPLAINT_REPORT = "complaint_report"
    """The day had complaints, and the draft of their report is missing or older than them."""
    PROGRESS_LIST = "progress_list"
    """Nobody made the progress list that day."""


BY_CLOSING = frozenset({Kind.COMPLAINT_REPORT, Kind.PROGRESS_LIST})
"""What the closing itself makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that is open."""

    kind: Kind
    subject: str
    """Id of the call, seat, record, callback ...; the report's or the day."""
    at: datetime | None = None
    """When it arrived, began, or is due."""
    person: str = ""
    """Name of whose it is, or the seat."""
    call: str = ""
    """Id of the call that it is about, if it is about one."""


async def of_calls(session: AsyncSession, day: date, *, is_today: bool) -> list[Line]:
    """Give the calls in progress and, of today, the seats in wrap-up."""
    lines = [
        call_line(Kind.CALLS, each.id, each.arrived_at, each.seat)
        for each in await rows.in_progress(session, day)
    ]
    if is_today:
        lines += [
            Line(kind=Kind.WRAP_UPS, subject=seat.id, at=seat.since, person=name or "")
            for seat, name in await rows.wrap_ups(session)
        ]
    return lines


async def of_people(session: AsyncSession, day: date, *, before: datetime) -> list[Line]:
    """Give what people have not finished that a day's end asks for."""
    tickets = [e for e in await promises.open_tickets(session, Step.CLOSED) if e.due_at < before]
    handed = [e for e in await promises.open_escalations(session) if e[0].at < before]
    return [
        *(
            _line(Kind.DRAFTS, row.id, row.begun_at, name, call=row.call)
            for row, name in await rows.drafts(session, day)
        ),
        *(
            _line(Kind.CALLBACKS, row.id, row.due_at, name, call=row.call)
            for row, name in await promises.open_callbacks(session, before=before)
        ),
        *(
            _line(Kind.TAKEN_CALLBACKS, each.id, each.due)
            for each in await rows.taken_callbacks(session, before)
        ),
        *(
            _line(Kind.MESSAGES, row.call, row.left_at, name or "", call=row.call)
            for row, name in await rows.unseen_messages(session, before)
        ),
        *(_line(Kind.TICKETS, each.id, each.due_at) for each in tickets),
        *(
            _line(Kind.ESCALATIONS, row.id, row.at, taker or by, call=row.call)
            for row, by, taker in handed
        ),
        *(
            _line(Kind.URGENT, report.record, inquiry.closed_at, name, call=inquiry.call)
            for report, inquiry, name in await promises.untold(session)
        ),
        *(
            _line(Kind.UNREPORTED, report.record, inquiry.closed_at, name, call=inquiry.call)
            for report, inquiry, name in await promises.unreported(session, until=day)
        ),
    ]


def call_line(kind: Kind, call: str, at: datetime, seat: str | None) -> Line:
    """Name a call with its seat."""
    return Line(kind=kind, subject=call, at=at, person=seat or "", call=call)


def _line(
    kind: Kind, subject: object, at: datetime | None, person: str = "", *, call: str | None = None
) -> Line:
    return Line(kind=kind, subject=str(subject), at=at, person=person, call=call or "")
