"""The office's side of calling: it leases due contacts, offers them, has the last word on each.

What becomes of attempts is read from the rows of calls, which the log's records become exactly
once: so nothing is lost when the office dies, and nothing is counted twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from agent_ui.sitters import Submit
from app import floor_start
from app.clock import Clock
from app.home import Home
from callcenter.commands import ConfirmContact, RingSeat
from callcenter.contact import Offered
from callcenter.events import ContactConfirmed, ContactsOffered, DialPressed, OutboundPressed
from callcenter.outcome import DialResult
from callcenter.record import Record
from cases import contact_ending, contact_returns
from cases.contact_ending import Ended
from cases.contacts import Contacts, Leased, Mode
from cases.store import Actor
from japan.phone import E164
from storage.contact_tables import ContactAttempt
from storage.engine import transaction
from storage.errors import StorageError
from storage.staff_tables import Staff
from storage.tables import Call

log = logging.getLogger(__name__)

SYSTEM = "system"
LOOK_S, OFFER_S, SWEEP_S = 0.5, 3.0, 60.0
LASTS, RENEWED = timedelta(seconds=90), timedelta(seconds=45)
"""A lease, and when it is renewed."""
TIMELY = timedelta(seconds=2)
"""The heart waits no longer for an answer."""
QUIET = timedelta(minutes=5)
"""So long nobody may have waited before we call in spite of a low answer rate (7.1)."""
LOOK_BACK = timedelta(hours=1)
"""So far back answered calls are looked at again after the office was away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the offers need to know of the instance."""

    number_of: Callable[[str], str | None]
    """Gives the number behind an id of the people's store, in E.164."""
    sitting: Callable[[str], str]
    """Gives the id of who sits at a seat; empty if nobody does."""
    submit: Submit
    floor: Callable[[], tuple[Fraction | None, int]]
    """Gives the day's answer rate, and how many callers wait."""
    clock: Clock
    most: int
    """So many contacts are offered at once."""


