"""What the page of the look before opening is handed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that was looked at, in one language."""

    what: str
    found: str
    hint: str
    """What would mend it; empty if nothing needs to be."""
    ok: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What came of a look."""

    at: datetime
    items: Callable[[str], Sequence[Item]]
    """By language, `ja` or `en`."""


@dataclass(frozen=True, slots=True)
class OpeningRoom:
    """What the page is handed."""

    last: Callable[[], Looked | None]
    look: Callable[[], Awaitable[bool]]
    """Looks now; False if that could not be done."""
