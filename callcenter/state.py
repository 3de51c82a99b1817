"""Everything the center remembers, as plain data: it is written into each log file's header."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import msgspec

from callcenter.call import Call
from callcenter.contact import Calling, Contact, Tried
from callcenter.seat import Seat
from callcenter.today import Today


@dataclass(slots=True)
class Bend:
    """Seats and lines that somebody changed for one day."""

    day: date
    seats: int
    lines: int
    by: str


@dataclass(slots=True)
class State:
    """The whole memory of the center."""

    calls: dict[str, Call] = field(default_factory=dict)
    """Calls by id; an ended call stays until its seat's leg has ended too."""
    seats: dict[str, Seat] = field(default_factory=dict)
    queue: list[str] = field(default_factory=list)
    """Ids of waiting calls, in order of their places."""
    timers: dict[str, datetime] = field(default_factory=dict)
    """Timers not yet fired, so that a new controller can set them again."""
    alarms: list[str] = field(default_factory=list)
    """Kinds of alarms that stand."""
    alarmed: dict[str, datetime] = field(default_factory=dict)
    """Since when each of them stands."""
    arrivals: int = 0
    asterisk: str = ""
    """When the Asterisk that we met last had started; empty before the first meeting."""
    book: str = ""
    book_offset: int = 0
    """How far Asterisk's book was read."""
    unmet_since: datetime | None = None
    """The first start since Asterisk was met last: who died before meeting it asked for nothing."""
    is_fallback_untold: bool = False
    """Which seats talk in Asterisk's fallback is still to be told: none is rung."""
    recent: list[str] = field(default_factory=list)
    """The last calls that were taken in, the newest last: what is told of one again is known."""
    answers: dict[str, list[datetime]] = field(default_factory=dict)
    """When callers of each skill were answered last: the pace of its queue."""
    closed_by: str | None = None
    """Who closed the centre within its hours; None while it is open as the calendar says."""
    closed_at: datetime | None = None
    """Since when."""
    ends_waiting: bool = False
    """Nobody who waits is served any more."""
    failures: dict[str, int] = field(default_factory=dict)
    """Questions about cases that failed today, by case and by caller."""
    failures_on: date | None = None
    """That day."""
    flows: str = ""
    """The version of the flows that somebody put in force; empty: the one of the last start."""
    started_flows: str = ""
    """The version that was checked at the last start."""
    contacts: dict[str, Contact] = field(default_factory=dict)
    """Who is to be called, by the contact's or the callback's id."""
    is_calling_out: bool = False
    """A supervisor has started the calling of contacts."""
    is_paused: bool = False
    """And has paused it."""
    calling_shown: Calling = Calling.OFF
    """What the boards know of it."""
    today: Today = field(default_factory=Today)
    outbound_timer: str | None = None
    outbound_timers: int = 0
    outbound_due: datetime | None = None
    """When it is looked again whether somebody is to be called."""
    tried: dict[str, Tried] = field(default_factory=dict)
    """Whom which seat called in vain lately, by the number's id."""
    vanished: dict[str, datetime] = field(default_factory=dict)
    """When a phone of these seats unregistered, a moment ago."""
    redialers: dict[str, datetime] = field(default_factory=dict)
    """Callers who were cut off by Asterisk's death, and until when they come first."""
    bend: Bend | None = None
    """Today's seats and lines, if somebody changed them; one of a day before counts no more."""
    day_timer: str | None = None
    day_timers: int = 0

    def to_plain(self) -> dict[str, Any]:
        """Give the state as data that JSON can carry."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> State:
        """Take the state back from a log file's header."""
        return msgspec.convert(plain, cls)
