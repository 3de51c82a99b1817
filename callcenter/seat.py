"""A seat's life as a table. Everything that changes a seat's state is in this file.

A seat is offered calls only when it is ready and one of its phones is registered. `RINGING` lasts
until it is joined to the caller, so that a phone which is picked up too late is no talk.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from callcenter.errors import IllegalTransition


class SeatState(StrEnum):
    """What a seat is doing."""

    NOT_READY = "not_ready"
    READY = "ready"
    RINGING = "ringing"
    TALKING = "talking"
    WRAP_UP = "wrap_up"


class SeatHappening(StrEnum):
    """What may happen to a seat."""

    READIED = "readied"
    UNREADIED = "unreadied"
    OFFERED = "offered"
    DIALS = "dials"
    """It is to call somebody: its phone rings first."""
    WITHDRAWN = "withdrawn"
    MISSED = "missed"
    JOINED = "joined"
    RELEASED = "released"
    INTERRUPTED = "interrupted"
    """Its leg was lost in mid-talk; it may be rung again for the same caller."""
    WRAPPED_UP = "wrapped_up"
    TAKEN = "taken"
    """Asterisk's fallback brought it a caller, and it picked up."""


_S, _H = SeatState, SeatHappening

TRANSITIONS: dict[SeatState, dict[SeatHappening, SeatState]] = {
    _S.NOT_READY: {
        _H.READIED: _S.READY,
        _H.OFFERED: _S.RINGING,  # as a guest only
        _H.DIALS: _S.RINGING,
        _H.TAKEN: _S.TALKING,
    },
    _S.READY: {
        _H.UNREADIED: _S.NOT_READY,
        _H.OFFERED: _S.RINGING,
        _H.DIALS: _S.RINGING,
        _H.TAKEN: _S.TALKING,
    },
    _S.RINGING: {_H.WITHDRAWN: _S.READY, _H.MISSED: _S.NOT_READY, _H.JOINED: _S.TALKING},
    _S.TALKING: {_H.RELEASED: _S.WRAP_UP, _H.INTERRUPTED: _S.READY},
    _S.WRAP_UP: {
        _H.WRAPPED_UP: _S.READY,
        _H.READIED: _S.READY,
        _H.UNREADIED: _S.NOT_READY,
        _H.DIALS: _S.RINGING,
        _H.TAKEN: _S.TALKING,
    },
}


KEEPS_TURN = (_H.WITHDRAWN, _H.INTERRUPTED)
"""After these a seat has waited for its next call since before."""


@dataclass(slots=True)
class Seat:
    """One seat, as plain data."""

    id: str
    skills: dict[str, int]
    since: datetime
    """When it entered its state."""
    idle_since: datetime
    """Since when it waits for a call; a withdrawn offer does not reset it."""
    state: SeatState = SeatState.NOT_READY
    reason: str = ""
    """Why it is not ready; empty if nobody said."""
    phones: list[str] = field(default_factory=list)
    """Registered endpoints; the last one registered rings."""
    kept_for: str | None = None
    """The contact that it is to call as soon as the office confirms; ready for nobody else."""
    call: str | None = None
    leg: str | None = None
    leaving: str | None = None
    """Reason to be set not ready with as soon as the present call allows."""
    timer: str | None = None
    timers: int = 0
    hand: datetime | None = None
    """Since when its person calls a supervisor."""
    is_back_office: bool = False
    """It calls somebody though nobody is ready here (申請事務): no seat of the contract's."""
    person: str = ""
    """Who sits here (an id of the staff), as the office told it last; empty: nobody."""
    recalled: datetime | None = None
    """Since when a supervisor calls its person back to the phone."""
    voiceless: str = ""
    """The browser phone whose page said that its microphone cannot be used; empty: none."""
    voiceless_since: datetime | None = None

    @property
    def is_voiceless(self) -> bool:
        """Whether nobody would hear its person: the phone that rings has no microphone."""
        return bool(self.phones) and self.phones[-1] == self.voiceless

    @property
    def is_free(self) -> bool:
        """Whether a call may be offered to it now."""
        is_at_phone = bool(self.phones) and self.phones[-1] != self.voiceless
        return self.state is SeatState.READY and is_at_phone and self.kept_for is None

    @property
    def is_staffed(self) -> bool:
        """Whether somebody is at work here (SPR-II-3-1-イ-②: kept always able to answer)."""
        is_at_work = self.state is not SeatState.NOT_READY and not self.is_back_office
        return is_at_work and bool(self.phones) and not self.is_voiceless

    def advance(self, happening: SeatHappening, at: datetime, reason: str = "") -> None:
        """Move along the table.

        Raises:
            IllegalTransition: the table has no cell for this happening.
        """
        try:
            after = TRANSITIONS[self.state][happening]
        except KeyError:
            raise IllegalTransition(
                what=f"seat {self.id}", state=self.state, happening=happening
            ) from None
        self.state, self.since, self.reason = after, at, reason
        if after is SeatState.NOT_READY:
            self.is_back_office = False
        else:
            self.recalled = None
        if after is SeatState.READY and happening not in KEEPS_TURN:
            self.idle_since = at
