"""Rows about the people who work here. Secrets are hashes or sealed; names stand nowhere else."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime


class Staff(SQLModel, table=True):
    """One person of the staff; never deleted, so that old entries keep their meaning."""

    __tablename__ = "staff"

    id: str = Field(primary_key=True)
    login: str = Field(unique=True)
    """What is typed at sign-in, in lower case."""
    name: str
    role: str
    language: str = "ja"
    password_hash: str
    password_at: datetime = Field(sa_type=UtcDateTime)
    must_change: bool = True
    """The password was made by somebody else and opens nothing but its own change."""
    totp_secret: bytes | None = None
    """Sealed under the instance's key."""
    totp_confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    totp_step: int = Field(default=0, sa_type=BigInteger)
    """The last time step whose code was taken: no code is taken twice."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class FormerPassword(SQLModel, table=True):
    """A password that was in use before; kept as long as it must not be used again."""

    __tablename__ = "staff_former_passwords"

    staff: str = Field(primary_key=True, foreign_key="staff.id")
    password_hash: str = Field(primary_key=True)
    """Salted, so that no two are the same."""
    until: datetime = Field(sa_type=UtcDateTime)


class RecoveryCode(SQLModel, table=True):
    """A code that replaces the second factor once."""

    __tablename__ = "staff_recovery_codes"

    code_hash: str = Field(primary_key=True)
    staff: str = Field(foreign_key="staff.id", index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Failure(SQLModel, table=True):
    """Failed attempts at one name, whether or not there is such a person."""

    __tablename__ = "sign_in_failures"

    name_hash: str = Field(primary_key=True)
    count: int
    last_at: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)
    """Before this instant no attempt is looked at."""


class Session(SQLModel, table=True):
    """One sign-in, from the password to its end; found by the hash of the cookie's token."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "staff", "ended_at"), Index(None, "seat", "ended_at"))

    id: str = Field(primary_key=True)
    """Says nothing; the trail names sessions by it."""
    token_hash: str = Field(unique=True)
    staff: str = Field(foreign_key="staff.id")
    stage: str
    """`active`, or what the person still has to do (`desk.stages`)."""
    address: str
    began_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    """The last time that the person did something."""
    locked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_why: str = ""
    seat: str | None = None


class Designation(SQLModel, table=True):
    """From when to when a person may handle personal data (従事者名簿)."""

    __tablename__ = "designations"

    id: str = Field(primary_key=True)
    staff: str = Field(foreign_key="staff.id", index=True)
    first_day: date
    last_day: date | None = None
    """Included; None while it goes on."""
    noted_at: datetime = Field(sa_type=UtcDateTime)
    noted_by: str
