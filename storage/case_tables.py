"""The rows of applications: what was written, what happened to it, and what was made of it.

Unlike calls they are no projection: nobody else has them. Personal content stands only in columns
of bytes (`document`, `old`, `new`, `content`), which `cases.vault` seals where the campaign
asks for it, and keyed hashes (`..._key`, `token`) find it again. `seq` is the number within a
receipt number.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, Index, Relationship, SQLModel

from storage.columns import UtcDateTime


class CaseDocument(SQLModel, table=True):
    """What an applicant wrote, beside the case itself: many cases change at once, no text does."""

    __tablename__ = "case_documents"

    seq: int = Field(
        primary_key=True, foreign_key="cases.seq", sa_column_kwargs={"autoincrement": False}
    )
    document: bytes


class Case(SQLModel, table=True):
    """One application, or one person who is paid without one (push)."""

    __tablename__ = "cases"
    __table_args__ = (
        Index(None, "status", "status_since"),
        Index(None, "phone_key"),
        Index(None, "account_key"),
        Index(None, "household_key"),
        Index(None, "birth_on"),
    )

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: str = Field(unique=True)
    """Receipt number (受付番号)."""
    kind: str
    """`application` or `push`."""
    channel: str
    external_id: str | None = Field(default=None, unique=True)
    """The online form's own id, or the client's key of a person."""
    status: str
    status_since: datetime = Field(sa_type=UtcDateTime)
    received_at: datetime = Field(sa_type=UtcDateTime)
    birth_on: date | None = None
    phone_key: bytes | None = None
    account_key: bytes | None = None
    household_key: bytes | None = None
    """Of the address; null in rows that were written before there was one, until they change."""
    is_protected: bool = False
    """責任者対応: somebody in it stands in `case_protections`."""
    revision: int = 1
    form: str
    """Content hash of the schema by which it was last judged."""
    digest: bytes
    """Keyed hash of the document: the same content gives the same one."""
    source: int | None = Field(default=None, foreign_key="case_imports.id")
    """The import that brought it; null if it was typed from paper."""
    paper: CaseDocument = Relationship(sa_relationship_kwargs={"lazy": "joined", "uselist": False})
    """Read with the case, where that is read whole; joined from outside: a case may be, too."""


class CaseNumber(SQLModel, table=True):
    """The last number given: one row, which everybody who adds cases locks first."""

    __tablename__ = "case_numbers"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    last: int
    segment: int
    """The last segment of the search index."""


class CaseChange(SQLModel, table=True):
    """One field that was changed; the first revision has none."""

    __tablename__ = "case_changes"
    __table_args__ = (Index(None, "case"),)

    id: int | None = Field(default=None, primary_key=True)
    case: int = Field(foreign_key="cases.seq")
    revision: int
    field: str
    child: int
    old: bytes
    new: bytes
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    source: str
    """`import:3`, `entry`, ..."""
    form: str


class CaseMove(SQLModel, table=True):
    """One step of a case's life."""

    __tablename__ = "case_moves"
    __table_args__ = (Index(None, "case"),)

    id: int | None = Field(default=None, primary_key=True)
    case: int = Field(foreign_key="cases.seq")
    happening: str
    before: str
    after: str
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    reason: str = ""


class CaseDeficiency(SQLModel, table=True):
    """Something that is missing or wrong (不備), open while `closed_at` is null."""

    __tablename__ = "case_deficiencies"
    __table_args__ = (Index(None, "case"), Index(None, "closed_at", "code"))

    id: int | None = Field(default=None, primary_key=True)
    case: int = Field(foreign_key="cases.seq")
    code: str
    field: str
    child: int
    severity: str
    shape: str = ""
    """The value, masked."""
    found_by: str
    """`rule`, `contractor`, `client` or `bank`."""
    found_at: datetime = Field(sa_type=UtcDateTime)
    finder: str
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closer: str = ""
    how: str = ""
    """`corrected`, `supplied`, `waived` or `mistaken`."""
    note: bytes | None = None
    """What the finder wrote."""


class CaseImport(SQLModel, table=True):
    """One file that was read in, or is being read."""

    __tablename__ = "case_imports"
    __table_args__ = (Index(None, "kind", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    file_name: str
    sha256: str
    size: int
    encoding: str
    day: date
    """The campaign's calendar day on which it came."""
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    state: str
    """`running`, `done`."""
    form: str
    lines: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    refused: int = 0
    deficient: int = 0


class CaseReference(SQLModel, table=True):
    """One child that was or will be paid elsewhere: what the duplicate check looks at."""

    __tablename__ = "case_references"

    source: int = Field(primary_key=True, foreign_key="case_imports.id")
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    document: bytes


class CaseGram(SQLModel, table=True):
    """Which cases hold two neighbouring letters: one segment's list for one keyed token."""

    __tablename__ = "case_grams"

    token: bytes = Field(primary_key=True)
    segment: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    cases: bytes
    """`seq`, 32 bit each, little-endian."""


class CaseBundle(SQLModel, table=True):
    """What many cases say, copied column by column for who looks at all of them.

    `cases.bundles` alone writes and reads it, and can do without it. What erases a document erases
    the bundles that its number lies in.
    """

    __tablename__ = "case_bundles"

    id: int | None = Field(default=None, primary_key=True)
    first: int
    last: int
    """The lowest and the highest `seq` in it."""
    content: bytes


class CaseRun(SQLModel, table=True):
    """Something made of the cases once: a duplicate check, a payment run, a list handed over."""

    __tablename__ = "case_runs"

    id: str = Field(primary_key=True)
    kind: str
    state: str
    """`closed` or `cancelled`; a run that does not close leaves no row."""
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    cases: int
    amount: int = Field(sa_type=BigInteger)
    """Yen; 0 for a check."""
    details: str
    """JSON: what its kind needs (the day of payment and its check, what a check found, ...)."""
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cancelled_by: str = ""
    cancelled_why: str = ""


class CaseRunFile(SQLModel, table=True):
    """One product of a run, byte for byte."""

    __tablename__ = "case_run_files"

    run: str = Field(primary_key=True, foreign_key="case_runs.id")
    name: str = Field(primary_key=True)
    sha256: str
    size: int
    content: bytes


class CaseRunItem(SQLModel, table=True):
    """One case in a run."""

    __tablename__ = "case_run_items"
    __table_args__ = (Index(None, "case"),)

    run: str = Field(primary_key=True, foreign_key="case_runs.id")
    case: int = Field(primary_key=True, foreign_key="cases.seq")
    amount: int = Field(sa_type=BigInteger)
    returned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the bank's word came that it was not paid."""


class CaseHold(SQLModel, table=True):
    """A case that the duplicate check held or blocked, until somebody released it."""

    __tablename__ = "case_holds"
    __table_args__ = (Index(None, "case"),)

    id: int | None = Field(default=None, primary_key=True)
    case: int = Field(foreign_key="cases.seq")
    run: str = Field(foreign_key="case_runs.id")
    """The duplicate check that found it."""
    level: str
    against: str
    """The other case's receipt number, or the reference's place."""
    is_block: bool
    at: datetime = Field(sa_type=UtcDateTime)
    released_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    released_by: str = ""
    reason: str = ""


class CaseSight(SQLModel, table=True):
    """Who saw which case, and how."""

    __tablename__ = "case_sights"
    __table_args__ = (Index(None, "case"),)

    id: int | None = Field(default=None, primary_key=True)
    case: int = Field(foreign_key="cases.seq")
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    how: str
