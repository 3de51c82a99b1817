"""Rows of reports: what was frozen, who brought it how far, and which files were given out."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
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


class CheckedDifference(SQLModel, table=True):
    """Somebody looked into a call that is not the same in Asterisk's book, and says why."""

    __tablename__ = "checked_differences"

    day: date = Field(primary_key=True)
    call: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    """How it differs, by the word of `metrics.reconciled`."""
    why: str
    who: str
    at: datetime = Field(sa_type=UtcDateTime)


class Incident(SQLModel, table=True):
    """Something that went wrong with personal data (事故), as it was known at one time.

    The latest version of a number counts; the ones before stay, so that nobody alters it unseen.
    """

    __tablename__ = "incidents"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str
    """A word of a closed set (`desk.incidents`)."""
    found_at: datetime = Field(sa_type=UtcDateTime)
    """When somebody here learned of it."""
    persons: int | None = None
    """How many persons' data it concerns; None: not known yet."""
    what: str
    """What happened, without anybody's name."""
    measures: str = ""
    """What was done, and what is to keep it from coming again."""
    cause: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Why it came, as far as it is known."""
    is_suspected: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """It is feared, and not certain yet."""
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the client was told."""
    is_closed: bool = False
    who: str
    noted_at: datetime = Field(sa_type=UtcDateTime)
