"""Questions about promises, each inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.inquiry_tables import Inquiry
from storage.promise_tables import Callback, ComplaintReport, Escalation, Ticket, TicketStep
from storage.staff_tables import Staff


async def open_callbacks(
    session: AsyncSession, *, owner: str | None = None, before: datetime | None = None
) -> Sequence[tuple[Callback, str]]:
    """List open callbacks with their owners' names, the one due first first."""
    asked = (
        select(Callback, Staff.name)
        .join(Staff, col(Staff.id) == col(Callback.owner))
        .where(col(Callback.closed_at).is_(None))
        .order_by(col(Callback.due_at), col(Callback.id))
    )
    if owner is not None:
        asked = asked.where(col(Callback.owner) == owner)
    if before is not None:
        asked = asked.where(col(Callback.due_at) <= before)
    return (await session.exec(asked)).all()


async def open_tickets(session: AsyncSession, closed: str) -> Sequence[Ticket]:
    """List the questions that are not closed, the one due first first."""
    asked = select(Ticket).where(col(Ticket.step) != closed)
    return (await session.exec(asked.order_by(col(Ticket.due_at), col(Ticket.id)))).all()


async def steps_of(session: AsyncSession, ticket: str) -> Sequence[tuple[TicketStep, str]]:
    """List the steps of a question with the names of who took them, in their order."""
    asked = (
        select(TicketStep, Staff.name)
        .join(Staff, col(Staff.id) == col(TicketStep.by))
        .where(col(TicketStep.ticket) == ticket)
        .order_by(col(TicketStep.n))
    )
    return (await session.exec(asked)).all()


async def open_escalations(
    session: AsyncSession,
) -> Sequence[tuple[Escalation, str, str | None]]:
    """List what agents handed up and nobody closed: with who did, and who took it."""
    taker = aliased(Staff)
    asked = (
        select(Escalation, Staff.name, taker.name)
        .join(Staff, col(Staff.id) == col(Escalation.staff))
        .join(taker, col(taker.id) == col(Escalation.taken_by), isouter=True)
        .where(col(Escalation.closed_at).is_(None))
        .order_by(col(Escalation.at))
    )
    return (await session.exec(asked)).all()


async def untold(session: AsyncSession) -> Sequence[tuple[ComplaintReport, Inquiry, str]]:
    """List the urgent complaints of which nobody of the client was told, with their writers."""
    asked = (
        select(ComplaintReport, Inquiry, Staff.name)
        .join(Inquiry, col(Inquiry.id) == col(ComplaintReport.record))
        .join(Staff, col(Staff.id) == col(Inquiry.staff))
        .where(col(ComplaintReport.is_urgent), col(ComplaintReport.told_at).is_(None))
        .order_by(col(Inquiry.closed_at))
    )
    return (await session.exec(asked)).all()


async def unreported(
    session: AsyncSession, *, until: date | None = None
) -> Sequence[tuple[ComplaintReport, Inquiry, str]]:
    """List the complaints that stood in no daily report yet, the one due first first."""
    asked = (
        select(ComplaintReport, Inquiry, Staff.name)
        .join(Inquiry, col(Inquiry.id) == col(ComplaintReport.record))
        .join(Staff, col(Staff.id) == col(Inquiry.staff))
        .where(col(ComplaintReport.reported_at).is_(None))
        .order_by(col(ComplaintReport.due_on), col(Inquiry.closed_at))
    )
    if until is not None:
        asked = asked.where(col(ComplaintReport.due_on) <= until)
    return (await session.exec(asked)).all()
