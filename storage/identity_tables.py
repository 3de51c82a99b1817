"""Rows of identity checks: who found whom to be whose caller, in which call, and by what.

They hold no answer of the caller, only which of them fitted.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime


class IdentityCheck(SQLModel, table=True):
    """One try to find out whether a caller is a case's applicant, or speaks for them."""

    __tablename__ = "identity_checks"
    __table_args__ = (Index(None, "call", "staff"), Index(None, "caller"), Index(None, "case"))

    id: int | None = Field(default=None, primary_key=True)
    call: str
    """Its row is a projection, so there is no foreign key."""
    caller: str | None = None
    """Id of the caller's number in the people's store."""
    case: int = Field(foreign_key="cases.seq")
    staff: str = Field(foreign_key="staff.id")
    at: datetime = Field(sa_type=UtcDateTime)
    relation: str
    """`self`, `proxy` or `helper`."""
    items: str
    """What fitted, words divided by spaces."""
    is_passed: bool
