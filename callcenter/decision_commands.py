"""Why a call went where it went: kept as it was decided, so that nobody has to guess afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec


class Decided(StrEnum):
    """What was decided of a call."""

    OFFERED = "offered"
    WAITS = "waits"
    """No seat was offered when it began to wait."""
    PASSED_OVER = "passed_over"
    """The seat that rang did not take it."""
    PULLED = "pulled"
    """A supervisor let it come next."""
    GIVEN_UP = "given_up"
    """The wait limit ended it."""
    TURNED_AWAY = "turned_away"


class Considered(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One seat that was looked at: there are dozens in a decision, and a caller waits for it."""

    seat: str
    reason: str
    """A word of `routing.Reason`, or the state that kept it busy."""
    since: datetime | None = None
    until: datetime | None = None
    """When its wrap-up ends."""
    detail: str = ""
    """Why it is not ready, if somebody said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDecision:
    """Keep what was decided of a call, by which rule, and who was considered."""

    call: str
    decided: Decided
    rule: str
    """Which rule fired: a key that pages tell in words."""
    seat: str | None = None
    """Whom it is about: the seat that rings, or the one that did not take it."""
    detail: str = ""
    """What the rule compared: `12/12` lines, the skill asked for, seconds waited."""
    considered: tuple[Considered, ...] = ()
    level: int = 0
    """Of the skill that was asked for; 0: of none, or it was not kept yet."""
    others: int = 0
    """So many seats more than are listed."""
