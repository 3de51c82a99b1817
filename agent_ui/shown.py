"""What the pages are given: values to show, and callables for what changes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from agent_ui.case_room import CaseRoom
from agent_ui.feed import Feed
from agent_ui.sitters import Sitters, Submit
from callcenter.outcome import Outcome
from desk.desk import Desk
from metrics.floor import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How one part of the instance is."""

    name: str
    """A key of `agent_ui.words.PARTS`."""
    ok: bool
    detail: str = ""
    """One line for an operator, without anything secret or personal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The state of the instance in numbers."""

    campaign: str
    """The campaign's name, Japanese."""
    lines: tuple[str, ...]
    """Its numbers, as people write them."""
    at: datetime
    """In the campaign's zone."""
    picture: Picture
    capacity: int
    """Lines that may be used now."""
    today: Mapping[Outcome, int]
    """Ended calls of the day."""
    answer_rate: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Everything that the pages ask for."""

    board: Callable[[], Board]
    health: Callable[[], Awaitable[tuple[Part, ...]]]
    metrics: Callable[[], bytes]
    metrics_type: str
    desk: Desk
    """People's work."""
    seats: tuple[str, ...]
    """The campaign's desks, in their order."""
    submit: Submit
    feed: Feed
    sitters: Sitters
    cases: CaseRoom | None = None
    """The campaign's applications, if it takes any."""
