"""The rows of people's work on applications: send-backs, screenings, notices, protected persons,
files, kept views.

Content that is personal stands in columns of bytes alone, as in `case_tables`.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from storage.columns import UtcDateTime


class CaseSendBack(SQLModel, table=True):
    """One send-back (差し戻し) that was done in the online form's console."""

    __tablename__ = "case_send_backs"
    __table_args__ = (Index(None, "case"), Index(None, "answered_at", "done_at"))

    id: int | None = Field(default=None, primary_key=True)
    case: int = Field(foreign_key="cases.seq")
    revision: int
    """Of the case that was sent back."""
    text: bytes
    """What the applicant was told."""
    done_at: datetime = Field(sa_type=UtcDateTime)
    done_by: str
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When a corrected row came."""


class CaseProtection(SQLModel, table=True):
    """A person whom the client named as protected, while `ended_at` is null."""

    __tablename__ = "case_protections"
    __table_args__ = (Index(None, "person_key"),)

    id: int | None = Field(default=None, primary_key=True)
    source: int = Field(foreign_key="case_imports.id")
    person_key: bytes
    """Keyed hash of kana and birth date."""
    reason: bytes
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by: str = ""


class CaseScreening(SQLModel, table=True):
    """One screening (審査) of a case: leased to a person, decided, perhaps confirmed by another."""

    __tablename__ = "case_screenings"
    __table_args__ = (Index(None, "case"), Index(None, "decided_at", "leased_until"))

    id: int | None = Field(default=None, primary_key=True)
    case: int = Field(foreign_key="cases.seq")
    by: str
    begun_at: datetime = Field(sa_type=UtcDateTime)
    leased_until: datetime = Field(sa_type=UtcDateTime)
    result: str = ""
    """`suitable`, `unsuitable` or `put_back`; empty while it is open."""
    reason: str = ""
    checks: str = ""
    """JSON: the criteria that were ticked."""
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confirmed_by: str = ""
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CaseNotice(SQLModel, table=True):
    """One deficiency notice (不備通知) of a run; `day` is when it was handed over for posting."""

    __tablename__ = "case_notices"
    __table_args__ = (Index(None, "case"),)

    run: str = Field(primary_key=True, foreign_key="case_runs.id")
    case: int = Field(primary_key=True, foreign_key="cases.seq")
    n: int
    """Its place in the run."""
    day: date | None = None
    """Null until then: the two-week clock does not run."""


class CasePrint(SQLModel, table=True):
    """One sheet that came out of the printer, and whether it was right."""

    __tablename__ = "case_prints"
    __table_args__ = (Index(None, "run"),)

    id: int | None = Field(default=None, primary_key=True)
    run: str = Field(foreign_key="case_runs.id")
    n: int
    """The notice's place in its run."""
    result: str
    """`good`, `spoiled` or `pulled`."""
    at: datetime = Field(sa_type=UtcDateTime)
    by: str


class CaseView(SQLModel, table=True):
    """A filter of the list that a person keeps under a name."""

    __tablename__ = "case_views"
    __table_args__ = (Index(None, "staff"),)

    id: int | None = Field(default=None, primary_key=True)
    staff: str = Field(foreign_key="staff.id")
    name: str
    status: str = ""
    channel: str = ""
    code: str = ""


class CaseAttachment(SQLModel, table=True):
    """A file that goes with a case; given out once its scan says `clean`."""

    __tablename__ = "case_attachments"
    __table_args__ = (UniqueConstraint("case", "sha256"), Index(None, "scan"))

    id: int | None = Field(default=None, primary_key=True)
    case: int = Field(foreign_key="cases.seq")
    name: bytes
    media_type: str
    """By its content."""
    size: int
    sha256: str
    scan: str
    """`waiting`, `clean` or `infected`."""
    content: bytes
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    scanned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
