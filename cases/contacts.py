"""Due contacts, leased and offered, and looked at once more in the moment before dialling.

The rules of this file:
1. A contact is leased once: its attempt's row is the lease, and a lease that ran out is leased
   again under the same id, because nobody was called under it.
2. From `begin` on an attempt may have been dialled, and its id is never used again.
3. A number is leased once, whosever it is: not beside another contact's lease or call, and not
   while a callback is promised to it (the heart's lease, which comes first).
4. What changes here is locked as all changes of cases are, so that no two processes lease one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter import ids
from cases.contact import Contact
from cases.contact_book import ContactBook, NumbersOf
from cases.contact_calendar import Calendar
from cases.contact_facts import in_hand
from cases.contact_plan import Planner
from cases.contact_result import COUNTED, REACHED
from cases.contact_rules import ContactRules
from cases.contact_verdict import Reason, Verdict
from cases.lifecycle import Happening, Status, row_of
from cases.plan import Plan
from cases.store import Actor, Shelf, lock, move
from japan.phone import E164, national
from storage.case_tables import Case
from storage.contact_tables import ContactAttempt, ContactAttemptCase
from storage.tables import Call

NumberId = Callable[[E164], str]
"""Gives a number's id in the people's store."""


class Mode(StrEnum):
    """How an attempt is dialled."""

    PREVIEW = "preview"
    """The agent sees the case first, and dials."""
    PROGRESSIVE = "progressive"
    """A seat is reserved, then the number is dialled."""


@dataclass(frozen=True, slots=True)
class Leased:
    """A contact that nobody else calls until the lease ends."""

    attempt: str
    contact_id: str
    contact: Contact
    person: str
    """Id of the number in the people's store."""
    since: datetime
    until: datetime


