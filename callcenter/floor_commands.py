"""The floor as a whole, as every board shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowFloor:
    """Tell every board how the centre stands now: all there is to say, so the last one counts."""

    seats: int
    lines: int
    is_bent: bool
    """Somebody changed seats or lines for today."""
    is_closed: bool
    ends_waiting: bool
    """Who waits is not served any more either."""
