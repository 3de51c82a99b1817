"""When the legs of a talk's earlier seats left it, as one text of the recording's row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

LOST = "-"


def written(left: Sequence[datetime | None]) -> str:
    """Write the instants, divided by spaces; one that nobody knows is a dash."""
    return " ".join(LOST if each is None else each.isoformat() for each in left)


def read(text: str) -> tuple[datetime | None, ...]:
    """Read them again."""
    return tuple(None if each == LOST else datetime.fromisoformat(each) for each in text.split())
