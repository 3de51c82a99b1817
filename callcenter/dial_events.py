"""What happens when we call somebody: what people and the office want, and what the network says.

The id of an outbound call is its attempt's (`ids.attempt`): the citizen's channel bears it too, so
that Asterisk's book tells after any crash whether it was dialled. The number is an id of the
people's store here, as callers are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from callcenter.contact import Offered
from callcenter.outcome import DialResult


@dataclass(frozen=True, slots=True, kw_only=True)
class DialPressed:
    """The person at a seat wants to call a number: first their own phone, then the number's."""

    at: datetime
    seat: str
    by: str
    call: str
    """The attempt's id, fresh: who submits it has made it."""
    person: str
    """Id of the number in the people's store; that it may be dialled was looked at before."""
    contact: str = ""
    """Whose attempt it is: a promise's, or that of a contact leased to the page; if any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitizenRang:
    """The citizen's phone rings, says their network."""

    at: datetime
    call: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CitizenAnswered:
    """The citizen's phone was picked up: from here on two people talk."""

    at: datetime
    call: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DialEnded:
    """The citizen's side ended without an answer, or could not even be begun."""

    at: datetime
    call: str
    result: DialResult


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsOffered:
    """The office has leased these contacts to us; what was offered before and is missing is taken
    back, unless its attempt has begun."""

    at: datetime
    contacts: tuple[Offered, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactConfirmed:
    """The office's answer to `ConfirmContact`, from the case's state of this moment.

    While the seat's phone rings, or an agent's who dials by hand, `is_due=False` takes it back.
    """

    at: datetime
    attempt: str
    is_due: bool
    """The person is still to be called, and nobody else is calling them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundPressed:
    """A supervisor starts or stops the calling of contacts; callbacks go on."""

    at: datetime
    by: str
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundPaused:
    """A supervisor wants no contact to be begun for a while; what is dialled goes on."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundResumed:
    """A supervisor ends the pause."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackPromised:
    """Somebody promised to call a number back: an agent in a talk, or a supervisor for a missed
    caller."""

    at: datetime
    by: str
    callback: str
    """Its id, fresh."""
    person: str
    due: datetime
    """Not before."""
    skill: str = ""
    seat: str | None = None
    """Where who is to keep it sat when it was promised."""
    owner: str = ""
    """Who is to keep it, wherever they sit by then; empty: whoever sits at `seat`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackCancelled:
    """Somebody found that a callback is not needed any more."""

    at: datetime
    by: str
    callback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """A person of the staff (an id) at a seat."""

    seat: str
    staff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleSeated:
    """The office tells who sits where; who is not named sits nowhere."""

    at: datetime
    people: tuple[Seated, ...]


OfDial = CitizenRang | CitizenAnswered | DialEnded
"""What the network says of a call of ours."""

OfOutbound = (
    ContactsOffered
    | ContactConfirmed
    | OutboundPressed
    | OutboundPaused
    | OutboundResumed
    | CallbackPromised
    | CallbackCancelled
    | PeopleSeated
)
"""What the office and supervisors want of the calling out, and tell for its sake."""