class ContactOffers:
    """Offers contacts while a supervisor lets the system call; ends attempts in any case."""

    def __init__(
        self, home: Home, database: AsyncEngine, contacts: Contacts, *, around: Around
    ) -> None:
        self.is_on = _was_on(home)
        self.contacts = contacts
        self._database = database
        self._around = around
        self._clock = around.clock
        self._offered: tuple[Offered, ...] = ()
        self._asked: asyncio.Queue[ConfirmContact] = asyncio.Queue()
        self._undone: asyncio.Queue[str] = asyncio.Queue()
        self._returned: set[str] = set()
        self._waited_at: datetime | None = None

    @property
    def rests(self) -> bool:
        """Tell whether callers are answered too seldom today for us to call anybody ourselves.

        A low rate no longer keeps us from it once nobody has waited for a while.
        """
        rate, waiting = self._around.floor()
        now = self._clock()
        if waiting:
            self._waited_at = now
        is_low = rate is not None and rate < self.contacts.rules.answer_rate
        return is_low and self._waited_at is not None and now - self._waited_at < QUIET

    def heard(self, record: Record) -> None:
        """Take a record's questions, and what it says of our answers."""
        event = record.event
        rung = {each.call for each in record.commands if isinstance(each, RingSeat)}
        match event:
            case OutboundPressed(is_on=is_on):
                self.is_on = is_on
            case ContactConfirmed(attempt=attempt, is_due=True) if attempt not in rung:
                self._undone.put_nowait(attempt)
            case DialPressed(call=attempt) if attempt not in rung:
                self._undone.put_nowait(attempt)
            case _:
                pass
        if self._clock() - event.at < TIMELY:
            for command in record.commands:
                if isinstance(command, ConfirmContact):
                    self._asked.put_nowait(command)

    async def run(self) -> None:
        """Work until cancelled; each part by itself, so that none waits for another."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._confirm(), name="contacts: confirm")
            group.create_task(self._undo(), name="contacts: undo")
            group.create_task(self._each(LOOK_S, self._look), name="contacts: look")
            group.create_task(self._each(OFFER_S, self._offer), name="contacts: offer")
            group.create_task(self._each(SWEEP_S, self._sweep), name="contacts: sweep")

    async def _each(self, pause_s: float, act: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await act()
            except StorageError as exc:
                log.warning("contacts wait", extra={"action": "contacts_wait", "why": str(exc)})
            await asyncio.sleep(pause_s)

    async def _confirm(self) -> None:
        while True:
            asked = await self._asked.get()
            is_due = False
            try:
                async with asyncio.timeout(TIMELY.total_seconds()):
                    is_due = await self._is_due(asked)
            except (StorageError, TimeoutError):
                log.warning("a contact is not confirmed", extra={"action": "contact_unconfirmed"})
            told = ContactConfirmed(at=self._clock(), attempt=asked.attempt, is_due=is_due)
            if await self._around.submit(told) and is_due:
                log.warning("no answer taken", extra={"action": "contact_unheard"})

    async def _is_due(self, asked: ConfirmContact) -> bool:
        async with transaction(self._database) as session:
            person = await session.get(Staff, self._around.sitting(asked.seat))
            actor = Actor("" if person is None else person.login, self._clock(), "outbound")
            return await self.contacts.begin(session, asked.attempt, actor, seat=asked.seat)

    async def _undo(self) -> None:
        while True:
            attempt = await self._undone.get()
            try:
                async with transaction(self._database) as session:
                    await self.contacts.undo(session, attempt, self._actor())
            except StorageError:
                self._undone.put_nowait(attempt)
                await asyncio.sleep(LOOK_S)

    async def _look(self) -> None:
        """End the attempts whose calls are filed, and see who called back."""
        async with transaction(self._database) as session:
            for call in await _filed(session):
                told = Ended(
                    attempt=call.id,
                    network=DialResult(call.outcome or DialResult.FAILED),
                    dialled_at=call.dialled_at,
                    answered_at=call.answered_at,
                    ended_at=call.ended_at or self._clock(),
                )
                await contact_ending.ended(session, self.contacts, told, self._actor())
            for call in await self._answered(session):
                await self._see(session, call)

    async def _answered(self, session: AsyncSession) -> Sequence[Call]:
        asked = select(Call).where(
            col(Call.direction) == "inbound",
            col(Call.arrived_at) > self._clock() - LOOK_BACK,
            col(Call.caller).is_not(None),
            col(Call.seat).is_not(None),
            col(Call.state).in_(("talking", "ended")),
        )
        rows = (await session.exec(asked)).all()
        return [row for row in rows if row.id not in self._returned]

    async def _see(self, session: AsyncSession, call: Call) -> None:
        number = self._around.number_of(call.caller or "")
        person = await session.get(Staff, self._around.sitting(call.seat or ""))
        if number is not None:
            actor = Actor("" if person is None else person.login, call.arrived_at, "outbound")
            await contact_returns.returned(session, self.contacts, E164(number), call.id, actor)
        self._returned.add(call.id)

    async def _offer(self) -> None:
        """Offer what is leased; without a supervisor's word nothing."""
        if not self.is_on and not self._offered:
            return
        is_calling = self.is_on and not self.rests
        leased = await self._leased() if is_calling else await self._released()
        offered = tuple(_offer_of(each, rank) for rank, each in enumerate(leased))
        if offered == self._offered:
            return
        wish = ContactsOffered(at=self._clock(), contacts=offered)
        if not await self._around.submit(wish):
            self._offered = offered

    async def _leased(self) -> list[Leased]:
        now = self._clock()
        async with transaction(self._database) as session:
            kept = []
            for each in await self.contacts.leased(session, now, Mode.PROGRESSIVE):
                row = await session.get_one(ContactAttempt, each.attempt)
                if not self.contacts.is_due(each.contact, row, now):
                    row.leased_until = now
                    continue
                if row.leased_until < now + RENEWED:
                    row.leased_until = now + LASTS
                kept.append(replace(each, until=row.leased_until))
            if len(kept) <= self._around.most // 2:
                more = self._around.most - len(kept)
                kept += await self.contacts.lease(
                    session, self._actor(), most=more, lasts=LASTS, mode=Mode.PROGRESSIVE
                )
            return kept

    async def _released(self) -> list[Leased]:
        now = self._clock()
        async with transaction(self._database) as session:
            for each in await self.contacts.leased(session, now, Mode.PROGRESSIVE):
                await self.contacts.release(session, each.attempt, now)
        return []

    async def _sweep(self) -> None:
        async with transaction(self._database) as session:
            await contact_ending.sweep(session, self.contacts, self._actor())

    def _actor(self) -> Actor:
        return Actor(SYSTEM, self._clock(), "outbound")


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


def _offer_of(leased: Leased, rank: int) -> Offered:
    return Offered(
        id=leased.contact_id,
        attempt=leased.attempt,
        person=leased.person,
        due=leased.since,
        latest=leased.until,
        rank=rank,
    )


def _was_on(home: Home) -> bool:
    """Tell whether a supervisor had started the calling when the log's last file began."""
    header = floor_start.last_header(home.log)
    return header is not None and bool(header.state.get("is_calling_out", False))
