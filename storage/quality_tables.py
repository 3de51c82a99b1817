"""Rows of quality: scores that supervisors gave to talks, what was said of them, what was drawn."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from storage.columns import UtcDateTime


class Scoring(SQLModel, table=True):
    """One scorer's judgement of one person's talk; never changed once it is given."""

    __tablename__ = "scorings"
    __table_args__ = (
        UniqueConstraint("call", "staff", "scorer"),
        Index(None, "staff", "given_at"),
        Index(None, "given_at"),
    )

    id: str = Field(primary_key=True)
    call: str
    staff: str = Field(foreign_key="staff.id")
    """Whose talk it is."""
    scorer: str = Field(foreign_key="staff.id")
    sheet: str
    """Id of the score sheet."""
    sheet_hash: str
    """Names its content in the home's versions."""
    kind: str
    """`sample`, `chosen`, or `calibration`: another scorer was first."""
    points: float
    """Of 100; 0 if something was missed that must not be."""
    knocked_out: bool
    remark: str
    given_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the person scored first looked at it."""


class ScoringMark(SQLModel, table=True):
    """What was given for one criterion."""

    __tablename__ = "scoring_marks"

    scoring: str = Field(primary_key=True, foreign_key="scorings.id")
    criterion: str = Field(primary_key=True)
    given: int | None = None
    """Null: it did not occur in this call."""


class ScoringNote(SQLModel, table=True):
    """A comment on a scoring, at a place in the sound if it has one; answers, too."""

    __tablename__ = "scoring_notes"
    __table_args__ = (Index(None, "scoring"),)

    id: int | None = Field(default=None, primary_key=True)
    scoring: str = Field(foreign_key="scorings.id")
    by: str = Field(foreign_key="staff.id")
    at: datetime = Field(sa_type=UtcDateTime)
    at_s: float | None = None
    """Seconds from the sound's beginning."""
    text: str


class Sample(SQLModel, table=True):
    """One talk that a week's plan drew for being scored."""

    __tablename__ = "quality_samples"

    week: str = Field(primary_key=True)
    """ISO week, as `2026-W06`."""
    staff: str = Field(primary_key=True, foreign_key="staff.id")
    call: str = Field(primary_key=True)
    seed: str
    is_double: bool = False
    """Two score it, each without seeing the other's."""
    drawn_at: datetime = Field(sa_type=UtcDateTime)
