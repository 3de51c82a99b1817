"""The rows of the receiving desk: what arrived besides applications, accounts that wait for a
second pair of eyes, the day's files as they came.

Content that is personal stands in columns of bytes alone, as in `case_tables`.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime


class CaseArrival(SQLModel, table=True):
    """One thing in the arrival register (到着簿), open while `settled_at` is null."""

    __tablename__ = "case_arrivals"
    __table_args__ = (Index(None, "settled_at"), Index(None, "case"))

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    """`stray`, `copy`, `supplement` or `returned`."""
    channel: str
    arrived_at: datetime = Field(sa_type=UtcDateTime)
    pieces: int
    """Sheets and booklets in it."""
    note: bytes | None = None
    """What it is and from whom."""
    case: int | None = Field(default=None, foreign_key="cases.seq")
    """The case that it belongs to, if that is known."""
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_by: str = ""
    settled_how: str = ""
    """`filed`, `sent_back`, `client` or `kept`."""


class CaseAccountCheck(SQLModel, table=True):
    """The account of one typed application, until another person has typed it the same."""

    __tablename__ = "case_account_checks"
    __table_args__ = (Index(None, "checked_at"),)

    case: int = Field(primary_key=True, foreign_key="cases.seq")
    entered_by: str
    entered_at: datetime = Field(sa_type=UtcDateTime)
    tries: int = 0
    """How often what was typed differed."""
    checked_by: str = ""
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    was_changed: bool = False
    """The second person was right."""


class CaseFile(SQLModel, table=True):
    """One file of the online form as it came, until it is erased (requirements 3.7)."""

    __tablename__ = "case_files"
    __table_args__ = (Index(None, "erased_at", "day"),)

    source: int = Field(primary_key=True, foreign_key="case_imports.id")
    """Its import."""
    day: date
    """The campaign's calendar day on which it came."""
    content: bytes | None = None
    """Null once it is erased."""
    held: str = ""
    """Why an earlier file of its day was not erased: `no_consent` or `rows`."""
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    erasure: str | None = Field(default=None, foreign_key="erasures.id")
