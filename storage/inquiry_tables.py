"""Rows of the inquiry records: one part a person and call, with one or more matters.

Closed sets are stored as their plain words. Calls are named without a foreign key: their rows are
a projection that comes later and can be made again.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from storage.columns import UtcDateTime


class Inquiry(SQLModel, table=True):
    """What one person recorded of one call; a call that was transferred has a part for each."""

    __tablename__ = "inquiries"
    __table_args__ = (
        UniqueConstraint("call", "staff"),
        Index(None, "staff", "business_date"),
    )

    id: str = Field(primary_key=True)
    call: str | None = None
    """None if it was begun without one, for example at a counter."""
    staff: str = Field(foreign_key="staff.id")
    seat: str | None = None
    business_date: date
    """In the campaign's zone."""
    begun_at: datetime = Field(sa_type=UtcDateTime)
    saved_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """None while it is a draft."""
    is_simple: bool = False
    """Counted by its category alone (SPR-II-3-4-イ)."""
    version: int = 1
    """Counts what was saved, so that two pages cannot overwrite each other; 0: its person has not
    opened what began by itself."""
    language: str
    is_complaint: bool = False
    severity: str | None = None


class InquiryMatter(SQLModel, table=True):
    """One matter of a record; the first is the main one."""

    __tablename__ = "inquiry_matters"
    __table_args__ = (Index(None, "category"),)

    inquiry: str = Field(primary_key=True, foreign_key="inquiries.id")
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    category: str = ""
    result: str | None = None
    text: str = ""
    ward: str = ""
    section: str = ""


class InquiryCase(SQLModel, table=True):
    """An application that a record is about, chosen by its writer."""

    __tablename__ = "inquiry_cases"
    __table_args__ = (Index(None, "case"),)

    inquiry: str = Field(primary_key=True, foreign_key="inquiries.id")
    case: int = Field(primary_key=True, foreign_key="cases.seq")
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="staff.id")
