"""Rows of time: what each seat did from when on, and who sat there from when to when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime


class SeatSpell(SQLModel, table=True):
    """From this instant on a seat does this, until its next spell; a projection of the log."""

    __tablename__ = "seat_spells"
    __table_args__ = (Index(None, "seat", "began_at"),)

    n: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    """The record that showed it."""
    seat: str = Field(primary_key=True)
    state: str
    reason: str = ""
    held: bool = False
    began_at: datetime = Field(sa_type=UtcDateTime)


class SeatStay(SQLModel, table=True):
    """A person at a seat; still there while `ended_at` is null."""

    __tablename__ = "seat_stays"
    __table_args__ = (Index(None, "began_at"), Index(None, "session"))

    id: int | None = Field(default=None, primary_key=True)
    session: str = Field(foreign_key="sessions.id")
    staff: str = Field(foreign_key="staff.id")
    seat: str
    began_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
