"""Rows of packages of recordings for the client: the register of who got what, when and why."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime


class Submission(SQLModel, table=True):
    """One package, from the application to the password that was told.

    The archive itself is kept nowhere: what is erased from the vault has no copy here.
    """

    __tablename__ = "submissions"
    __table_args__ = (Index(None, "requested_at"),)

    id: str = Field(primary_key=True)
    state: str
    """`requested`, `approved`, `refused`, `made`, `told`."""
    recipient: str
    """提出先."""
    reference: str
    """Of the client's wish: number of the paper."""
    reason: str
    requested_by: str
    requested_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    made_by: str | None = None
    made_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    size: int | None = None
    """Bytes of the archive; `sha256` is of the same."""
    sha256: str | None = None
    password: bytes | None = None
    """Sealed under the instance's key; gone once it was shown."""
    received_by: str = ""
    """Who of the client took the archive."""
    handed_on: date | None = None
    told_by: str | None = None
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the password was shown."""


class SubmissionItem(SQLModel, table=True):
    """One recording of a package."""

    __tablename__ = "submission_items"
    __table_args__ = (Index(None, "call"),)

    submission: str = Field(primary_key=True, foreign_key="submissions.id")
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    call: str
    sha256: str
    """Of the sound, as the vault and the trail have it."""
