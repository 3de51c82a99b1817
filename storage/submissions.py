"""Rows of packages for the client, each question inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.submission_tables import Submission, SubmissionItem
from storage.vault_tables import KeptSound

MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class Package:
    """A package and the recordings that it has."""

    submission: Submission
    items: tuple[SubmissionItem, ...]


async def add(session: AsyncSession, made: Submission, sounds: Sequence[KeptSound]) -> None:
    """Add a package of these recordings, in their order."""
    session.add(made)
    await session.flush()
    for n, each in enumerate(sounds, start=1):
        session.add(SubmissionItem(submission=made.id, n=n, call=each.call, sha256=each.sha256))


async def every(session: AsyncSession) -> Sequence[Submission]:
    """List the register, the newest first."""
    asked = select(Submission).order_by(col(Submission.requested_at).desc(), col(Submission.id))
    return (await session.exec(asked.limit(MOST_LISTED))).all()


async def package(session: AsyncSession, submission: str) -> Package | None:
    """Give a package with its recordings; None if there is none."""
    found = await session.get(Submission, submission)
    if found is None:
        return None
    asked = select(SubmissionItem).where(col(SubmissionItem.submission) == submission)
    items = (await session.exec(asked.order_by(col(SubmissionItem.n)))).all()
    return Package(found, tuple(items))
