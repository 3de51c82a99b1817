"""Rows that sum up the calls: a projection, kept in the transaction that files each call.

A week's figures are read from some hundred of these instead of all its calls. Times are whole
milliseconds, so that sums are the same in whatever order they are added. No person is named here.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class CallSlot(SQLModel, table=True):
    """The ended calls of one line that arrived in one half-hour and ended in one way."""

    __tablename__ = "call_slots"

    business_date: date = Field(primary_key=True)
    slot: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    """The instant at which the half-hour begins."""
    line: str = Field(primary_key=True)
    outcome: str = Field(primary_key=True)
    calls: int = Field(sa_type=BigInteger)
    guidance_ms: int = Field(sa_type=BigInteger)
    wait_ms: int = Field(sa_type=BigInteger)
    ring_ms: int = Field(sa_type=BigInteger)
    talk_ms: int = Field(sa_type=BigInteger)
    hold_ms: int = Field(sa_type=BigInteger)


class CallSpeed(SQLModel, table=True):
    """The ended calls of one day and outcome that came to a seat, or gave up, in one second."""

    __tablename__ = "call_speeds"

    business_date: date = Field(primary_key=True)
    outcome: str = Field(primary_key=True)
    since: str = Field(primary_key=True)
    """From when it is counted: `arrival`, or `queue`."""
    second: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """An answered call's seconds rounded up ("within n"), another's rounded down ("under n")."""
    calls: int = Field(sa_type=BigInteger)


class CallerDay(SQLModel, table=True):
    """How many known callers had, on one day, calls that ended in exactly these ways."""

    __tablename__ = "caller_days"

    business_date: date = Field(primary_key=True)
    outcomes: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """A set: one bit for each outcome, in the order of `rollups.BITS`."""
    callers: int = Field(sa_type=BigInteger)


class CallDigest(SQLModel, table=True):
    """The hashes of one day's ended calls, added up word by word: a name of the list of calls.

    Two lists that differ in a call, a time or an outcome have other sums.
    """

    __tablename__ = "call_digests"

    business_date: date = Field(primary_key=True)
    word: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """Which 32 bits of the SHA-256 of each call's line, from 0 to 7."""
    sum: int = Field(sa_type=BigInteger)
