"""What becomes of attempts, and who called back, read from the rows of calls.

The log's records become those rows exactly once: so nothing is lost when the office dies, and
nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from agent_ui.sitters import Submit
from app.clock import Clock
from callcenter.call import CallState
from callcenter.outcome import DialResult
from cases import contact_ending, contact_returns
from cases.contact_ending import Ended
from cases.contacts import Contacts
from cases.store import Actor
from japan.phone import E164
from storage.contact_tables import ContactAttempt
from storage.engine import for_change, transaction
from storage.staff_tables import Staff
from storage.tables import INBOUND, Call

SYSTEM = "system"
OF_LATE = timedelta(hours=1)
SITS_S = 60.0
"""So soon after a call who sits at its seat is who answered it; later nobody can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the offers need to know of the instance."""

    number_of: Callable[[str], str | None]
    """Gives the number behind an id of the people's store, in E.164."""
    sitting: Callable[[str], str]
    """Gives the id of who sits at a seat; empty if nobody does."""
    submit: Submit
    clock: Clock
    most: int
    """So many contacts are offered at once."""


class ContactEnds:
    """Ends attempts whose calls are filed, and closes those that were returned."""

    def __init__(self, database: AsyncEngine, contacts: Contacts, *, around: Around) -> None:
        self._database = database
        self._contacts = contacts
        self._around = around
        self._returned: set[str] = set()

    async def look(self) -> None:
        """Do what the rows say that is new."""
        async with transaction(self._database) as session:
            filed, answered = await _filed(session), await self._answered(session)
        for call in filed:
            await self._end(call)
        for call in answered:
            await self._see(call)

    async def _end(self, call: Call) -> None:
        now = self._around.clock()
        told = Ended(
            attempt=call.id,
            network=DialResult(call.outcome or DialResult.FAILED),
            dialled_at=call.dialled_at,
            answered_at=call.answered_at,
            ended_at=call.ended_at or now,
            detail=call.detail,
        )
        async with transaction(for_change(self._database)) as session:
            actor = Actor(SYSTEM, now, "outbound")
            await contact_ending.ended(session, self._contacts, told, actor)

    async def _answered(self, session: AsyncSession) -> Sequence[Call]:
        """Give the answered calls of late, and those of whom we had tried: however old they are.

        A number that both processes met at once has two ids: so those of late are all looked at.
        """
        now = self._around.clock()
        answered = select(Call).where(
            col(Call.direction) == INBOUND,
            col(Call.caller).is_not(None),
            col(Call.answered_at).is_not(None) | (col(Call.state) == CallState.TALKING.value),
        )
        of_late = answered.where(col(Call.arrived_at) > now - OF_LATE)
        of_tried = answered.join(
            ContactAttempt, col(ContactAttempt.person) == col(Call.caller)
        ).where(
            col(ContactAttempt.begun_at) > now - contact_returns.LOOK_BACK,
            col(Call.arrived_at) >= col(ContactAttempt.begun_at),
        )
        rows = {row.id: row for each in (of_tried, of_late) for row in await session.exec(each)}
        self._returned &= rows.keys()
        new = [row for row in rows.values() if row.id not in self._returned]
        return sorted(new, key=lambda row: (row.arrived_at, row.id))

    async def _see(self, call: Call) -> None:
        number = self._around.number_of(call.caller or "")
        if number is not None:
            async with transaction(for_change(self._database)) as session:
                by = await login_of(session, self._answerer(call))
                actor = Actor(by, call.arrived_at, "outbound")
                await contact_returns.returned(
                    session, self._contacts, E164(number), call.id, actor
                )
        self._returned.add(call.id)

    def _answerer(self, call: Call) -> str:
        ago = self._around.clock() - (call.ended_at or self._around.clock())
        return self._around.sitting(call.seat or "") if ago.total_seconds() < SITS_S else ""


async def login_of(session: AsyncSession, staff: str) -> str:
    """Give the login of a person of the staff; empty if there is nobody."""
    person = await session.get(Staff, staff)
    return "" if person is None else person.login


async def _filed(session: AsyncSession) -> Sequence[Call]:
    """Give the calls of attempts that are under way for us, and over for the heart."""
    asked = (
        select(Call)
        .join(ContactAttempt, col(ContactAttempt.id) == col(Call.id))
        .where(
            col(ContactAttempt.begun_at).is_not(None),
            col(ContactAttempt.network) == "",
            col(Call.outcome).is_not(None),
        )
    )
    return (await session.exec(asked)).all()
