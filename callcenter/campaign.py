"""One contract as the heart sees it: values only, already validated, numbers in E.164.

`config` reads and checks the campaign's file; `app` hands the result in. The opening days arrive
as plain dates with their hours, so that the heart needs no calendar of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

STATUS_LOOKUP, CALLBACK = "status_lookup", "callback"
"""What flows may offer only after the client has agreed."""


class OverLine(StrEnum):
    """What a call meets when every line is taken (A-01)."""

    BUSY = "busy"
    ANNOUNCE = "announce"


class SeatCap(StrEnum):
    """Whether the contract's number of seats also bounds how many may talk at once."""

    CONTRACT = "contract"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Line:
    """A public number of the campaign and the skill that its callers need."""

    number: str
    """E.164, for example `+81110000100`."""
    skill: str = "general"


@dataclass(frozen=True, slots=True)
class OpenDay:
    """One operating day and its hours, in the campaign's zone."""

    day: date
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Service:
    """A service inside the campaign with hours of its own."""

    id: str
    name: str
    open_days: tuple[OpenDay, ...]
    """Ascending."""


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """Seats to be staffed and lines that may be used, from a date on (SPR-II-3-1-イ-②)."""

    start: date
    seats: int
    lines: int
    reserve_lines: int = 0
    """So many lines stay free for callers while we call people ourselves (A-08)."""
    reserve_seats: int = 0
    """So many seats stay ready for callers while we call people ourselves."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A seat of the campaign: its id and the level (1 is lowest) of each of its skills."""

    id: str
    skills: dict[str, int] = field(default_factory=lambda: {"general": 1})


@dataclass(frozen=True, slots=True)
class Relaxation:
    """From this waiting time on, a seat of this skill level is good enough; level 0 is any seat."""

    after_s: float
    min_level: int


@dataclass(frozen=True, slots=True)
class Flows:
    """Which flow is played when, by name; None plays nothing there."""

    welcome: str | None = None
    """Greeting and recording notice, when a seat is free."""
    all_busy: str | None = None
    """First sound when no seat is free."""
    notice: str | None = None
    """The recording notice alone, for callers who heard `all_busy` first."""
    calling: str | None = None
    """Who calls and that we record: the first that whom we call hears."""
    waiting: str | None = None
    """Repeated while waiting."""
    interrupted: str | None = None
    """Said once when the seat's phone was lost in mid-talk, before the music."""
    give_up: str | None = None
    """The polite end at the wait limit."""
    lines_full: str | None = None
    after_hours: str | None = None
    holiday: str | None = None
    not_yet_open: str | None = None
    ended: str | None = None
    emergency: str | None = None
    """While a supervisor has closed the centre within its hours."""


class Told(StrEnum):
    """How whom we call hears that we record: nothing is recorded before."""

    PROMPT = "prompt"
    """The flow `calling` says it when they answer."""
    SEAT = "seat"
    """The person at the seat says it, and confirms by the button that begins the recording."""
    BEFOREHAND = "beforehand"
    """They were told in writing, on the form with their number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """How people are called: by an agent's hand, for a callback, for a deficiency."""

    caller_id: str = ""
    """The campaign's number that they see, in E.164; empty: its first line."""
    ring_s: float = 30.0
    opens: time = time(9, 0)
    closes: time = time(17, 45)
    """Contacts are dialled on operating days, from `opens` to before `closes`."""
    skill: str = ""
    """What a seat must know that calls contacts; empty: nothing of its own."""
    tries: int = 3
    """So often a callback is tried."""
    gap_s: float = 900.0
    """From one try of a callback to the next, at least."""
    after_closing_s: float = 1800.0
    """So long after the closing hour callers who took a callback are called; else the next day."""
    told: Told = Told.BEFOREHAND
    """Before whom we call is recorded."""
    answer_rate: float = 0.0
    """Contacts are not called while today's answer rate is below, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """Everything the heart must know of a contract. Durations are seconds."""

    id: str
    name: str
    zone: str
    lines: tuple[Line, ...]
    desks: tuple[Desk, ...]
    open_days: tuple[OpenDay, ...]
    """Ascending; every day on which calls are taken."""
    holidays: frozenset[date]
    """Closed weekdays that deserve the holiday announcement."""
    operation_from: date
    """First day of operation; an early start is already counted in."""
    operation_to: date
    """Last day of operation."""
    capacity: tuple[CapacityRow, ...]
    """Ascending by start."""
    flows: Flows = Flows()
    seat_cap: SeatCap = SeatCap.NONE
    over_line: OverLine = OverLine.BUSY
    announce_max: int = 20
    """How many closing announcements may play at once; above it callers hear busy."""
    wait_limit_s: float = 300.0
    ring_s: float = 20.0
    wrap_up_s: float = 30.0
    wrap_up_max_s: float = 0.0
    """So long may a wrap-up become since the talk's end, `wrap_up_s` at a time."""
    repeat_s: float = 45.0
    relaxation: tuple[Relaxation, ...] = (Relaxation(after_s=0.0, min_level=1),)
    """Ascending by after_s; the first begins at 0."""
    record: bool = True
    record_on_demand: bool = False
    """Talks are recorded from when their seat asks for it, not before."""
    transfers: dict[str, str] = field(default_factory=dict)
    """Outside numbers (E.164) that flows may connect callers with, by id."""
    transfer_names: Mapping[str, str] = field(default_factory=dict)
    """What staff call those numbers, by id, where the campaign says it."""
    outbound: Outbound = Outbound()
    agreed: tuple[str, ...] = ()
    """What the client has agreed to that flows may offer: `status_lookup`, `callback`."""
    languages: Mapping[str, str] = field(default_factory=dict)
    """The skill of who serves callers in a language that they chose (SUI-11-1-エ)."""
    services: tuple[Service, ...] = ()
    ready_by: time | None = None
    """From then on, before the hours begin, the contract's seats are to be staffed (SUI-7-3)."""

    def takes_callers(self, skills: Iterable[str]) -> bool:
        """Whether a desk with these skills serves callers: not if it may only call (申請事務)."""
        return any(each != self.outbound.skill for each in skills)
