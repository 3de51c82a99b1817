"""Who talked in a call, and how well each end was heard: a projection of the log."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime


class CallTalk(SQLModel, table=True):
    """A seat talked with the caller: its person has a part in the call's record."""

    __tablename__ = "call_talks"
    __table_args__ = (Index(None, "seat", "began_at"),)

    call: str = Field(primary_key=True)
    seat: str = Field(primary_key=True)
    began_at: datetime = Field(sa_type=UtcDateTime)
    """For the first time."""


class LegQuality(SQLModel, table=True):
    """How one end of a call was heard, as measured last before it ended."""

    __tablename__ = "leg_quality"

    leg: str = Field(primary_key=True)
    call: str = Field(index=True)
    seat: str
    """Whose end; empty: the caller's."""
    loss_percent: float
    jitter_ms: float
    round_trip_ms: float | None = None
    """None if the far end tells nothing of what it hears."""
