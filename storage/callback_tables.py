"""The rows of callbacks: a projection of the log, as calls are."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime


class Callback(SQLModel, table=True):
    """One promise to call a number back, and what became of it."""

    __tablename__ = "callbacks"
    __table_args__ = (Index(None, "state", "due"),)

    id: str = Field(primary_key=True)
    person: str
    """Id of the number in the people's store."""
    state: str
    since: datetime = Field(sa_type=UtcDateTime)
    promised_at: datetime = Field(sa_type=UtcDateTime)
    due: datetime = Field(sa_type=UtcDateTime)
    tries: int = 0
    taken_from: str = ""
    """The call in which it was taken; empty if somebody promised it otherwise."""
    promised_by: str = ""
    """Who promised; empty if the caller chose it in a flow."""
    why: str = ""
    """Of one that is cancelled: `called_again`, or `withdrawn` by a person."""
    seat: str | None = None
