"""Voice messages that callers left: work for somebody, until it is done."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime


class Message(SQLModel, table=True):
    """The voice message of one call; the row is made when the call ends."""

    __tablename__ = "messages"
    __table_args__ = (
        Index(None, "part"),
        Index(None, "state", "handled_at"),
        Index(None, "caller", "handled_at"),
    )

    call: str = Field(primary_key=True, foreign_key="calls.id")
    part: str
    """Asterisk's name of the recording; the vault knows its sound by it."""
    caller: str | None = None
    """Id of the people's store."""
    left_at: datetime = Field(sa_type=UtcDateTime)
    """When the call ended."""
    state: str
    """`pending`, `kept`, `silent` (nobody spoke), `lost` or `erased`."""
    path: str | None = None
    """Relative to the home: a plain file until the vault has it, as a recording's."""
    duration_s: float | None = None
    why: str = ""
    """Why it is lost."""
    assigned_to: str | None = None
    """Id of the person of the staff who is to see to it."""
    assigned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    handled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    handled_by: str | None = None
    """Id of a person of the staff, or the operator of the command line."""
