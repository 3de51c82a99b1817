"""How well the ends of a call hear each other: measured by Asterisk, only kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LegMeasured:
    """What an end sent, as it reached Asterisk until now; a later one of the leg counts."""

    at: datetime
    call: str
    leg: str
    """For the caller the call itself."""
    seat: str
    """Whose leg; empty: the caller's."""
    loss_percent: float
    """Of the packets that it sent."""
    jitter_ms: float
    round_trip_ms: float | None
    """None if the far end tells nothing of what it hears (no RTCP)."""
