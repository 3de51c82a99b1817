"""A report's content: plain values, written in the one way that is hashed.

Whoever shows it (page, PDF, xlsx, CSV) shows these values; nothing is computed after the freeze.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import msgspec

from metrics.errors import UnreadablePlan

FORMAT = 3
"""Grows by one with every change of the program that gives other bytes for the same rows: a part's
words, its columns, what it counts. What an older one made is not made anew (`metrics.proof`)."""
SUMMED = 2
"""From this format on the list of calls is named by sums of hashes, which grow with the calls."""


class Shape(StrEnum):
    """How a column's values are to be read."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    """A pair: part and whole."""
    SECONDS = "seconds"
    """A pair: milliseconds, and of how many calls they are the sum."""
    HOURS = "hours"
    """Milliseconds, to be written as hours and minutes."""
    SEATS = "seats"
    """A pair: milliseconds, and the time of which they are."""


Cell = str | int | tuple[int, int] | None
"""None: there is nothing to tell (「－」)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    shape: Shape = Shape.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a report."""

    part: str
    heading: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    foot: tuple[Cell, ...] = ()
    """A row of sums; empty if there is none."""
    notes: tuple[str, ...] = ()
    """Sentences under the table, each a line."""
    chart: bool = False
    """Whether the table is to be drawn: its first column against the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One report."""

    kind: str
    period: str
    first: date
    last: date
    written: str
    """The period as papers write it."""
    title: str
    subject: str
    addressee: str
    unit: str
    contractor: str
    campaign: str
    note: str
    definition: str
    """Hash of the definition whose rate is shown."""
    plan: str
    """Content hash of the plan of reports, in the home's versions."""
    operation: str
    """Content hash of the campaign."""
    calls_until: datetime
    """The end of the last call that is counted."""
    noted_until: datetime
    calls: int
    calls_digest: str
    """Names the list of the period's calls (`storage.rollups.line_of`)."""
    sections: tuple[Section, ...]
    format: int = FORMAT


def encode(content: Content) -> bytes:
    """Write it in the one way that is hashed: JSON, sorted, UTF-8."""
    return msgspec.json.encode(content, order="sorted")


def decode(plain: bytes | str) -> Content:
    """Read it back.

    Raises:
        UnreadablePlan: it is no report, or of another version.
    """
    try:
        return msgspec.json.decode(plain, type=Content)
    except msgspec.DecodeError as exc:
        raise UnreadablePlan(path="report", why=str(exc)) from exc


def digest_of(plain: bytes) -> str:
    """Name a content: SHA-256 in hexadecimal."""
    return hashlib.sha256(plain).hexdigest()
