"""Our calls of a day beside Asterisk's own book: every difference by name. Pure.

Asterisk writes its book whether we listen or not, so it knows calls of which we know nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

TOLERANCE_S = 1.0
"""Our times are Asterisk's own, taken at other moments of the same call."""
KEPT = frozenset({"pending", "kept", "erased"})
"""What was erased by the client's consent was there."""


class Kind(StrEnum):
    """What is different."""

    ONLY_IN_BOOK = "only_in_book"
    ONLY_IN_ROWS = "only_in_rows"
    SECONDS = "seconds"
    """It lasted longer or shorter in the one than in the other."""
    NO_RECORDING = "no_recording"
    """It was answered and was to be recorded, and there is no recording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InBook:
    """One inbound call as Asterisk has it."""

    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InRows:
    """One ended call as we have it."""

    lasted_s: float
    is_answered: bool
    recording: str | None
    """Its recording's state; None if it was never to have one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One call that is not the same."""

    kind: Kind
    call: str
    book_s: float | None = None
    rows_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """Both countings of a day."""

    calls: tuple[int, int]
    """In the book and in the rows."""
    seconds: tuple[float, float]
    recordings: tuple[int, int]
    """Answered calls, and those of them with a recording."""
    differences: tuple[Difference, ...]
    is_open: bool = False
    """A call of the day goes on, so that what differs may be nothing yet."""


def reconcile(
    book: Mapping[str, InBook], rows: Mapping[str, InRows], *, is_recorded: bool
) -> Reconciled:
    """Compare; `is_recorded` tells whether answered calls are to have recordings."""
    lasted = {call: _lasted(each) for call, each in book.items()}
    found = [
        *(Difference(kind=Kind.ONLY_IN_BOOK, call=each) for each in sorted(book.keys() - rows)),
        *(Difference(kind=Kind.ONLY_IN_ROWS, call=each) for each in sorted(rows.keys() - book)),
    ]
    for call in sorted(rows.keys() & book):
        book_s, rows_s = lasted[call], rows[call].lasted_s
        if book_s is None or abs(book_s - rows_s) > TOLERANCE_S:
            found.append(Difference(kind=Kind.SECONDS, call=call, book_s=book_s, rows_s=rows_s))
    answered = {call: each for call, each in rows.items() if each.is_answered}
    if is_recorded:
        found += [
            Difference(kind=Kind.NO_RECORDING, call=call)
            for call, each in sorted(answered.items())
            if each.recording not in KEPT
        ]
    return Reconciled(
        calls=(len(book), len(rows)),
        seconds=(
            sum(each or 0.0 for each in lasted.values()),
            sum(each.lasted_s for each in rows.values()),
        ),
        recordings=(len(answered), sum(each.recording in KEPT for each in answered.values())),
        differences=tuple(found),
    )


def _lasted(call: InBook) -> float | None:
    return None if call.ended_at is None else (call.ended_at - call.began_at).total_seconds()
