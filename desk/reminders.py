"""What a person has to think of now, on every page: promises that come due, what nobody took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from desk import complaints, tickets
from desk.callbacks import SUPERVISES
from desk.complaints import Line
from desk.desk import Desk
from desk.sessions import Who
from desk.ticket import Step
from storage import promises as rows
from storage import suspicious
from storage.contact_tables import SuspiciousCall
from storage.engine import transaction
from storage.promise_tables import Escalation, PromisedCall, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """What is due; empty lists for what a person is not asked about."""

    callbacks: Sequence[tuple[PromisedCall, str]] = ()
    """Of the person, soon due or late; to supervisors also everybody's late ones."""
    urgent: Sequence[Line] = ()
    """Urgent complaints that the client has not heard of."""
    escalations: Sequence[tuple[Escalation, str, str | None]] = ()
    """What nobody has taken."""
    tickets: Sequence[Ticket] = ()
    """Late questions to the client."""
    suspicious: Sequence[SuspiciousCall] = ()
    """Calls in our name that were reported (不審電話): urgent if they are not ours."""
    reports: int = 0
    """Complaints whose daily report is due today, or late."""


async def reminders(desk: Desk, who: Who) -> Reminders:
    """Gather what a person has to think of now."""
    at, supervises = desk.clock(), who.role in SUPERVISES
    soon = at + timedelta(seconds=desk.rules.promises.remind_s)
    async with transaction(desk.engine) as session:
        due = list(await rows.open_callbacks(session, owner=who.staff, before=soon))
        if not supervises:
            return Reminders(callbacks=due)
        late = await rows.open_callbacks(session, before=at)
        due += [each for each in late if each[0].owner != who.staff]
        handed_up = await rows.open_escalations(session)
        questions = await rows.open_tickets(session, Step.CLOSED)
        urgent = await rows.untold(session)
        reported = await suspicious.unsettled(session)
    today = at.astimezone(desk.zone).date()
    return Reminders(
        callbacks=due,
        urgent=urgent,
        suspicious=reported,
        escalations=[each for each in handed_up if each[0].taken_at is None],
        tickets=[each for each in questions if tickets.late(desk, each)],
        reports=len(await complaints.unreported(desk, until=today)),
    )
