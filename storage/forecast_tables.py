"""Rows of what was foretold, of who worked when, and of what supervisors' levers brought."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime


class DayForecast(SQLModel, table=True):
    """What was told of an open day before it began; never altered afterwards."""

    __tablename__ = "day_forecasts"

    day: date = Field(primary_key=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
    offered: float
    """Calls in the denominator of the answer rate: the middle of what is expected."""
    low: float
    high: float
    """Eight of ten days end between these."""
    learned_days: int


class SlotForecast(SQLModel, table=True):
    """The same by half-hour."""

    __tablename__ = "slot_forecasts"

    slot: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    day: date = Field(foreign_key="day_forecasts.day", index=True)
    offered: float


class SlotStaffing(SQLModel, table=True):
    """How long seats worked in a half-hour of an open day that is over."""

    __tablename__ = "slot_staffing"

    slot: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    day: date = Field(index=True)
    open_ms: int = Field(sa_type=BigInteger)
    """So much of it lies within the hours."""
    working_ms: int = Field(sa_type=BigInteger)
    """Of all seats together: ready, ringing, talking or in wrap-up."""


class Outlook(SQLModel, table=True):
    """What was told last of a day and its week, as the board showed it."""

    __tablename__ = "outlooks"

    day: date = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    content: str
    """JSON of `metrics.forecast.told.Told`."""


class LeverPull(SQLModel, table=True):
    """A lever that was pulled, what was expected of it then, and what was measured afterwards."""

    __tablename__ = "lever_pulls"
    __table_args__ = (Index(None, "day"),)

    n: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    """The record of the log in which it was pulled."""
    day: date
    at: datetime = Field(sa_type=UtcDateTime)
    lever: str
    reason: str = ""
    """Of a recall: for which the people were away."""
    chance: float
    """The probability that the day reaches the target, as told just before."""
    expected_chance: float
    """As expected with the lever pulled."""
    expected_saves: float
    """Calls until the day's end."""
    seats: float
    """That took calls before; `lines` and the other values say how callers were served then."""
    lines: int
    handling_s: float
    patience_s: float
    early: float
    factor: float
    measured_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    offered: int = 0
    """Calls since then."""
    lost: int = 0
    would_lose: float = 0.0
    """Of as many calls, served as before."""
    more_seats: int = 0
    """By so many the day's seats were raised; `more_lines` says the same of its lines."""
    more_lines: int = 0
