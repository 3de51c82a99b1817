"""What the board's pages are handed, and how much each role sees of callers there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from agent_ui.floor_feed import FloorFeed
from callcenter.commands import ShowCall
from desk.roles import Role
from metrics.definition import Definition


class Sees(StrEnum):
    """What is shown of a waiting caller's number."""

    WHOLE = "whole"
    LAST_FOUR = "last_four"
    NOBODY = "nobody"
    """Nothing: a wall is seen by everybody who passes it."""


def sees_of(role: Role) -> Sees:
    """Tell what a role sees."""
    match role:
        case Role.SUPERVISOR:
            return Sees.WHOLE
        case Role.MANAGER:
            return Sees.LAST_FOUR
        case _:
            return Sees.NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What a browser phone measured in a talk since it told last."""

    loss_percent: float
    """Of the packets, on the way on which more are lost."""
    jitter_ms: float
    silent_s: float
    """For so long nothing came from its microphone, though nobody muted it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorRoom:
    """The floor as supervisors' boards show it."""

    feeds: Mapping[Sees, FloorFeed]
    """One for each audience."""
    calls: Callable[[], Sequence[ShowCall]]
    """The calls in progress."""
    definition: Definition
    """Of the answer rate that the client agreed to."""
    bounds: Callable[[], tuple[range, range]]
    """Seats and lines that today may have."""
    hours: Callable[[], tuple[time, time]]
    """When today's chart begins and ends: the day's hours, or on a closed day the usual ones."""
    unsound: Callable[[], Collection[str]]
    """Calls of which an alarm says that they are not recorded, or not any more."""
    look: Callable[[], Awaitable[None]]
    """Looks at once at what is open at the desk, because somebody just changed it."""
    nudge: Callable[[], None]
    """Looks soon at what is open at the desk, because somebody may have changed it."""
    heard: Callable[[str, Voice], None]
    """Hears what a seat's browser phone measured."""


def shown(number: str, sees: Sees) -> str:
    """Write a number as an audience may see it."""
    match sees:
        case Sees.WHOLE:
            return number
        case Sees.LAST_FOUR:
            return f"…{number[-4:]}" if number else ""
        case Sees.NOBODY:
            return ""
