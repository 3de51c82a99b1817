"""What we ask the world to do for a second member of staff at a call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetLeg:
    """Bring a picked-up guest and the talking seat together, beside the call's bridge.

    Steps: make the bridge and end the guest's lease, then put both into it. Done, it comes back as
    the guest's `LegJoined`; refused, as `JoinRefused`.
    """

    call: str
    leg: str
    """The guest's."""
    seat_leg: str
    bridge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchLeg:
    """Let a guest hear a seat and its caller; the seat hears it too, if it whispers.

    Steps: make the bridge, end the guest's lease and snoop on the seat's leg; await the snoop, then
    put both into the bridge. It comes back as `MeetLeg` does. Asked again, with another snoop, it
    changes how it listens.

    Source: a snoop on the agent's channel, `spy=both`, `whisper=out` (Asterisk 22.10.1).
    """

    call: str
    leg: str
    seat_leg: str
    snoop: str
    bridge: str
    whispers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EndWatch:
    """End a snoop by which a guest listened."""

    call: str
    snoop: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLeg:
    """Bring the seat's leg back into the call's bridge."""

    call: str
    leg: str
    bridge: str


OfGuest = MeetLeg | WatchLeg | EndWatch | ReturnLeg
