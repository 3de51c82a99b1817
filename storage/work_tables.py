"""Rows of work lists: whose work something is and by when, where its own row does not say so."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime


class WorkItem(SQLModel, table=True):
    """What supervisors decided about one line of a work list."""

    __tablename__ = "work_items"
    __table_args__ = (Index(None, "owner"),)

    list: str = Field(primary_key=True)
    """A word of `desk.work.WorkList`."""
    subject: str = Field(primary_key=True)
    """Id of what the line is about; of a missed caller the number's in the people's store."""
    owner: str | None = Field(default=None, foreign_key="staff.id")
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by: str = Field(foreign_key="staff.id")
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When somebody took it off the list; a caller who calls in vain later stands there anew."""
