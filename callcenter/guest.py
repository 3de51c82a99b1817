"""A second member of staff at a call, as a table: a seat that is consulted, or a supervisor.

A guest's leg is no line, and a seat is a guest in one call at most. It is rung, meets the seat (or
listens to it) beside the call's bridge, may join the caller, and leaves. When the seat that talks
leaves first, the guest becomes the seat that talks (`guests`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from callcenter.errors import IllegalTransition


class GuestKind(StrEnum):
    """Why it is there."""

    CONSULTED = "consulted"
    """The seat asked for it."""
    WATCHING = "watching"
    """It came by itself: a supervisor."""


class GuestState(StrEnum):
    """What a guest is doing."""

    RINGING = "ringing"
    MEETING = "meeting"
    """Picked up, and being brought together with the seat."""
    CONSULTING = "consulting"
    """Seat and guest talk, and the caller hears music."""
    LISTENING = "listening"
    """It hears seat and caller; the seat hears it if it whispers."""
    MERGING = "merging"
    """Being brought to the caller, as soon as it is recorded."""
    THREE_WAY = "three_way"
    LEAVING = "leaving"
    """Its leg is being ended by us."""


class GuestHappening(StrEnum):
    """What may happen to a guest."""

    PICKED_UP = "picked_up"
    MET = "met"
    LISTENED = "listened"
    MERGED = "merged"
    """It is wanted beside the caller."""
    JOINED = "joined"
    DISMISSED = "dismissed"


_S, _H = GuestState, GuestHappening

TRANSITIONS: dict[GuestState, dict[GuestHappening, GuestState]] = {
    _S.RINGING: {_H.PICKED_UP: _S.MEETING, _H.DISMISSED: _S.LEAVING},
    _S.MEETING: {
        _H.MET: _S.CONSULTING,
        _H.LISTENED: _S.LISTENING,
        _H.DISMISSED: _S.LEAVING,
    },
    _S.CONSULTING: {_H.MERGED: _S.MERGING, _H.DISMISSED: _S.LEAVING},
    _S.LISTENING: {_H.MERGED: _S.MERGING, _H.DISMISSED: _S.LEAVING},
    _S.MERGING: {_H.JOINED: _S.THREE_WAY, _H.DISMISSED: _S.LEAVING},
    _S.THREE_WAY: {_H.DISMISSED: _S.LEAVING},
    _S.LEAVING: {},
}


@dataclass(slots=True)
class Guest:
    """One guest, as plain data."""

    kind: GuestKind
    seat: str
    endpoint: str
    leg: str
    at: datetime
    """Since when it is rung."""
    state: GuestState = GuestState.RINGING
    bridge: str = ""
    """Where it meets the seat, beside the call's bridge."""
    snoop: str = ""
    """By which it listens."""
    whispers: bool = False
    is_wanted: bool = False
    """It is brought to the caller as soon as it listens."""
    takes_over: bool = False
    """As soon as it has joined, the seat leaves."""
    has_seat: bool = False
    """The seat's leg was brought out of the call's bridge to it."""
    recording: str | None = None
    is_joining: bool = False
    """It was asked to be put into the call's bridge."""
    has_joined: bool = False
    """It talked with the caller."""
    muted_for: list[str] = field(default_factory=list)
    """Why it wants the call's recording to be silent just now, beside the seat's own reasons."""

    def advance(self, happening: GuestHappening) -> None:
        """Move along the table.

        Raises:
            IllegalTransition: the table has no cell for this happening.
        """
        try:
            self.state = TRANSITIONS[self.state][happening]
        except KeyError:
            raise IllegalTransition(
                what=f"guest {self.leg}", state=self.state, happening=happening
            ) from None
