"""Who is to be called: contacts that the office has leased to us, and callbacks that we promised.

Both are plain data with one life as a table. A deficiency contact is the office's: it comes with
`ContactsOffered`, is dialled at most once a lease, and the office decides from the case what
follows. A callback is the heart's own: it has its tries here, until the person is reached.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from callcenter.errors import IllegalTransition

UNSPOKEN = ("暗証番号", "口座番号", "ATM", "ＡＴＭ", "キャッシュカード")
"""What nobody who calls for us speaks of: who asks for it by telephone is a fraud (特殊詐欺)."""


def unspoken_in(text: str) -> str | None:
    """Name the first of these in a text, however it is written there; None if none is.

    「口座の番号」 is 口座番号, and 「ａｔｍ」 ATM.
    """
    heard = _as_heard(text)
    return next((word for word in UNSPOKEN if _as_heard(word) in heard), None)


def _as_heard(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in plain if each.isalnum()).replace("の", "")


class Kind(StrEnum):
    """Why somebody is to be called."""

    CALLBACK = "callback"
    DEFICIENCY = "deficiency"


class Calling(StrEnum):
    """Whether contacts are called; promised callbacks are in any case."""

    OFF = "off"
    ON = "on"
    PAUSED = "paused"
    """A supervisor's word: nothing is begun, and what is leased stays so."""
    RESTING = "resting"
    """Callers are answered too seldom today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A due contact as the office offers it: leased to us, nobody else calls this person."""

    id: str
    """The contact's."""
    attempt: str
    """Id of the attempt of this lease, `ids.attempt(contact, n)`: the call will bear it."""
    person: str
    """Id of the number in the people's store."""
    due: datetime
    """Since when it is due; the earliest is dialled first, among those of one rank."""
    latest: datetime
    """The lease's end: it is not dialled later than this."""
    rank: int = 0
    """Smaller is dialled first, before `due` counts: the office's order."""
    skill: str = ""
    """What the seat must know; empty: whatever the campaign's outbound rules say."""
    seat: str | None = None
    """The seat that should call, if it is free; any other may."""


class ContactState(StrEnum):
    """What becomes of somebody who is to be called."""

    DUE = "due"
    """To be called, now or at a later instant."""
    RESERVED = "reserved"
    """A seat is kept for it, and the office is asked once more."""
    DIALLED = "dialled"
    """Its attempt is under way."""
    REACHED = "reached"
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"


class ContactHappening(StrEnum):
    """What may happen to it."""

    RESERVED = "reserved"
    GIVEN_BACK = "given_back"
    """The queue needs the seat, or the office did not confirm in time."""
    DIALLED = "dialled"
    REACHED = "reached"
    MISSED = "missed"
    """Not reached; there is another try."""
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"


_S, _H = ContactState, ContactHappening

TRANSITIONS: dict[ContactState, dict[ContactHappening, ContactState]] = {
    _S.DUE: {_H.RESERVED: _S.RESERVED, _H.DIALLED: _S.DIALLED, _H.CANCELLED: _S.CANCELLED},
    _S.RESERVED: {
        _H.GIVEN_BACK: _S.DUE,
        _H.DIALLED: _S.DIALLED,
        _H.CANCELLED: _S.CANCELLED,
    },
    _S.DIALLED: {
        _H.REACHED: _S.REACHED,
        _H.MISSED: _S.DUE,
        _H.GIVEN_UP: _S.GIVEN_UP,
        _H.CANCELLED: _S.CANCELLED,
    },
    _S.REACHED: {},
    _S.GIVEN_UP: {},
    _S.CANCELLED: {},
}


@dataclass(slots=True, kw_only=True)
class Contact:
    """Somebody to be called, as plain data."""

    id: str
    kind: Kind
    person: str
    skill: str
    due: datetime
    """Not before this instant."""
    latest: datetime | None = None
    """Not after this instant; None for a callback, which waits for the next operating day."""
    rank: int = 0
    arrived_at: datetime | None = None
    place: int = 0
    """These two are the place in the queue: a caller's, who kept it, or a promise's at its hour."""
    taken_from: str = ""
    """The call in which it was taken; empty if it was promised otherwise."""
    seat: str | None = None
    """The seat that should call."""
    owner: str = ""
    """Who should, wherever they sit; empty: whoever sits there."""
    attempt: str = ""
    """The next attempt's id, or the present one's."""
    attempts: int = 0
    """How many of its attempts have a name."""
    asked: int = 0
    """How often the office was asked for it."""
    tries: int = 0
    """How many attempts were dialled."""
    state: ContactState = ContactState.DUE
    since: datetime
    reserved: str | None = None
    """The seat that is kept for it while the office is asked."""
    timer: str | None = None
    """Ends the asking."""
    why: str = ""
    """Why it was cancelled."""

    def advance(self, happening: ContactHappening, at: datetime) -> None:
        """Move along the table.

        Raises:
            IllegalTransition: the table has no cell for this happening.
        """
        try:
            after = TRANSITIONS[self.state][happening]
        except KeyError:
            raise IllegalTransition(
                what=f"contact {self.id}", state=self.state, happening=happening
            ) from None
        self.state, self.since = after, at


@dataclass(frozen=True, slots=True)
class Tried:
    """An agent called somebody in vain: should they call back, it rings there first."""

    seat: str
    at: datetime
    agent: str = ""
    """Who sat there (an id of the staff), to be found elsewhere; empty: nobody had signed in."""
