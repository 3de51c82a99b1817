"""What became of promised callbacks, as known at an instant; inside the caller's transaction."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.contact import ContactState
from storage.callback_tables import Callback
from storage.callbacks import OPEN
from storage.promise_tables import PROMISED, PromisedCall

REACHED, WITHDRAWN, HANDED_ON = "reached", "withdrawn", "handed_on"
"""How a person's promise ended; one that was handed on lives on as another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """Callbacks of one kind that were promised in a time."""

    made: int
    reached: int
    over: int
    """Ended otherwise: given up, withdrawn, or the caller called again."""

    @property
    def open(self) -> int:
        """Those that are still to be kept."""
        return self.made - self.reached - self.over


async def by_callers(
    session: AsyncSession, begin: datetime, end: datetime, *, until: datetime
) -> Promised:
    """Count what callers chose in a flow; what ended later than `until` is open."""
    asked = select(Callback.state, Callback.since).where(
        col(Callback.promised_at) >= begin,
        col(Callback.promised_at) < end,
        ~col(Callback.id).startswith(PROMISED),
    )
    ends = Counter(
        "" if state in OPEN or since > until else state
        for state, since in (await session.exec(asked)).all()
    )
    reached = ends[ContactState.REACHED.value]
    return Promised(made=ends.total(), reached=reached, over=ends.total() - reached - ends[""])


async def by_staff(
    session: AsyncSession, begin: datetime, end: datetime, *, until: datetime
) -> Promised:
    """Count what people promised; one that was handed on is counted by its successor."""
    asked = select(PromisedCall.end, PromisedCall.closed_at).where(
        col(PromisedCall.made_at) >= begin, col(PromisedCall.made_at) < end
    )
    ends = Counter(
        "" if closed_at is None or closed_at > until else end_ or WITHDRAWN
        for end_, closed_at in (await session.exec(asked)).all()
    )
    made = ends.total() - ends[HANDED_ON]
    return Promised(made=made, reached=ends[REACHED], over=ends[WITHDRAWN])
