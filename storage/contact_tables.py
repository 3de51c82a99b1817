"""The rows of calling applicants: attempts with their leases, barred numbers, what was reported.

Content that is personal stands in columns of bytes alone, as in `case_tables`; a number is an id of
the people's store, or a keyed hash.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime


class ContactAttempt(SQLModel, table=True):
    """One attempt (架電), from the lease on; its id is the outbound call's.

    Leased while `begun_at` is null; under way while `result` is empty.
    """

    __tablename__ = "contact_attempts"
    __table_args__ = (
        Index(None, "result", "begun_at"),
        Index(None, "person"),
        Index(None, "phone_key"),
        Index(None, "leased_at"),
    )

    id: str = Field(primary_key=True)
    contact: str
    n: int
    """Which attempt of its round, 1 is the first; what was skipped or failed is not counted."""
    mode: str
    """`preview` or `progressive`."""
    person: str
    """Id of the number in the people's store."""
    phone_key: bytes
    leased_at: datetime = Field(sa_type=UtcDateTime)
    leased_until: datetime = Field(sa_type=UtcDateTime)
    staff: str = ""
    """Who has it before them, and what they did is theirs."""
    seat: str = ""
    begun_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it was confirmed: from here on it may have been dialled."""
    dialled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    network: str = ""
    """What the network said, in the words of `callcenter.outcome.DialResult`."""
    answerer: str = ""
    result: str = ""
    """A word of `cases.contact_result.Result`."""
    result_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    skip: str = ""
    again_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next: str = ""
    returned_call: str = ""
    """The last call in which they called back; those before it are `ContactReturn`s."""
    returned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    returned_staff: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Who answered that call; `staff` stays who had called."""
    returned_result: str = ""
    """What came of that; a word of `Result`, empty until somebody recorded it."""


class ContactReturn(SQLModel, table=True):
    """A call in which somebody called back before the one that the attempt names itself.

    It was not the applicant, so that another call could return the attempt as well.
    """

    __tablename__ = "contact_returns"
    __table_args__ = (Index(None, "attempt"), Index(None, "at"))

    call: str = Field(primary_key=True)
    attempt: str = Field(foreign_key="contact_attempts.id")
    at: datetime = Field(sa_type=UtcDateTime)
    staff: str
    """Who answered it."""
    result: str
    """A word of `Result`."""


class ContactAttemptCase(SQLModel, table=True):
    """One of the cases that an attempt is about."""

    __tablename__ = "contact_attempt_cases"
    __table_args__ = (Index(None, "case"),)

    attempt: str = Field(primary_key=True, foreign_key="contact_attempts.id")
    case: int = Field(primary_key=True, foreign_key="cases.seq")


class ContactBar(SQLModel, table=True):
    """A number that is not dialled, while `ended_at` is null."""

    __tablename__ = "contact_bars"
    __table_args__ = (Index(None, "phone_key"),)

    id: int | None = Field(default=None, primary_key=True)
    phone_key: bytes
    kind: str
    """A word of `cases.contact.Bar`."""
    attempt: str = ""
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by: str = ""
    ended_why: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """A word of `cases.contact_mending.Why`."""


class ContactCorrection(SQLModel, table=True):
    """A result that was put in the place of a wrong one; the words are of `Result` and `Why`."""

    __tablename__ = "contact_corrections"
    __table_args__ = (Index(None, "attempt"),)

    id: int | None = Field(default=None, primary_key=True)
    attempt: str = Field(foreign_key="contact_attempts.id")
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    before: str
    after: str
    why: str


class SuspiciousCall(SQLModel, table=True):
    """Somebody was called in our name and asks about it (不審電話); told until `seen_at`.

    One that is not ours is seen to by telling the client.
    """

    __tablename__ = "suspicious_calls"
    __table_args__ = (Index(None, "seen_at"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    phone_key: bytes
    """Of the number that was called."""
    is_ours: bool
    """We had called that number in the fortnight before."""
    told: bytes
    """What was said, as the caller tells it."""
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seen_by: str = ""
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When somebody of the client was reached; `seen_by` did it."""
    told_person: str = Field(default="", sa_column_kwargs={"server_default": ""})
    told_means: str = Field(default="", sa_column_kwargs={"server_default": ""})


class ContactInstruction(SQLModel, table=True):
    """What the client said of a case that could not be reached; the last one counts."""

    __tablename__ = "contact_instructions"
    __table_args__ = (Index(None, "case"),)

    id: int | None = Field(default=None, primary_key=True)
    case: int = Field(foreign_key="cases.seq")
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    returnable: str
    """`yes`, `no` or `ask`."""
    text: bytes
