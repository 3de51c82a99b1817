"""Rows of what was decided of calls, and why: a projection of the log."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime


class CallDecision(SQLModel, table=True):
    """One decision; who was considered stands as JSON, as the log has it."""

    __tablename__ = "call_decisions"
    __table_args__ = (Index(None, "call"),)

    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """The record that has it."""
    i: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """Its place among the record's commands."""
    call: str
    at: datetime = Field(sa_type=UtcDateTime)
    decision: str
