"""The rows. All but `recordings` are a projection of the log: they can be made again from it.

Instants are UTC, durations seconds, callers ids of the people's store. Closed sets (states,
outcomes) are stored as their plain words, so that a new word needs no migration.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime

INBOUND, OUTBOUND = "inbound", "outbound"
"""Directions of a call."""


class Call(SQLModel, table=True):
    """One call, of a caller or to somebody; `outcome` is null while it is in progress.

    Of one that we made the caller is whom we called, and the outcome what the network answered.
    """

    __tablename__ = "calls"
    __table_args__ = (
        Index(None, "business_date", "outcome"),
        Index(None, "arrived_at"),
        Index(None, "caller", "arrived_at"),
        Index(None, "ended_at"),
    )

    id: str = Field(primary_key=True)
    line: str
    caller: str | None = None
    withheld: str | None = None
    arrived_at: datetime = Field(sa_type=UtcDateTime)
    business_date: date
    state: str
    state_since: datetime = Field(sa_type=UtcDateTime)
    holds_line: bool = False
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    outcome: str | None = None
    detail: str = ""
    seat: str | None = None
    guidance_s: float | None = None
    wait_s: float | None = None
    ring_s: float | None = None
    talk_s: float | None = None
    hold_s: float | None = None
    node: str = ""
    direction: str = INBOUND
    dialled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the number of an outbound call was dialled; null if it never was."""
    contact: str = ""
    """Of whose attempt an outbound call is."""
    dialled_by: str = ""
    """Who pressed; empty if the campaign dialled."""
    language: str = "ja"
    """What the caller chose in a flow."""
    ways: str = ""
    """JSON of the ways through flows that were gone, and how often; empty if none."""
    collected: str = ""
    """JSON of what they keyed there that is no secret, by the variable, with the flow that asked
    for it (`version/flow`) where that was noted; empty if nothing."""
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the talk ended, before the caller was hung up on; null if there was none."""


class Recording(SQLModel, table=True):
    """The sound of one call: pending until its file is in the home, or known to be lost."""

    __tablename__ = "recordings"
    __table_args__ = (Index(None, "state"),)

    call: str = Field(primary_key=True, foreign_key="calls.id")
    state: str
    """`pending`, `kept`, `lost` or `erased`."""
    caller_part: str | None = None
    """Asterisk's name of the caller's side, as commanded."""
    seat_part: str | None = None
    """The seat's, or several divided by spaces: a leg that was lost in mid-talk has its own."""
    seats_left: str = ""
    """When each leg of a seat before the last left the talk (ISO 8601, `-` if it was lost)."""
    path: str | None = None
    """Relative to the home: a plain file until the vault has it (`storage.vault_tables`)."""
    duration_s: float | None = None
    why: str = ""
    """Why it is lost, or what is wrong with what is kept."""


class Seat(SQLModel, table=True):
    """What a seat does now."""

    __tablename__ = "seats"

    id: str = Field(primary_key=True)
    state: str
    since: datetime = Field(sa_type=UtcDateTime)
    reason: str = ""
    call: str | None = None
    registered: bool = False
    held: bool = False


class Alarm(SQLModel, table=True):
    """One time that an alarm was raised; it stands while `cleared_at` is null."""

    __tablename__ = "alarms"

    n: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    """The record that raised it."""
    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    detail: str = ""
    raised_at: datetime = Field(sa_type=UtcDateTime)
    cleared_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Projected(SQLModel, table=True):
    """How far the log is applied: one row, which its transactions lock first."""

    __tablename__ = "projection"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    n: int = Field(sa_type=BigInteger)
    """The last record applied; 0 before the first."""
    instance: str
    """Name of the instance whose log it is; empty until the first records came."""
