"""Rows of what helps while talking: articles with their versions, referral lists, open questions.

A version's text is never changed once it was handed in: what is corrected is a new version. The
columns `folded` hold the same text as the ear and a hurried hand write it (`japan.kana.fold`), so
that a search is one plain LIKE on both databases.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from storage.columns import UtcDateTime


class Article(SQLModel, table=True):
    """One entry: a question with its answer, a manual's chapter, a script."""

    __tablename__ = "articles"
    __table_args__ = (UniqueConstraint("key"),)

    id: str = Field(primary_key=True)
    kind: str
    """`faq`, `manual` or `script`."""
    key: str | None = None
    """Its name in the file that it was imported from; None if it was written on a page."""
    begun_at: datetime = Field(sa_type=UtcDateTime)


class ArticleVersion(SQLModel, table=True):
    """One version of an article, and how far it came."""

    __tablename__ = "article_versions"
    __table_args__ = (Index(None, "state"),)

    article: str = Field(primary_key=True, foreign_key="articles.id")
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    state: str
    edits: int = 1
    """Counts what was saved, so that two pages cannot overwrite each other."""
    title: str
    text: str
    words: str = ""
    """What callers say instead; searched, never shown to them."""
    category: str = ""
    """Of the campaign's; a script is shown for it."""
    folded_title: str
    folded: str
    written_by: str
    """Id of a person of the staff, or `cli:` and the operator's account."""
    written_at: datetime = Field(sa_type=UtcDateTime)
    handed_in_by: str | None = None
    handed_in_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    wanted: str = ""
    """What the client wants corrected (修正依頼)."""
    confirmer: str = ""
    """Who of the client confirmed it, or wants a correction."""
    answered_on: date | None = None
    """The day of the client's answer."""
    reference: str = ""
    """Where the client's answer is filed."""
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    published_by: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When a later one took its place, or it was taken down."""


class ReferralList(SQLModel, table=True):
    """The client's directory as it came once."""

    __tablename__ = "referral_lists"

    id: int | None = Field(default=None, primary_key=True)
    valid_from: date
    name: str
    """Of the file."""
    digest: str
    """SHA-256 of the file."""
    imported_at: datetime = Field(sa_type=UtcDateTime)
    imported_by: str
    rows: int


class Referral(SQLModel, table=True):
    """One office that callers are referred to."""

    __tablename__ = "referrals"

    source: int = Field(primary_key=True, foreign_key="referral_lists.id")
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    scheme: str
    """What it is for, as 児童手当."""
    ward: str
    office: str
    section: str
    phone: str
    hours: str
    note: str
    folded: str


class Unanswered(SQLModel, table=True):
    """A question of a caller to which the agent found no answer."""

    __tablename__ = "unanswered"
    __table_args__ = (Index(None, "closed_at"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    staff: str = Field(foreign_key="staff.id")
    call: str | None = None
    category: str = ""
    asked: str
    """What was searched for."""
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: str | None = None
    article: str | None = Field(default=None, foreign_key="articles.id")
    """The article that was begun for it."""
