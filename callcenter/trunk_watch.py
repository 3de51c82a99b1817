"""A trunk whose far side does not answer is an alarm: no call comes or goes there."""

from __future__ import annotations

from callcenter import alarming
from callcenter.trunk_events import OfTrunk, TrunkLost
from callcenter.turn import Turn

TRUNK_UNREACHABLE = "trunk_unreachable"


def heard(turn: Turn, event: OfTrunk) -> None:
    """Raise the alarm of one trunk, or clear it."""
    alarming.mind(turn, TRUNK_UNREACHABLE, event.trunk, stands=isinstance(event, TrunkLost))
