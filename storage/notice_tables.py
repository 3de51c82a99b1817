"""Rows of what supervisors tell everybody at the seats."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime


class FloorNotice(SQLModel, table=True):
    """One notice; it stands until its end, or until somebody takes it down."""

    __tablename__ = "floor_notices"
    __table_args__ = (Index(None, "ends_at"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    """Id of a person of the staff, or `cli:` and the operator's account."""
    text: str
    ends_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
