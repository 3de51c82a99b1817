"""What Asterisk tells the shell alone: whom to claim, what may be recorded, whom to look for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffered:
    """Asterisk offers a caller to whoever claims the channel first."""

    at: datetime
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SnoopStarted:
    """A snoop is there and may be recorded."""

    at: datetime
    snoop: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerAway:
    """A caller is no longer in our application: they hung up, or fell to the fallback."""

    at: datetime
    call: str
