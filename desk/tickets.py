"""Questions to the client: asked by an agent, brought along step by step, each kept."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.callbacks import due_refusal
from desk.desk import Desk
from desk.sessions import Who
from desk.ticket import LONGEST_TEXT, Lack, Said, Step, is_late, lack
from japan.my_number import holds_my_number
from storage import promises as rows
from storage.audit import Action, Trail, trailed
from storage.engine import transaction
from storage.promise_tables import Ticket, TicketStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What an agent asks; `phone` is an id of the people's store, None if it was withheld."""

    text: str
    due_at: datetime
    phone: str | None = None
    call: str | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The question stands under this id."""

    ticket: str


@dataclass(frozen=True, slots=True)
class Whole:
    """A question with its steps, and the names of who took them."""

    ticket: Ticket
    steps: Sequence[tuple[TicketStep, str]]


async def ask(desk: Desk, who: Who, question: Question) -> Asked | Lack:
    """Open a question: the agent's step."""
    at = desk.clock()
    if not 0 < len(question.text) <= LONGEST_TEXT:
        return Lack.TEXT
    if holds_my_number(question.text):
        return Lack.MY_NUMBER
    if due_refusal(question.due_at, at) is not None:
        return Lack.DUE
    async with trailed(desk.engine) as trail:
        row = Ticket(
            id=f"t{secrets.token_hex(6)}",
            call=question.call,
            record=question.record,
            phone=question.phone,
            question=question.text,
            due_at=question.due_at,
            step=Step.WITH_SUPERVISOR.value,
            step_since=at,
        )
        trail.session.add(row)
        await trail.session.flush()
        await _keep(trail, row, 1, Said(), who=who)
    return Asked(row.id)


async def bring(
    desk: Desk, who: Who, ticket: str, before: Step, after: Step, said: Said
) -> Lack | None:
    """Bring a question to its next step, if it is still where the page showed it."""
    async with trailed(desk.engine) as trail:
        row = await trail.session.get(Ticket, ticket)
        if row is None or row.step != before:
            return Lack.STEP
        missing = lack(before, after, said, who.role)
        if missing is not None:
            return missing
        at, taken = desk.clock(), await rows.steps_of(trail.session, ticket)
        row.step, row.step_since = after.value, at
        if after is Step.ANSWERED:
            row.answer = said.text
        trail.session.add(row)
        await _keep(trail, row, len(taken) + 1, said, who=who)
    return None


async def find(desk: Desk, ticket: str) -> Whole | None:
    """Find a question with its steps."""
    async with transaction(desk.engine) as session:
        row = await session.get(Ticket, ticket)
        return Whole(row, await rows.steps_of(session, ticket)) if row is not None else None


async def see(desk: Desk, who: Who, ticket: str) -> None:
    """Note that somebody looks at a question."""
    async with trailed(desk.engine) as trail:
        await trail.note(desk.clock(), who.actor, Action.TICKET_SEEN, ticket)


async def open_ones(desk: Desk) -> Sequence[Ticket]:
    """List the questions that are not closed, the one due first first."""
    async with transaction(desk.engine) as session:
        return await rows.open_tickets(session, Step.CLOSED)


def late(desk: Desk, row: Ticket) -> bool:
    """Tell whether a question is late now."""
    step_s = desk.rules.promises.ticket_step_s
    return is_late(Step(row.step), row.step_since, row.due_at, desk.clock(), step_s=step_s)


async def _keep(trail: Trail, row: Ticket, n: int, said: Said, *, who: Who) -> None:
    """Keep the step that a question has just come to."""
    trail.session.add(
        TicketStep(
            ticket=row.id,
            n=n,
            step=row.step,
            at=row.step_since,
            by=who.staff,
            person=said.person,
            means=said.means.value if said.means else "",
            text=said.text,
        )
    )
    await trail.note(row.step_since, who.actor, Action.TICKET_STEP, row.id, {"step": row.step})
