"""The office's side of calling: it leases due contacts, offers them, has the last word on each.

What becomes of attempts is read from the rows of calls, which the log's records become exactly
once: so nothing is lost when the office dies, and nothing is counted twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from app import floor_start
from app.contact_ends import SYSTEM, Around, ContactEnds, login_of
from app.home import Home
from callcenter import ids
from callcenter.commands import ConfirmContact, RingSeat, ShowOutbound
from callcenter.contact import Calling, Offered
from callcenter.events import ContactConfirmed, ContactsOffered, DialPressed, TimerFired
from callcenter.record import Record
from cases import contact_recall, contact_sweep
from cases.contact_verdict import Reason
from cases.contacts import Contacts, Leased, Mode
from cases.store import Actor, lock
from storage.contact_tables import ContactAttempt
from storage.engine import for_change, transaction
from storage.errors import StorageError

log = logging.getLogger(__name__)

LOOK_S, OFFER_S, SWEEP_S = 0.5, 3.0, 60.0
LASTS, RENEWED = timedelta(seconds=90), timedelta(seconds=45)
"""A lease, and when it is renewed."""
TIMELY = timedelta(seconds=2)
"""The heart waits no longer for an answer."""
OFFERING = (Calling.ON, Calling.PAUSED)
"""Who is leased stays so in a pause, so that it goes on where it was."""


@dataclass(frozen=True, slots=True)
class _Undone:
    """An attempt under which nobody was called, as was certain at an instant."""

    attempt: str
    at: datetime


class ContactOffers:
    """Offers contacts while a supervisor lets the system call; ends attempts in any case."""

    def __init__(
        self, home: Home, database: AsyncEngine, contacts: Contacts, *, around: Around
    ) -> None:
        self.calling = _was(home)
        self.contacts = contacts
        self._database = database
        self._around = around
        self._clock = around.clock
        self._offered: tuple[Offered, ...] = ()
        self._is_dropped = False
        """The heart has dropped one of them since: if it is still due, it is offered again."""
        self._asked: asyncio.Queue[ConfirmContact] = asyncio.Queue()
        self._undone: asyncio.Queue[_Undone] = asyncio.Queue()
        self._ends = ContactEnds(database, contacts, around=around)

    def heard(self, record: Record) -> None:
        """Take a record's questions, and what it says of our answers.

        An office that begins anew hears old records again: each is of its own time.
        """
        event = record.event
        rung = {each.call for each in record.commands if isinstance(each, RingSeat)}
        match event:
            case ContactConfirmed(attempt=attempt, is_due=True) if attempt not in rung:
                self._undone.put_nowait(_Undone(attempt, event.at))
            case DialPressed(call=attempt) if attempt not in rung:
                self._undone.put_nowait(_Undone(attempt, event.at))
            case ContactConfirmed(is_due=False):
                self._is_dropped = True  # perhaps only because we were too slow
            case TimerFired(timer=timer):
                self._is_dropped |= ids.root(timer) in {each.attempt for each in self._offered}
            case _:
                pass
        is_timely = self._clock() - event.at < TIMELY
        for command in record.commands:
            if isinstance(command, ShowOutbound):
                self.calling = command.calling
            elif isinstance(command, ConfirmContact) and is_timely:
                self._asked.put_nowait(command)

    async def run(self) -> None:
        """Work until cancelled; each part by itself, so that none waits for another."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._confirm(), name="contacts: confirm")
            group.create_task(self._undo(), name="contacts: undo")
            group.create_task(self._each(LOOK_S, self._ends.look), name="contacts: ends")
            group.create_task(self._each(LOOK_S, self._recall), name="contacts: recall")
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
                # It may have been kept all the same.
                self._undone.put_nowait(_Undone(asked.attempt, self._clock()))
            told = ContactConfirmed(at=self._clock(), attempt=asked.attempt, is_due=is_due)
            if await self._around.submit(told) and is_due:
                log.warning("no answer taken", extra={"action": "contact_unheard"})

    async def _is_due(self, asked: ConfirmContact) -> bool:
        async with transaction(for_change(self._database)) as session:
            by = await login_of(session, self._around.sitting(asked.seat))
            actor = Actor(by, self._clock(), "outbound")
            return await self.contacts.begin(session, asked.attempt, actor, seat=asked.seat)

    async def _recall(self) -> None:
        """Take our word back for whom it holds no more, while the seat's phone rings."""
        async with transaction(for_change(self._database)) as session:
            gone = await contact_recall.withdrawn(session, self.contacts, self._actor())
        for attempt in gone:
            told = ContactConfirmed(at=self._clock(), attempt=attempt, is_due=False)
            await self._around.submit(told)

    async def _undo(self) -> None:
        while True:
            undone = await self._undone.get()
            try:
                async with transaction(for_change(self._database)) as session:
                    await self.contacts.undo(
                        session, undone.attempt, self._actor(), told_at=undone.at
                    )
            except StorageError:
                self._undone.put_nowait(undone)
                await asyncio.sleep(LOOK_S)

    async def _offer(self) -> None:
        """Offer what is leased; without a supervisor's word, or while it rests, nothing."""
        is_offering = self.calling in OFFERING
        if not is_offering and not self._offered:
            return
        leased = await self._leased() if is_offering else await self._released()
        offered = tuple(_offer_of(each, rank) for rank, each in enumerate(leased))
        if offered == self._offered and not self._is_dropped:
            return
        self._is_dropped = False
        wish = ContactsOffered(at=self._clock(), contacts=offered)
        if await self._around.submit(wish):
            self._is_dropped = True
        else:
            self._offered = offered

    async def _leased(self) -> list[Leased]:
        """Keep what is leased and still due, and lease more when that is few."""
        now = self._clock()
        if not await self._is_work(now):
            return []
        async with transaction(self._database) as session:
            await lock(session)  # before anything is read: what was read must not be old
            kept = []
            for each in await self.contacts.leased(session, now, Mode.PROGRESSIVE):
                row = await session.get_one(ContactAttempt, each.attempt)
                if not self.contacts.is_due(each.contact, row, now):
                    row.leased_until = now
                    continue
                if row.leased_until < now + RENEWED:
                    row.leased_until = self.contacts.lease_end(each.contact, now, LASTS)
                kept.append(replace(each, until=row.leased_until))
            more = self._around.most - len(kept)
            if more > self._around.most // 2:
                kept += await self.contacts.lease(
                    session, self._actor(), most=more, lasts=LASTS, mode=Mode.PROGRESSIVE
                )
            return kept

    async def _is_work(self, now: datetime) -> bool:
        """Tell whether anything is leased or due, without keeping others from changing it."""
        async with transaction(self._database) as session:
            if await self.contacts.leased(session, now, Mode.PROGRESSIVE):
                return True
            verdicts = await self.contacts.plan(session, now)
        return any(each.reason is Reason.DUE for each in verdicts)

    async def _released(self) -> list[Leased]:
        now = self._clock()
        async with transaction(self._database) as session:
            await lock(session)
            for each in await self.contacts.leased(session, now, Mode.PROGRESSIVE):
                await self.contacts.release(session, each.attempt, now)
        return []

    async def _sweep(self) -> None:
        async with transaction(for_change(self._database)) as session:
            await contact_sweep.sweep(session, self.contacts, self._actor())

    def _actor(self) -> Actor:
        return Actor(SYSTEM, self._clock(), "outbound")


def _offer_of(leased: Leased, rank: int) -> Offered:
    return Offered(
        id=leased.contact_id,
        attempt=leased.attempt,
        person=leased.person,
        due=leased.since,
        latest=leased.until,
        rank=rank,
    )


def _was(home: Home) -> Calling:
    """Tell what was shown of the calling when the log's last file began."""
    header = floor_start.last_header(home.log)
    return Calling.OFF if header is None else Calling(header.state.get("calling_shown", "off"))
