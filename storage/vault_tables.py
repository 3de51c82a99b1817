"""Rows about the sound that is kept: what lies in the vault, who may not touch it, what was erased.

Calls are named without a foreign key: their rows are a projection that can be made again, and what
was erased is told longer than the call is.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, Index, SQLModel

from storage.columns import UtcDateTime


class KeptSound(SQLModel, table=True):
    """The sound of one call in the vault, with what it tells without being listened to."""

    __tablename__ = "kept_sounds"
    __table_args__ = (
        Index(None, "business_date"),
        Index(None, "arrived_at", "call"),
        Index(None, "erase_on"),
        Index(None, "erasure"),
    )

    call: str = Field(primary_key=True)
    business_date: date
    arrived_at: datetime = Field(sa_type=UtcDateTime)
    """The call's, so that a page of the list is cut out of one index."""
    stored_at: datetime = Field(sa_type=UtcDateTime)
    name: str
    """In the store."""
    codec: str
    bytes: int
    """Of the sound, encoded."""
    sha256: str
    """Of the same; also in the audit trail."""
    duration_s: float
    caller_peak_db: float | None = None
    seat_peak_db: float | None = None
    caller_speech_db: float | None = None
    seat_speech_db: float | None = None
    caller_speech_s: float | None = None
    seat_speech_s: float | None = None
    both_s: float | None = None
    silence_s: float | None = None
    retention: str = ""
    """Id of the campaign's class of periods."""
    erase_on: date | None = None
    """From this day on its erasure is asked for; None: never by itself."""
    is_closed: bool = False
    """Its caller refused: nobody may hear it, and it is erased under the standing consent."""
    erasure: str | None = None
    """Id of the erasure that it is part of."""
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SoundShape(SQLModel, table=True):
    """Waveform and silences of one kept sound; goes with it."""

    __tablename__ = "sound_shapes"

    call: str = Field(primary_key=True, foreign_key="kept_sounds.call")
    peaks: bytes
    silences: str
    """JSON: pairs of seconds in which nobody spoke."""
    muted: str
    """JSON: pairs of seconds of digital silence, of `both`, `caller`, `seat`; older: of both."""


class SoundListening(SQLModel, table=True):
    """One person listens to one recording, for a purpose that was told before."""

    __tablename__ = "sound_listenings"

    id: str = Field(primary_key=True)
    """Says nothing; addresses name it."""
    call: str = Field(index=True)
    staff: str
    purpose: str
    began_at: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)


class CallMark(SQLModel, table=True):
    """One event of a call, to be jumped to in its sound: a projection of the log."""

    __tablename__ = "call_marks"

    call: str = Field(primary_key=True)
    n: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    """The record's number."""
    kind: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    seat: str | None = None
    by: str | None = None
    """Who wanted it."""
    why: str = ""


class SoundHold(SQLModel, table=True):
    """A legal hold: while it stands the sound of a call is not erased."""

    __tablename__ = "sound_holds"
    __table_args__ = (Index(None, "call", "released_at"),)

    id: str = Field(primary_key=True)
    call: str
    why: str
    """`complaint`, or what a person gave as reason: `request`, `dispute`."""
    placed_at: datetime = Field(sa_type=UtcDateTime)
    placed_by: str
    released_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    released_by: str | None = None


class Erasure(SQLModel, table=True):
    """One erasure, from the application with its five fields to the report (SPR-I-7-4)."""

    __tablename__ = "erasures"
    __table_args__ = (Index(None, "state"),)

    id: str = Field(primary_key=True)
    state: str
    """`requested`, `approved`, `refused`, `done`."""
    kind: str = "sound"
    """What it erases: `sound` or `file`, of applicants `kept_file`; `standing` and `day_file` go
    under the standing consent."""
    item: str
    """項目."""
    medium: str
    """媒体名."""
    quantity: int
    """数量."""
    method: str
    """方法."""
    planned_on: date
    """処理予定日."""
    reason: str
    requested_by: str
    requested_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reference: str = ""
    """Of the client's consent: number and date of the paper."""
    consented_on: date | None = None
    done_by: str | None = None
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    witness: str | None = None
    """Who was present."""
    audit_n: int | None = None
    """Number of the trail's entry that tells of its execution."""
    certificate_sha256: str | None = None


class ErasureItem(SQLModel, table=True):
    """One thing that an erasure is about."""

    __tablename__ = "erasure_items"

    erasure: str = Field(primary_key=True, foreign_key="erasures.id")
    subject: str = Field(primary_key=True)
    """Id of the call, a file's path, or `import:N`."""
    sha256: str
    """Of what was erased."""
    bytes: int
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
