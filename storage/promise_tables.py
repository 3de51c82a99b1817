"""Rows of what was promised: callbacks, questions to the client, handed-up calls, complaints.

Calls are named without a foreign key (their rows are a projection), callers by ids of the people's
store. Closed sets are stored as their plain words.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime

PROMISED = "promise-"
"""How the id of a callback begins by which a promise is called."""


def call_of(promise: int) -> str:
    """Name the callback by which a promise is called."""
    return f"{PROMISED}{promise}"


def promise_of(callback: str) -> int | None:
    """Give the number of the promise that is called by a callback; None if it is no promise's."""
    number = callback.removeprefix(PROMISED)
    return int(number) if number != callback and number.isdigit() else None


class PromisedCall(SQLModel, table=True):
    """A promise to call somebody back; open while `closed_at` is null."""

    __tablename__ = "promised_calls"
    __table_args__ = (Index(None, "closed_at", "due_at"), Index(None, "owner"))

    id: int | None = Field(default=None, primary_key=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_by: str = Field(foreign_key="staff.id")
    call: str | None = None
    record: str | None = Field(default=None, foreign_key="inquiries.id")
    phone: str
    """Id of the number in the people's store."""
    owner: str = Field(foreign_key="staff.id")
    due_at: datetime = Field(sa_type=UtcDateTime)
    about: str
    tries: int = 0
    """How often nobody was reached."""
    tried_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: str | None = Field(default=None, foreign_key="staff.id")
    end: str | None = None
    """`reached` or `withdrawn`."""


class Ticket(SQLModel, table=True):
    """One question to the client, from the caller's mouth to the caller's ear (SPR-II-3-3-イ)."""

    __tablename__ = "tickets"
    __table_args__ = (Index(None, "step", "step_since"),)

    id: str = Field(primary_key=True)
    call: str | None = None
    record: str | None = Field(default=None, foreign_key="inquiries.id")
    phone: str | None = None
    """Id of the caller's number; None if it was withheld."""
    question: str
    due_at: datetime = Field(sa_type=UtcDateTime)
    """By when the caller was told to hear of us."""
    step: str
    step_since: datetime = Field(sa_type=UtcDateTime)
    answer: str = ""
    """What was agreed with the client."""


class TicketStep(SQLModel, table=True):
    """One step of a question: who took it, when, by what means."""

    __tablename__ = "ticket_steps"

    ticket: str = Field(primary_key=True, foreign_key="tickets.id")
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    step: str
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="staff.id")
    person: str = ""
    """Who was spoken to on the other side."""
    means: str = ""
    text: str = ""


class Escalation(SQLModel, table=True):
    """A call that an agent hands up to a supervisor, with what it is about."""

    __tablename__ = "escalations"
    __table_args__ = (Index(None, "closed_at"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    staff: str = Field(foreign_key="staff.id")
    seat: str | None = None
    call: str | None = None
    record: str | None = Field(default=None, foreign_key="inquiries.id")
    about: str
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    taken_by: str | None = Field(default=None, foreign_key="staff.id")
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ComplaintReport(SQLModel, table=True):
    """What the client must hear of a complaint (SPR-II-3-4-オ); begun as its record is closed."""

    __tablename__ = "complaint_reports"
    __table_args__ = (Index(None, "reported_at", "due_on"),)

    record: str = Field(primary_key=True, foreign_key="inquiries.id")
    day: date
    """The business date on which it was recorded."""
    due_on: date
    """The last day on which it may stand in a daily report (日次報告書)."""
    is_urgent: bool
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When somebody of the client was reached, for an urgent one."""
    told_person: str = ""
    told_means: str = ""
    told_by: str | None = Field(default=None, foreign_key="staff.id")
    reported_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the daily report that has it was handed in."""
    reported_by: str | None = Field(default=None, foreign_key="staff.id")
