"""What is noted of a demo: what its start tells, and who its citizen's page is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from app.home import Home
from app.written import write_atomically

WEB = "{web}"
"""Stands for the address of the pages, which is known only when they are there."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who the citizen's page is: the number they call from, and what they say of themselves."""

    number: str
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DemoNote:
    """The note; a home without one is no demo's, or a demo's that has not begun."""

    told: Sequence[str]
    caller: Caller
    crowd: Sequence[str]
    """From where the citizens of a busy morning call."""


def write_note(home: Home, note: DemoNote) -> None:
    """Write it.

    Raises:
        HomeUnusable: it cannot be written.
    """
    write_atomically(home.demo, json.dumps(asdict(note), ensure_ascii=False, indent=1) + "\n")


def read_note(home: Home) -> DemoNote | None:
    """Read it; None if there is none."""
    try:
        kept = json.loads(home.demo.read_text(encoding="utf-8"))
        return DemoNote(kept["told"], Caller(**kept["caller"]), kept["crowd"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
