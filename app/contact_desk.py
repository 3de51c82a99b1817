"""The calling of applicants, wired for the command line: plan, numbers, search, the unreached."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from app.case_trail import Deed
from app.case_work import CaseWork, open_cases
from app.clock import Clock
from app.contact_start import contacts_of
from app.desk_start import case_room_of
from app.errors import NoContacts
from app.home import Home
from app.opened import campaign_of
from app.plain import read_plain
from cases import contact_inquiry, contact_numbers, unreached, unreached_list
from cases.contact_facts import called_back
from cases.contact_inquiry import OurCall
from cases.contact_numbers import Numbers
from cases.contact_verdict import Verdict
from cases.contacts import Contacts
from cases.unreached import Unreached
from cases.unreached_list import ClientList
from japan.phone import E164
from storage.audit import Action
from storage.keys import instance_key
from storage.people import People


@dataclass(frozen=True, slots=True)
class ContactDesk:
    """What the commands ask of calling; each raises what the cases' own code does."""

    work: CaseWork
    contacts: Contacts
    id_of: Callable[[E164], str | None]
    """Gives the id of a number that the people's store knows."""

    def plan(self, at: datetime, *, by: str) -> list[Verdict]:
        """Say of every contact when it is called, and why not at that instant."""
        return self.work.listing(
            by,
            lambda session: self.contacts.plan(session, at),
            lambda found: [
                papers.number
                for each in found
                if not each.contact.is_protected
                for papers in each.contact.papers
            ],
        )

    def promised(self) -> int:
        """Count the open callbacks; they are called first."""

        async def promised(session: AsyncSession) -> int:
            return len(await called_back(session))

        return self.work.counting(promised)

    def numbers(self, first: date, last: date) -> Numbers:
        """Count what calling came to."""
        zone = self.work.zone
        return self.work.counting(
            lambda session: contact_numbers.numbers(session, first, last, zone)
        )

    def calls_to(self, number: E164, *, by: str) -> list[OurCall]:
        """List our calls to a number."""
        shelf, person = self.work.shelf, self.id_of(number)
        return self.work.noted(
            Deed(action=Action.CALL_ASKED_ABOUT, by=by),
            lambda session: contact_inquiry.calls_to(session, shelf, number, person=person),
            lambda found: {"found": len(found)},
        )

    def unreached(self, *, by: str) -> list[Unreached]:
        """List the cases whose applicants could not be reached."""
        return self.work.listing(
            by,
            unreached.listed,
            lambda found: [each.number for each in found],
            action=Action.UNREACHED_LISTED,
        )

    def make_list(self, *, by: str) -> ClientList:
        """Make the client's list of whom nobody reached, as it stands."""
        work, actor = self.work, self.work.actor(by)
        self.work.note(Deed(action=Action.UNREACHED_LISTED, by=by))
        return work.counting(
            lambda session: unreached_list.make(session, work.shelf, actor, zone=work.zone)
        )


def open_contacts(home: Home) -> ContactDesk:
    """Open the contacts of a home that `up` or `demo` has made.

    Raises:
        NoContacts: the campaign calls nobody.
        NotValid, NoCases, PlainUnreadable: as `open_cases`.
    """
    work, plain = open_cases(home, os.environ), read_plain(home.plain)
    room = case_room_of(home, plain)
    # The rules in force, as the instance began with them: the file may be changed already.
    plan = work.plan if room is None else room.plan
    campaign = campaign_of(home, plain.campaign)
    # Nothing is leased from the command line, so that no number needs an id.
    contacts = contacts_of(
        plan,
        work.shelf,
        campaign,
        number_id=lambda _: "",
        numbers_of=lambda persons: _numbers_of(home, work.clock, persons),
    )
    if contacts is None:
        raise NoContacts
    return ContactDesk(work, contacts, lambda number: _id_of(home, work.clock, number))


def _id_of(home: Home, clock: Clock, number: E164) -> str | None:
    with People(home.people, instance_key(home.key), clock=clock) as people:
        return people.find(number)


def _numbers_of(home: Home, clock: Clock, persons: Sequence[str]) -> list[str]:
    """Give the numbers behind ids; the people's store is opened only if there are any."""
    if not persons:
        return []
    with People(home.people, instance_key(home.key), clock=clock) as people:
        return [number for each in persons if (number := people.number_of(each))]
