"""How fast the queue of a skill moves, and so how long a caller will presumably wait."""

from __future__ import annotations

from datetime import datetime, timedelta

from callcenter.state import State

KEPT = 10
"""So many answers are remembered of each skill."""
LEAST = 3
"""From fewer answers no pace can be told."""
RECENT = timedelta(minutes=30)
"""An older answer says nothing of the pace now."""


def answered(state: State, skill: str, at: datetime) -> None:
    """Remember that a caller was answered."""
    kept = state.answers.setdefault(skill, [])
    kept.append(at)
    del kept[:-KEPT]


def wait_s(state: State, skill: str, *, place: int, at: datetime) -> float | None:
    """Estimate the wait of who is at this place (1 is next); None while no pace can be told."""
    recent = [each for each in state.answers.get(skill, ()) if timedelta() <= at - each <= RECENT]
    if len(recent) < LEAST:
        return None
    return place * (at - recent[0]).total_seconds() / len(recent)
