"""What happens in one run, as plain data: who calls, who picks up, what breaks.

A script is made from a seed, can be shortened piece by piece while it still fails, and is kept as
one line of JSON. All times are seconds from the run's beginning. Everything counted (`point`,
`n`) is counted over the whole run from 0, in the order in which it comes.
"""

from __future__ import annotations

from typing import Literal

import msgspec

HEALED_S = 10.0
"""So soon what a lost event left is put right while somebody waits."""
AUDITED_S = 62.0
"""So soon it is put right in any case (F16)."""

On = Literal["arrived", "answered", "hears", "rings", "picked_up", "talking"]
"""What a person waits for before they count the seconds to their hanging up."""


Wanted = Literal[
    "hold",
    "resume",
    "consult",
    "three_way",
    "transfer",
    "queue",
    "hang_up",
    "listen",
    "whisper",
    "barge",
    "take_over",
]
"""What may be wanted of a talk."""


class Leave(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person hangs up this long after something; the first of several that comes due counts."""

    on: On
    after: float


class Dial(msgspec.Struct, frozen=True, omit_defaults=True):
    """A key that a caller presses, this long after the arrival."""

    after: float
    key: str


class Caller(msgspec.Struct, frozen=True, omit_defaults=True):
    """A citizen's call."""

    at: float
    leaves: tuple[Leave, ...]
    line: int = 0
    number: str = "0901234567"
    keys: tuple[Dial, ...] = ()


class Ring(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a seat's phone does when it rings; used up in order, seat by seat."""

    how: Literal["answer", "busy", "decline", "silent", "dead", "unregister"]
    after: float = 0.0
    leaves: tuple[Leave, ...] = ()


class Press(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody at a seat presses a button."""

    at: float
    seat: str
    ready: bool
    twice: bool = False
    """The same wish arrives a second time, with the same token."""


class Want(msgspec.Struct, frozen=True, omit_defaults=True):
    """A seat that talks wants something of its call, or a supervisor does."""

    at: float
    what: Wanted
    n: int = 0
    """Chooses the seat, and the other one, of those that there are."""


class Flap(msgspec.Struct, frozen=True, omit_defaults=True):
    """A phone registers or unregisters."""

    at: float
    endpoint: str
    registers: bool


class Kill(msgspec.Struct, frozen=True, omit_defaults=True):
    """The controller is killed and started again by its supervisor."""

    point: int | None = None
    """At this observable step of its: before or after a record or a request, or at an event."""
    at: float | None = None
    down: float = 0.2


class Freeze(msgspec.Struct, frozen=True, omit_defaults=True):
    """The controller's process is stopped, and goes on later with all that came meanwhile.

    If that takes too long its supervisor kills it, and another one takes its place.
    """

    at: float
    lasts: float
    starves: bool = False
    """It might only wait for the processor: its supervisor is more patient."""


class Cut(msgspec.Struct, frozen=True, omit_defaults=True):
    """The event socket is lost; the controller notices later."""

    at: float
    noticed: float = 0.0


class Death(msgspec.Struct, frozen=True, omit_defaults=True):
    """Asterisk dies and comes back empty."""

    at: float
    down: float = 1.0


class Mutation(msgspec.Struct, frozen=True, omit_defaults=True):
    """The n-th event that Asterisk says goes astray."""

    n: int
    how: Literal["drop", "double", "swap", "late"]
    by: float = 0.0
    """For `swap` how many events overtake it; for `late` and `double` seconds."""


class Refusal(msgspec.Struct, frozen=True, omit_defaults=True):
    """The n-th request fails, or is merely slow."""

    n: int
    status: int | None = None
    """HTTP status; 0 is no answer within the deadline; None succeeds."""
    is_done: bool = False
    """Asterisk did what was asked, and only the answer is lost."""
    delay: float = 0.0


class Terms(msgspec.Struct, frozen=True, omit_defaults=True):
    """The campaign, as far as runs differ in it."""

    seats: int = 2
    lines: int = 4
    skills: int = 1
    records: bool = True
    speaks: bool = True
    """Whether there are announcements at all."""
    asks: bool = False
    """Whether the welcome asks for a key."""
    announces: bool = True
    """What a call meets when all lines are taken: an announcement, or busy."""
    is_capped: bool = False
    wait_limit: float = 60.0
    ring: float = 10.0
    wrap_up: float = 10.0
    closes: str = "18:00"


class Script(msgspec.Struct, frozen=True, omit_defaults=True):
    """One run."""

    seed: int
    """Of the small things that nobody writes down: how long each message is under way."""
    ends: float
    """Whoever still holds the line hangs up now."""
    start: str = "2026-02-02T10:00:00+09:00"
    terms: Terms = Terms()
    glance: float = 7.0
    """Agents look at their screens this often and press ready if they were set not ready; 0: no."""
    callers: tuple[Caller, ...] = ()
    rings: dict[str, tuple[Ring, ...]] = {}
    presses: tuple[Press, ...] = ()
    flaps: tuple[Flap, ...] = ()
    wants: tuple[Want, ...] = ()
    kills: tuple[Kill, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    cuts: tuple[Cut, ...] = ()
    deaths: tuple[Death, ...] = ()
    mutations: tuple[Mutation, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def faults(self) -> int:
        """Count what breaks."""
        broken = (self.kills, self.freezes, self.cuts, self.deaths, self.mutations, self.refusals)
        return sum(len(each) for each in broken)

    @property
    def loses(self) -> bool:
        """Whether events are lost, so that nobody can know who waits."""
        return any(each.how == "drop" for each in self.mutations)

    @property
    def delays(self) -> bool:
        """Whether events come late."""
        return any(each.how == "late" for each in self.mutations)

    @property
    def stalls(self) -> bool:
        """Whether Asterisk leaves a request without an answer for a while."""
        return any(not each.status for each in self.refusals)

    @property
    def slack_s(self) -> float:
        """How late, in seconds, we may learn of something on a link that stands."""
        late = [each.by for each in self.mutations if each.how == "late"]
        slow = [max(2.0, each.delay) for each in self.refusals if not each.status]
        lost = [HEALED_S] if self.loses else []
        return max((0.0, *late, *slow, *lost))


def seats_of(terms: Terms) -> tuple[str, ...]:
    """Name the seats."""
    return tuple(f"seat-{number:02}" for number in range(1, terms.seats + 1))


def to_line(script: Script) -> str:
    """Write a script as one line."""
    return msgspec.json.encode(script).decode()


def from_line(line: str) -> Script:
    """Read a script."""
    return msgspec.json.decode(line, type=Script)
