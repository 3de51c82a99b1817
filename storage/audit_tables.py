"""The rows of the audit trail; `storage.audit` is their only writer, and the database helps.

Triggers refuse every change and deletion of an entry (migration 0002).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime


class AuditEntry(SQLModel, table=True):
    """Who did what to what, when, from where; ids instead of names."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "who", "at"), Index(None, "subject"))

    n: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime)
    who: str
    origin: str
    """The address that it came from, `cli` for the command line."""
    action: str
    subject: str
    detail: str
    """A JSON object with sorted keys."""
    hash: str
    """SHA-256 over the hash before and everything above, in hexadecimal."""


class AuditHead(SQLModel, table=True):
    """The last entry's number and hash: one row, which every writer locks first."""

    __tablename__ = "audit_head"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    n: int = Field(sa_type=BigInteger)
    hash: str
