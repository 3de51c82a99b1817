"""Questions about articles and referrals, each inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.knowledge_tables import (
    Article,
    ArticleVersion,
    Referral,
    ReferralList,
    Unanswered,
)
from storage.staff_tables import Staff

Version = tuple[Article, ArticleVersion]


async def versions_of(session: AsyncSession, article: str) -> Sequence[ArticleVersion]:
    """List the versions of an article, the newest first."""
    asked = select(ArticleVersion).where(col(ArticleVersion.article) == article)
    return (await session.exec(asked.order_by(col(ArticleVersion.n).desc()))).all()


async def latest(session: AsyncSession) -> Sequence[Version]:
    """List each article's newest version, those under way first."""
    newest = (
        select(ArticleVersion.article, func.max(col(ArticleVersion.n)).label("n"))
        .group_by(col(ArticleVersion.article))
        .subquery()
    )
    is_newest = (col(ArticleVersion.article) == newest.c.article) & (
        col(ArticleVersion.n) == newest.c.n
    )
    asked = (
        select(Article, ArticleVersion)
        .join(ArticleVersion, col(ArticleVersion.article) == col(Article.id))
        .join(newest, is_newest)
        .order_by(col(ArticleVersion.written_at).desc(), col(Article.id))
    )
    return (await session.exec(asked)).all()


async def published_numbers(session: AsyncSession, published: str) -> dict[str, int]:
    """Give the number of the version that is shown, by article."""
    asked = select(ArticleVersion.article, ArticleVersion.n).where(
        col(ArticleVersion.state) == published
    )
    return dict((await session.exec(asked)).all())


async def published(
    session: AsyncSession,
    state: str,
    *,
    article: str | None = None,
    kind: str | None = None,
    categories: Sequence[str] | None = None,
) -> Sequence[Version]:
    """List the versions that are shown, by title."""
    asked = (
        select(Article, ArticleVersion)
        .join(ArticleVersion, col(ArticleVersion.article) == col(Article.id))
        .where(col(ArticleVersion.state) == state)
    )
    if article is not None:
        asked = asked.where(col(Article.id) == article)
    if kind is not None:
        asked = asked.where(col(Article.kind) == kind)
    if categories is not None:
        asked = asked.where(col(ArticleVersion.category).in_(categories))
    return (await session.exec(asked.order_by(col(ArticleVersion.title)))).all()


async def matching(
    session: AsyncSession, state: str, terms: Sequence[str], *, all_of: bool
) -> Sequence[Version]:
    """List the versions that are shown and have all of these folded terms, or any."""
    conditions = [col(ArticleVersion.folded).contains(each, autoescape=True) for each in terms]
    asked = (
        select(Article, ArticleVersion)
        .join(ArticleVersion, col(ArticleVersion.article) == col(Article.id))
        .where(col(ArticleVersion.state) == state, _joined(conditions, all_of=all_of))
    )
    return (await session.exec(asked)).all()


async def change_version(
    session: AsyncSession, article: str, n: int, *, state: str, edits: int, values: dict[str, Any]
) -> bool:
    """Change a version that is still as the page showed it; False if another one was first."""
    done = await session.exec(
        update(ArticleVersion)
        .where(
            col(ArticleVersion.article) == article,
            col(ArticleVersion.n) == n,
            col(ArticleVersion.state) == state,
            col(ArticleVersion.edits) == edits,
        )
        .values(edits=edits + 1, **values)
    )
    return bool(done.rowcount)


async def by_key(session: AsyncSession, key: str) -> Article | None:
    """Find an article by its name in the file that it came from."""
    return (await session.exec(select(Article).where(col(Article.key) == key))).first()


async def referral_lists(session: AsyncSession) -> Sequence[ReferralList]:
    """List the directories that came, the one that holds longest first."""
    order = (col(ReferralList.valid_from).desc(), col(ReferralList.id).desc())
    return (await session.exec(select(ReferralList).order_by(*order))).all()


async def list_in_force(session: AsyncSession, day: date) -> ReferralList | None:
    """Find the directory that is in force on a day."""
    order = (col(ReferralList.valid_from).desc(), col(ReferralList.id).desc())
    asked = select(ReferralList).where(col(ReferralList.valid_from) <= day).order_by(*order)
    return (await session.exec(asked.limit(1))).first()


async def referrals(
    session: AsyncSession, source: int, terms: Sequence[str], *, all_of: bool, most: int
) -> Sequence[Referral]:
    """List the offices of a directory that have these folded terms; without terms the first."""
    asked = select(Referral).where(col(Referral.source) == source)
    if terms:
        conditions = [col(Referral.folded).contains(each, autoescape=True) for each in terms]
        asked = asked.where(_joined(conditions, all_of=all_of))
    return (await session.exec(asked.order_by(col(Referral.n)).limit(most))).all()


async def open_questions(session: AsyncSession) -> Sequence[tuple[Unanswered, str]]:
    """List the questions nobody has answered yet, with who asked, the newest first."""
    asked = (
        select(Unanswered, Staff.name)
        .join(Staff, col(Staff.id) == col(Unanswered.staff))
        .where(col(Unanswered.closed_at).is_(None))
        .order_by(col(Unanswered.at).desc())
    )
    return (await session.exec(asked)).all()


def _joined(conditions: Sequence[ColumnElement[bool]], *, all_of: bool) -> ColumnElement[bool]:
    if not all_of:
        return or_(*conditions)
    whole = conditions[0]
    for each in conditions[1:]:
        whole = whole & each
    return whole
