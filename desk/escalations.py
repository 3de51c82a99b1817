"""Calls handed up to a supervisor (管理者へ引継ぎ), with the call and what it is about."""

from __future__ import annotations

from collections.abc import Sequence

from desk.callbacks import Refusal, text_refusal
from desk.desk import Desk
from desk.sessions import Who
from storage import promises as rows
from storage.audit import Action, trailed
from storage.engine import transaction
from storage.promise_tables import Escalation


async def hand_up(
    desk: Desk, who: Who, about: str, *, call: str | None, record: str | None
) -> int | Refusal:
    """Hand a call up; gives its number."""
    wrong = text_refusal(about)
    if wrong is not None:
        return wrong
    async with trailed(desk.engine) as trail:
        row = Escalation(
            at=desk.clock(), staff=who.staff, seat=who.seat, call=call, record=record, about=about
        )
        trail.session.add(row)
        await trail.session.flush()
        detail = {"call": call, "record": record}
        await trail.note(desk.clock(), who.actor, Action.ESCALATED, f"escalation:{row.id}", detail)
    if row.id is None:
        raise AssertionError  # the database gave it by the flush
    return row.id


async def take(desk: Desk, who: Who, escalation: int) -> bool:
    """Take what was handed up; False if another one was first."""
    async with trailed(desk.engine) as trail:
        row = await trail.session.get(Escalation, escalation)
        if row is None or row.taken_at is not None or row.closed_at is not None:
            return False
        row.taken_at, row.taken_by = desk.clock(), who.staff
        trail.session.add(row)
        subject = f"escalation:{escalation}"
        await trail.note(desk.clock(), who.actor, Action.ESCALATION_TAKEN, subject)
    return True


async def close(desk: Desk, who: Who, escalation: int) -> bool:
    """Close what one has taken; False if it is not theirs."""
    async with trailed(desk.engine) as trail:
        row = await trail.session.get(Escalation, escalation)
        if row is None or row.closed_at is not None or row.taken_by != who.staff:
            return False
        row.closed_at = desk.clock()
        trail.session.add(row)
        subject = f"escalation:{escalation}"
        await trail.note(desk.clock(), who.actor, Action.ESCALATION_CLOSED, subject)
    return True


async def find(desk: Desk, escalation: int) -> Escalation | None:
    """Find what was handed up."""
    async with transaction(desk.engine) as session:
        return await session.get(Escalation, escalation)


async def see(desk: Desk, who: Who, row: Escalation) -> None:
    """Note that a supervisor reads what was handed up: what it is about, and whose call it is.

    Raises:
        DatabaseUnavailable: nothing was noted.
    """
    async with trailed(desk.engine) as trail:
        subject, detail = f"escalation:{row.id}", {"call": row.call, "record": row.record}
        await trail.note(desk.clock(), who.actor, Action.ESCALATION_SEEN, subject, detail)


async def open_ones(desk: Desk) -> Sequence[tuple[Escalation, str, str | None]]:
    """List what is not closed: with who handed it up, and who took it."""
    async with transaction(desk.engine) as session:
        return await rows.open_escalations(session)
