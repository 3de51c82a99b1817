"""Rows of reports: what was frozen, who brought it how far, and which files were given out."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime


class Report(SQLModel, table=True):
    """One report of one period, frozen: `content` is what its digest is of."""

    __tablename__ = "reports"

    id: str = Field(primary_key=True)
    """`weekly-2026-W06`: kind and period."""
    kind: str
    first: date
    last: date
    state: str
    content: str
    """Canonical JSON: everything that the report shows."""
    digest: str
    """SHA-256 of the content, in hexadecimal."""
    frozen_at: datetime = Field(sa_type=UtcDateTime)
    """Calls and records that ended later are corrections."""
    version: int = 1
    """Counts the freezes: only a draft is frozen anew."""


class ReportStep(SQLModel, table=True):
    """Somebody brought a report further, or sent it back."""

    __tablename__ = "report_steps"

    report: str = Field(primary_key=True, foreign_key="reports.id")
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    state: str
    """What it became."""
    who: str
    """Id of a person of the staff, or `cli:` and the operator's account."""
    at: datetime = Field(sa_type=UtcDateTime)


class ReportFile(SQLModel, table=True):
    """A file that was given out, known again by its bytes."""

    __tablename__ = "report_files"
    __table_args__ = (Index(None, "report"),)

    sha256: str = Field(primary_key=True)
    report: str
    format: str
    digest: str
    """Of the content that it shows."""
    made_at: datetime = Field(sa_type=UtcDateTime)


class CarrierBusy(SQLModel, table=True):
    """Callers whom the carrier refused before us on a day (話中), as somebody told us.

    The latest of a day counts; the ones before stay, so that nobody changes a number unseen.
    """

    __tablename__ = "carrier_busy"

    day: date = Field(primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    calls: int = Field(sa_type=BigInteger)
    source: str
    who: str
    noted_at: datetime = Field(sa_type=UtcDateTime)
