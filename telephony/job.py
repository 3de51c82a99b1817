"""One command as what is asked of Asterisk for it: steps in stages, and what their refusals become.

Asterisk may have done what its answer refuses, or what it never answered. So a refusal is believed
only if asking once more, or looking whether it was done, tells the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from callcenter.events import Event
from telephony.ari_requests import Request
from telephony.errors import AriError

Refused = Callable[[AriError], Event | None]


@dataclass(frozen=True, slots=True)
class Proof:
    """What tells whether something was done: a question that is answered only then."""

    request: Request
    members: tuple[str, ...] = ()
    """The channels that must be in the bridge that was asked for."""

    def holds(self, answer: Mapping[str, Any]) -> bool:
        """Whether this answer tells that it was done."""
        return not self.members or set(self.members) <= set(answer["channels"])


@dataclass(frozen=True, slots=True)
class SnoopAwaited:
    """Not a request: wait until a snoop has entered our application."""

    snoop: str


@dataclass(frozen=True, slots=True)
class JoinAwaited:
    """Not a request: wait until an event says that a leg was joined, or look whether it is."""

    leg: str
    proof: Proof
    joined: Callable[[], Event]
    """What the look tells if it finds both together."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """Not a request: it is refused without asking Asterisk."""

    why: str


@dataclass(frozen=True, slots=True)
class Freed:
    """A leg's lease ends and it comes into the bridge: nothing may come between the two.

    A lease that went on would cut the talk; a leg without one that nobody joins keeps its caller
    waiting in silence.
    """

    lease_ended: Request
    joined: Request


@dataclass(frozen=True, slots=True)
class LeaseEnded:
    """Not one request: a leg is kept for as long as a join takes, and its caller's lease ends.

    Sent when no renewal is under way any more. Nothing may come between them: without the first one
    a caller whom nobody joins would wait in silence for the rest of the leg's ring.
    """

    leg_kept: Request | None
    """None if the leg has no lease, and its talk would be cut by one that is not taken off."""
    call: str
    leg: str


@dataclass(frozen=True, slots=True)
class LegKept:
    """Not a request: whether `LeaseEnded` could keep this leg."""

    leg: str


@dataclass(frozen=True, slots=True)
class Rung:
    """A leg is made and rung; with no answer in time it may still be, and is not lost yet."""

    leg: str
    asked: Request


@dataclass(frozen=True, slots=True)
class RungAwaited:
    """Not a request: wait whether a leg that had no answer in time is made after all."""

    leg: str
    proof: Proof


@dataclass(frozen=True, slots=True)
class Step:
    """One request and what to make of its refusal."""

    stage: int
    request: (
        Request
        | SnoopAwaited
        | JoinAwaited
        | LeaseEnded
        | LegKept
        | Freed
        | Rung
        | RungAwaited
        | Impossible
    )
    is_needed: bool = True
    """Whether the command's later steps are dropped if this one is refused."""
    insists: bool = False
    """Whether it is asked once more if it is refused: asked twice it does what it does once."""
    proof: Proof | None = None
    """What is looked at if it is refused, where asking twice would do it twice."""
    refused: Refused | None = None
    """What its refusal becomes, if not what the command's does."""


@dataclass(slots=True)
class Job:
    """One command as its steps."""

    steps: tuple[Step, ...]
    refused: Refused
    is_over: bool = field(default=False)
