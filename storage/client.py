"""Questions that the client's pages ask, each inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.inquiry_tables import Inquiry
from storage.knowledge_tables import Article, ArticleVersion
from storage.promise_tables import ComplaintReport, Ticket, TicketStep

MOST = 500
"""So many lines of a list are shown."""


async def complaints(session: AsyncSession) -> Sequence[tuple[ComplaintReport, Inquiry]]:
    """List the complaints, the newest first."""
    asked = (
        select(ComplaintReport, Inquiry)
        .join(Inquiry, col(Inquiry.id) == col(ComplaintReport.record))
        .order_by(col(ComplaintReport.day).desc(), col(Inquiry.closed_at).desc())
    )
    return (await session.exec(asked.limit(MOST))).all()


async def questions(session: AsyncSession, with_client: str) -> Sequence[Ticket]:
    """List the questions that came to the client at some step, what is due last first."""
    came = exists().where(
        col(TicketStep.ticket) == col(Ticket.id), col(TicketStep.step) == with_client
    )
    asked = select(Ticket).where(came).order_by(col(Ticket.due_at).desc(), col(Ticket.id))
    return (await session.exec(asked.limit(MOST))).all()


async def articles(session: AsyncSession, state: str) -> Sequence[tuple[Article, ArticleVersion]]:
    """List the versions in a state, what was handed in first first."""
    asked = (
        select(Article, ArticleVersion)
        .join(ArticleVersion, col(ArticleVersion.article) == col(Article.id))
        .where(col(ArticleVersion.state) == state)
        .order_by(col(ArticleVersion.handed_in_at), col(Article.id))
    )
    return (await session.exec(asked)).all()
