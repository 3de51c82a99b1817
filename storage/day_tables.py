"""Rows of the day's close: who closed a day, when, and what was open."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class DayClose(SQLModel, table=True):
    """A day was closed; one that is closed anew gets another row, and none is ever changed."""

    __tablename__ = "day_closes"

    day: date = Field(primary_key=True)
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """Counts the closings of a day, from 1."""
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    """Id of a person of the staff, or `cli:` and the operator's account."""
    answered: int
    """Answered calls of the day."""
    recorded: int
    """Those of them that have a record."""
    left_open: str
    """JSON: what was open, as a list of kind and id."""
    complaint_report: str = ""
    """Id of the draft that was made; empty if there was no complaint."""
    progress_list: str = ""
    """Id of the run that keeps the progress list as it stood; empty if none was made."""
