"""What is open at the desk now, for boards: a few cheap questions over what nobody has closed.

Nothing that is done is read here, so that the questions cost the same on the last day as on the
first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlmodel import col, func, select

from callcenter.campaign import OpenDay
from desk.desk import Desk
from desk.not_imported import NotImported, not_imported
from desk.ticket import Step
from desk.unclosed import Unclosed, unclosed
from storage import promises as rows
from storage.engine import transaction
from storage.sound_audit import lost_on, not_whole_on
from storage.tables import OUTBOUND, Call

PACE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One complaint whose clock runs."""

    record: str
    due: datetime
    """By when its report is to be handed in."""
    written_at: datetime
    """When its record was closed; of an untold one, since when it is to be told."""
    is_untold: bool
    """Urgent, and nobody of the client knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """What is open at an instant."""

    at: datetime
    callbacks: int
    """Promised by people."""
    callbacks_late: int
    next_callback: datetime | None
    complaints: tuple[Complaint, ...]
    escalations: int
    """That nobody has taken."""
    tickets: int
    tickets_late: int
    dialled: int
    """Calls of ours in the last hour."""
    lost_recordings: tuple[str, ...]
    """Today's calls whose recording is lost, or lacks a side, or never began though it was to."""
    unclosed: tuple[Unclosed, ...] = ()
    """Days of the last week that had calls and that nobody closed."""
    not_imported: NotImported | None = None
    """Applications of today that were to be imported by now."""


async def duties(
    desk: Desk, *, report_by: time, is_recorded: bool, open_days: Sequence[OpenDay] = ()
) -> Duties:
    """Count what is open.

    Args:
        desk: Whose.
        report_by: The time of day by which a report is due on its day.
        is_recorded: Whether the campaign records its talks.
        open_days: The campaign's, each of which is to be closed, and between the first and the
            last of which applications are imported.

    Raises:
        DatabaseUnavailable: there is no answer now.
    """
    at = desk.clock()
    today = at.astimezone(desk.zone).date()
    recent = select(func.count()).where(
        col(Call.arrived_at) >= at - PACE, col(Call.direction) == OUTBOUND
    )
    async with transaction(desk.engine) as session:
        callbacks = [each.due_at for each, _ in await rows.open_callbacks(session)]
        untold = {each.record for each, _, _ in await rows.untold(session)}
        unreported = await rows.unreported(session)
        handed_up = await rows.open_escalations(session)
        questions = await rows.open_tickets(session, Step.CLOSED)
        dialled = (await session.exec(recent)).one()
        lost = await lost_on(session, today)
        if is_recorded:
            lost |= await not_whole_on(session, today)
        not_closed = await unclosed(session, desk, open_days)
        overdue = await not_imported(session, desk, open_days)
    complaints = tuple(
        Complaint(
            record=each.record,
            due=datetime.combine(each.due_on, report_by, tzinfo=desk.zone),
            written_at=record.closed_at or record.begun_at,
            is_untold=each.record in untold,
        )
        for each, record, _ in unreported
    )
    return Duties(
        at=at,
        callbacks=len(callbacks),
        callbacks_late=sum(due < at for due in callbacks),
        next_callback=min(callbacks, default=None),
        complaints=complaints,
        escalations=sum(each.taken_at is None for each, _, _ in handed_up),
        tickets=len(questions),
        tickets_late=sum(each.due_at < at for each in questions),
        dialled=dialled,
        lost_recordings=tuple(sorted(lost)),
        unclosed=not_closed,
        not_imported=overdue,
    )
