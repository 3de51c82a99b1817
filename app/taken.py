"""Whether the instance took a wish whose answer was lost: its log is the truth."""

from __future__ import annotations

from pathlib import Path

from app.follow import log_files, records_in
from callcenter.errors import UnknownRecord
from callcenter.record import Seen

LAST = 2
"""A wish of a moment ago stands in the log's newest file, or in the one that was just full."""


def seen_in(folder: Path, token: str) -> Seen | None:
    """Tell what became of the wish with a token; None if the log does not have it."""
    try:
        for path in reversed(log_files(folder)[-LAST:]):
            for each in reversed(records_in(path, after=0)):
                if each.token == token:
                    return Seen.of(each)
    except (OSError, UnknownRecord):
        return None  # nobody can tell, so nobody says that it was taken
    return None
