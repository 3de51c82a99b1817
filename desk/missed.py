"""Callers who were not served (取りこぼし): one row a number, until somebody talks to them.

Withheld numbers are not listed: nobody could call them back. What is listed are ids of the people's
store; who shows the rows reads the numbers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from callcenter.outcome import Outcome
from storage import messages
from storage.engine import transaction
from storage.tables import Call

MISSED = (
    Outcome.ABANDONED_IN_QUEUE,
    Outcome.OVERFLOW,
    Outcome.NO_LINE,
    Outcome.CLOSED_IN_HOURS,
    Outcome.AFTER_HOURS,
)
"""They hung up waiting, waited in vain, met full lines, or came while the centre was closed."""
SERVED = (Outcome.ANSWERED, Outcome.SELF_SERVED)


@dataclass(frozen=True, slots=True)
class Ended:
    """What matters of a call that is over."""

    caller: str
    arrived_at: datetime
    outcome: Outcome
    detail: str = ""

    @property
    def is_served(self) -> bool:
        """Whether the caller got what they wanted, as far as we know."""
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


async def missed_since(engine: AsyncEngine, since: datetime) -> list[Missed]:
    """List who was not served since an instant, who called last first.

    Raises:
        DatabaseUnavailable: there is no answer now.
    """
    asked = (
        select(Call.caller, Call.arrived_at, Call.outcome, Call.detail)
        .where(col(Call.arrived_at) >= since)
        .where(col(Call.caller).is_not(None))
        .where(col(Call.outcome).is_not(None))
    )
    async with transaction(engine) as session:
        rows = (await session.exec(asked)).all()
        seen_to = await messages.handled_since(session, since)
    calls = [
        Ended(caller=caller, arrived_at=at, outcome=Outcome(outcome), detail=detail)
        for caller, at, outcome, detail in rows
        if caller is not None and outcome is not None
    ]
    # Whose voice message somebody has seen to was served by that.
    calls += [Ended(caller, at, Outcome.SELF_SERVED) for caller, at in seen_to]
    return unserved(calls)


def unserved(calls: Iterable[Ended]) -> list[Missed]:
    """Give one row for each number that was missed after it was served last."""
    by_caller: defaultdict[str, list[Ended]] = defaultdict(list)
    for call in sorted(calls, key=lambda each: each.arrived_at):
        if call.is_served:
            by_caller.pop(call.caller, None)
        elif call.outcome in MISSED:
            by_caller[call.caller].append(call)
    found = [
        Missed(
            caller=caller,
            first_at=missed[0].arrived_at,
            last_at=missed[-1].arrived_at,
            times=dict(Counter(each.outcome for each in missed)),
        )
        for caller, missed in by_caller.items()
    ]
    return sorted(found, key=lambda each: each.last_at, reverse=True)
