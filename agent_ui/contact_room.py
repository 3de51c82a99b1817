"""What the pages of calling are handed: the contacts, and whether calling is going on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from callcenter.contact import Calling
from cases.contact_rules import Script
from cases.contacts import Contacts


@dataclass(frozen=True, slots=True)
class ContactRoom:
    """The calling of one instance."""

    contacts: Contacts
    center: str
    """The centre's name, as it is said."""
    number: str
    """The number that we show, as people write it."""
    known: Callable[[str], str | None] = lambda _: None
    """Gives the id of a number that is known; None if nobody ever had it."""
    calling: Callable[[], Calling] = lambda: Calling.OFF
    """Whether the system calls people just now."""
    may_call: Callable[[str], bool] = lambda _: True
    """Whether the desk of a seat has the skill that calling asks for."""

    def said(self, text: str) -> str:
        """Fill a line of the script in."""
        return text.replace("{center}", self.center).replace("{number}", self.number)

    @property
    def script(self) -> Script:
        """Give what is said, filled in."""
        script = self.contacts.rules.script
        return Script(
            opening=self.said(script.opening),
            third=self.said(script.third),
            machine=None if script.machine is None else self.said(script.machine),
            applicant=self.said(script.applicant),
            closing=self.said(script.closing),
        )
