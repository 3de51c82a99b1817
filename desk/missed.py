"""Callers who were not served (取りこぼし): one row a number, until somebody talks to them.

Withheld numbers are not listed: nobody could call them back. What is listed are ids of the people's
store; who shows the rows reads the numbers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import and_, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from callcenter.outcome import DialResult, Outcome
from storage import messages
from storage.engine import transaction
from storage.tables import OUTBOUND, Call

MISSED = (
    Outcome.ABANDONED_IN_QUEUE,
    Outcome.OVERFLOW,
    Outcome.NO_LINE,
    Outcome.CLOSED_IN_HOURS,
    Outcome.AFTER_HOURS,
)
"""They hung up waiting, waited in vain, met full lines, or came while the centre was closed."""
SERVED = (Outcome.ANSWERED, Outcome.SELF_SERVED)
EVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Ended:
    """What matters of a call that is over."""

    caller: str
    arrived_at: datetime
    outcome: Outcome | DialResult
    """The latter of a call that we made to them."""
    detail: str = ""

    @property
    def is_served(self) -> bool:
        """Whether the caller got what they wanted, as far as we know."""
        if isinstance(self.outcome, DialResult):
            return self.outcome is DialResult.ANSWERED
        return self.outcome in SERVED or Outcome.SELF_SERVED in self.detail.split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """One number whose calls were not served since it was served last."""

    caller: str
    first_at: datetime
    last_at: datetime
    times: dict[Outcome, int]
    """How often, by how each call ended."""

    @property
    def count(self) -> int:
        """How often in all."""
        return sum(self.times.values())


async def missed_since(engine: AsyncEngine, since: datetime | None = None) -> list[Missed]:
    """List who was not served since an instant, or ever, who called last first.

    Nobody leaves the list by time alone: the rows of a campaign are those of its own database.

    Raises:
        DatabaseUnavailable: there is no answer now.
    """
    async with transaction(engine) as session:
        rows = (await session.exec(_asked(since))).all()
        seen_to = await messages.handled_since(session, since or EVER)
    calls = [
        Ended(row.caller, row.arrived_at, Outcome(row.outcome), row.detail)
        for row in rows
        if row.caller is not None and row.outcome is not None
    ]
    # Whose voice message somebody has seen to was served by that.
    calls += [Ended(caller, at, Outcome.SELF_SERVED) for caller, at in seen_to]
    return unserved(calls)


def _asked(since: datetime | None) -> SelectOfScalar[Call]:
    """Ask for the missed calls that came after their caller was served last."""
    has_answer = or_(col(Call.outcome).in_(SERVED), col(Call.detail).contains(Outcome.SELF_SERVED))
    is_ours = col(Call.direction) == OUTBOUND
    served = (
        select(Call.caller, func.max(col(Call.arrived_at)).label("at"))
        .where(
            or_(and_(is_ours, col(Call.outcome) == DialResult.ANSWERED), and_(~is_ours, has_answer))
        )
        .group_by(col(Call.caller))
        .subquery()
    )
    asked = (
        select(Call)
        .outerjoin(served, served.c.caller == col(Call.caller))
        .where(~is_ours, col(Call.caller).is_not(None), col(Call.outcome).in_(MISSED))
        .where(or_(served.c.at.is_(None), col(Call.arrived_at) > served.c.at))
    )
    return asked if since is None else asked.where(col(Call.arrived_at) >= since)


def unserved(calls: Iterable[Ended]) -> list[Missed]:
    """Give one row for each number that was missed after it was served last."""
    by_caller: defaultdict[str, list[Ended]] = defaultdict(list)
    for call in sorted(calls, key=lambda each: each.arrived_at):
        if call.is_served:
            by_caller.pop(call.caller, None)
        elif isinstance(call.outcome, Outcome) and call.outcome in MISSED:
            by_caller[call.caller].append(call)
    found = [
        Missed(
            caller=caller,
            first_at=missed[0].arrived_at,
            last_at=missed[-1].arrived_at,
            times=dict(
                Counter(each.outcome for each in missed if isinstance(each.outcome, Outcome))
            ),
        )
        for caller, missed in by_caller.items()
    ]
    return sorted(found, key=lambda each: each.last_at, reverse=True)
