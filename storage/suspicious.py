"""Reports of calls in our name (不審電話) that nobody has settled yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.contact_tables import SuspiciousCall


async def unsettled(session: AsyncSession) -> Sequence[SuspiciousCall]:
    """List the reports that nobody has settled, the oldest first.

    One of ours is settled when it was seen; one that is not ours, when the client was told.
    """
    asked = select(SuspiciousCall).where(col(SuspiciousCall.seen_at).is_(None))
    return (await session.exec(asked.order_by(col(SuspiciousCall.id)))).all()