class Contacts:
    """The contacts of one campaign; every method works in the session that it is handed."""

    def __init__(
        self,
        shelf: Shelf,
        plan: Plan,
        rules: ContactRules,
        calendar: Calendar,
        *,
        number_id: NumberId,
        numbers_of: NumbersOf,
    ) -> None:
        self.shelf = shelf
        self.rules = rules
        self.calendar = calendar
        self.planner = Planner(rules, calendar)
        self.letters_from: date | None = plan.notices_from
        self.book = ContactBook(
            shelf,
            handover_days=plan.handover_days,
            send_back_alert_days=plan.send_back_alert_days,
            zone=calendar.zone,
            numbers_of=numbers_of,
        )
        self._number_id = number_id

    async def plan(self, session: AsyncSession, at: datetime) -> list[Verdict]:
        """Say of every contact when it is called, and why not now."""
        return self.planner.plan(await self.book.load(session, at), at)

    async def lease(
        self,
        session: AsyncSession,
        actor: Actor,
        *,
        most: int,
        lasts: timedelta,
        mode: Mode,
        seat: str = "",
    ) -> list[Leased]:
        """Lease the first due contacts; in preview to a person at a seat."""
        await lock(session)
        made = []
        for each in await self._free(session, actor.at, most):
            row = await self._row(session, each, actor.at)
            row.mode, row.leased_at = mode.value, actor.at
            row.leased_until = self.lease_end(each, actor.at, lasts)
            row.staff, row.seat = (actor.by, seat) if mode is Mode.PREVIEW else ("", "")
            await self._planned(session, each, actor)
            made.append(_leased(row, each))
        return made

    async def _free(self, session: AsyncSession, at: datetime, most: int) -> list[Contact]:
        """Give the first due contacts whose numbers are in nobody's hand, each number once."""
        taken = await in_hand(session, at)
        free: list[Contact] = []
        for each in await self.plan(session, at):
            phone = each.contact.phone
            if each.reason is not Reason.DUE or phone is None or len(free) == most:
                break  # the due ones come first
            key = self._key(phone)
            if key not in taken:
                taken.add(key)
                free.append(each.contact)
        return free

    async def leased(self, session: AsyncSession, at: datetime, mode: Mode) -> list[Leased]:
        """Give the leases that hold, for those who ask again."""
        asked = select(ContactAttempt).where(
            col(ContactAttempt.begun_at).is_(None),
            col(ContactAttempt.result) == "",
            col(ContactAttempt.leased_until) > at,
            col(ContactAttempt.mode) == mode.value,
        )
        rows = (await session.exec(asked.order_by(col(ContactAttempt.id)))).all()
        found = []
        for row in rows:
            contact = await self.of_attempt(session, row, at)
            if contact is not None:
                found.append(_leased(row, contact))
        return found

    async def release(self, session: AsyncSession, attempt: str, at: datetime) -> None:
        """End a lease before its time; one whose attempt was begun stays."""
        row = await session.get(ContactAttempt, attempt)
        if row is not None and row.begun_at is None and not row.result:
            row.leased_until = at

    async def begin(self, session: AsyncSession, attempt: str, actor: Actor, *, seat: str) -> bool:
        """Say whether a leased contact may be dialled this moment; from then on it counts as begun.

        What has arrived, been protected or been dialled meanwhile is not dialled.
        """
        await lock(session)
        row = await session.get(ContactAttempt, attempt, with_for_update=True)
        if row is None or row.begun_at is not None or row.result or row.leased_until < actor.at:
            return False
        if row.mode == Mode.PREVIEW and row.staff != actor.by:
            return False
        contact = await self.of_attempt(session, row, actor.at)
        if contact is None or not self.is_due(contact, row, actor.at):
            row.leased_until = actor.at
            return False
        row.begun_at, row.seat, row.staff = actor.at, seat, actor.by
        row.n = order_of(contact, row)
        await self._planned(session, contact, actor)
        for case in await _cases(session, contact.seqs):
            if Happening.CALL_BEGUN in row_of(case.status):
                move(session, case, Happening.CALL_BEGUN, actor)
        return True

    async def undo(
        self, session: AsyncSession, attempt: str, actor: Actor, *, told_at: datetime
    ) -> None:
        """Take a beginning back: it is certain that nobody was called.

        `told_at` is when that was certain. What was begun later, under the same id, is another
        try; and whatever has a call, or ended, was not taken back.
        """
        await lock(session)
        row = await session.get(ContactAttempt, attempt, with_for_update=True)
        if row is None or row.begun_at is None or row.begun_at > told_at:
            return
        if row.result or row.network or await session.get(Call, attempt) is not None:
            return
        row.begun_at = None
        for case in await attempt_cases(session, attempt):
            if case.status == Status.CALLING:
                move(session, case, Happening.CALL_MISSED, actor, reason="発信せず")

    def lease_end(self, contact: Contact, at: datetime, lasts: timedelta) -> datetime:
        """Give the end of a lease: nobody is dialled beyond the hours or the band it was given in.

        `contact` is due at `at`.
        """
        end = self.planner.window_end(contact, at)
        return at + lasts if end is None else min(at + lasts, end)

    def is_due(self, contact: Contact, row: ContactAttempt, at: datetime) -> bool:
        """Tell whether a leased contact is still due, the lease and its own attempt aside."""
        others = tuple(each for each in contact.attempts if each.id != row.id)
        free = Contact(papers=contact.papers, attempts=others)
        same = contact.phone is not None and self._key(contact.phone) == row.phone_key
        return same and self.planner.judge(free, at).reason is Reason.DUE

    async def of_attempt(
        self, session: AsyncSession, row: ContactAttempt, at: datetime
    ) -> Contact | None:
        """Give the contact of an attempt as it is now; None if nothing is missing any more."""
        asked = select(ContactAttemptCase.case).where(col(ContactAttemptCase.attempt) == row.id)
        seqs = (await session.exec(asked)).all()
        found = await self.book.load(session, at, seqs=seqs)
        return next((each for each in found if min(seqs) in each.seqs), found[0] if found else None)

    def _key(self, phone: E164) -> bytes:
        return self.shelf.vault.phone_key(national(phone))

    async def _row(self, session: AsyncSession, contact: Contact, at: datetime) -> ContactAttempt:
        """Give the row of a contact's next attempt: one that was leased and not begun, or new."""
        name = f"c{contact.seqs[0]}"
        asked = select(ContactAttempt).where(
            col(ContactAttempt.contact) == name,
            col(ContactAttempt.begun_at).is_(None),
            col(ContactAttempt.result) == "",
        )
        phone = contact.phone
        assert phone is not None  # else it were not due
        row = (await session.exec(asked)).first()
        if row is None:
            counted = select(func.count()).where(col(ContactAttempt.contact) == name)
            leased_before = (await session.exec(counted)).one()
            row = ContactAttempt(
                id=ids.attempt(name, leased_before + 1),
                contact=name,
                n=order_of(contact),
                mode="",
                person="",
                phone_key=b"",
                leased_at=at,
                leased_until=at,
            )
        row.person, row.phone_key = self._number_id(phone), self._key(phone)
        session.add(row)
        row_cases = {case.seq for case in await attempt_cases(session, row.id)}
        session.add_all(
            ContactAttemptCase(attempt=row.id, case=seq)
            for seq in contact.seqs
            if seq not in row_cases
        )
        return row

    async def _planned(self, session: AsyncSession, contact: Contact, actor: Actor) -> None:
        for case in await _cases(session, contact.seqs):
            if Happening.CALL_PLANNED in row_of(case.status):
                move(session, case, Happening.CALL_PLANNED, actor)


async def attempt_cases(session: AsyncSession, attempt: str) -> Sequence[Case]:
    """Give the cases that an attempt is about."""
    asked = select(Case).join(ContactAttemptCase, col(ContactAttemptCase.case) == col(Case.seq))
    with_it = asked.where(col(ContactAttemptCase.attempt) == attempt).order_by(col(Case.seq))
    return (await session.exec(with_it)).all()


def order_of(contact: Contact, own: ContactAttempt | None = None) -> int:
    """Say as which attempt of this round it counts: what reached nobody's phone is none."""
    return 1 + sum(
        each.result in COUNTED | REACHED
        for each in contact.attempts
        if own is None or each.id != own.id
    )


def _leased(row: ContactAttempt, contact: Contact) -> Leased:
    return Leased(row.id, row.contact, contact, row.person, row.leased_at, row.leased_until)


async def _cases(session: AsyncSession, seqs: Sequence[int]) -> Sequence[Case]:
    return (await session.exec(select(Case).where(col(Case.seq).in_(seqs)))).all()
