"""What became of promised callbacks, as known at an instant; inside the caller's transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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
OVER, OPEN_STILL = "over", "open"
"""Ended otherwise, and still to be kept."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One callback that was promised."""

    promised_at: datetime
    due: datetime
    by: str
    """Id of who promised; empty if the caller chose it in a flow."""
    call: str
    """The call in which it was promised; empty if there was none."""
    end: str
    """`REACHED`, `OVER` or `OPEN_STILL`."""


async def by_callers(
    session: AsyncSession, begin: datetime, end: datetime, *, until: datetime
) -> Promised:
    """Count what callers chose in a flow; what ended later than `until` is open."""
    return _counted(await of_callers(session, begin, end, until=until))


async def by_staff(
    session: AsyncSession, begin: datetime, end: datetime, *, until: datetime
) -> Promised:
    """Count what people promised; one that was handed on is counted by its successor."""
    return _counted(await of_staff(session, begin, end, until=until))


async def of_callers(
    session: AsyncSession, begin: datetime, end: datetime, *, until: datetime
) -> list[Promise]:
    """List what `by_callers` counts, in order of time."""
    asked = (
        select(Callback)
        .where(
            col(Callback.promised_at) >= begin,
            col(Callback.promised_at) < end,
            ~col(Callback.id).startswith(PROMISED),
        )
        .order_by(col(Callback.promised_at), col(Callback.id))
    )
    return [
        Promise(
            promised_at=each.promised_at,
            due=each.due,
            by=each.promised_by,
            call=each.taken_from,
            end=OPEN_STILL
            if each.state in OPEN or each.since > until
            else REACHED
            if each.state == ContactState.REACHED
            else OVER,
        )
        for each in (await session.exec(asked)).all()
    ]


async def of_staff(
    session: AsyncSession, begin: datetime, end: datetime, *, until: datetime
) -> list[Promise]:
    """List what `by_staff` counts, in order of time."""
    asked = (
        select(PromisedCall)
        .where(col(PromisedCall.made_at) >= begin, col(PromisedCall.made_at) < end)
        .order_by(col(PromisedCall.made_at), col(PromisedCall.id))
    )
    found = []
    for each in (await session.exec(asked)).all():
        is_open = each.closed_at is None or each.closed_at > until
        if not is_open and each.end == HANDED_ON:
            continue
        ended = OPEN_STILL if is_open else REACHED if each.end == REACHED else OVER
        found.append(
            Promise(
                promised_at=each.made_at,
                due=each.due_at,
                by=each.made_by,
                call=each.call or "",
                end=ended,
            )
        )
    return found


def _counted(promises: Sequence[Promise]) -> Promised:
    ends = Counter(each.end for each in promises)
    return Promised(made=ends.total(), reached=ends[REACHED], over=ends[OVER])
