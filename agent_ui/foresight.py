"""Who calls is looked up as a call arrives, so that it is known before a phone rings.

What was foreseen is told once, to the first seat that rings, and only within a minute: whoever
comes later looks anew, so that nobody is shown what was true before a check or a change.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.commands import CloseCall
from callcenter.events import CallArrived
from callcenter.record import Record
from cases.calling import Asking, Candidate, WhoCalls
from storage.errors import DatabaseUnavailable
from storage.history import EarlierCall, earlier_calls

YOUNG = timedelta(seconds=60)
MOST = 500
"""More calls than lines: what is beyond is looked up when it rings."""
BACK_WITHIN = timedelta(days=3)
"""Who called or was called longer ago has another reason; the heart's `returning` has the same."""


class Mark(StrEnum):
    """What is shown beside a waiting caller."""

    RETURNING = "returning"
    """We talked, or tried to, a short while ago."""
    PROTECTED = "protected"
    """One of their cases may be protected: it is handled by who may see such."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What is shown of who calls; `open_eyed` is for those who may see protected cases."""

    at: datetime
    candidates: Sequence[Candidate]
    open_eyed: Sequence[Candidate]
    earlier: Sequence[EarlierCall]

    @property
    def marks(self) -> frozenset[Mark]:
        """Say of a caller what those must know who watch over the waiting; nothing personal."""
        is_back = any(self.at - each.at < BACK_WITHIN for each in self.earlier)
        is_protected = any(each.is_protected for each in self.open_eyed)
        marks = ((Mark.RETURNING, is_back), (Mark.PROTECTED, is_protected))
        return frozenset(mark for mark, holds in marks if holds)


class Foresight:
    """Looks up callers as they arrive."""

    def __init__(
        self,
        engine: AsyncEngine,
        who_calls: WhoCalls | None,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._who_calls = who_calls
        self._clock = clock
        self._arrived: asyncio.Queue[CallArrived] = asyncio.Queue(MOST)
        self._foreseen: dict[str, Foreseen] = {}
        self._marks: dict[str, frozenset[Mark]] = {}
        self.marked: Callable[[], None] = lambda: None
        """Told that more is known of somebody who waits."""

    def heard(self, record: Record) -> None:
        """Take note of who arrives, and forget who left."""
        match record.event:
            case CallArrived(at=at, caller=str()) as arrived if self._is_young(at):
                if not self._arrived.full():
                    self._arrived.put_nowait(arrived)
            case _:
                pass  # nobody whom we could know
        for command in record.commands:
            if isinstance(command, CloseCall):
                self._foreseen.pop(command.call, None)
                self._marks.pop(command.call, None)

    async def run(self) -> None:
        """Look up for ever; what the database cannot tell now is looked up when it rings."""
        while True:
            arrived = await self._arrived.get()
            try:
                found = await self._look(arrived)
            except DatabaseUnavailable:
                continue
            while len(self._foreseen) >= MOST:
                del self._foreseen[next(iter(self._foreseen))]
                self._marks.pop(next(iter(self._marks)), None)
            self._foreseen[arrived.call] = found
            if marks := found.marks:
                self._marks[arrived.call] = marks
                self.marked()

    def marks(self, call: str) -> frozenset[Mark]:
        """Tell what a board shows of a caller, as long as the call lasts."""
        return self._marks.get(call, frozenset())

    def take(self, call: str) -> Foreseen | None:
        """Give what was foreseen of a call, once."""
        found = self._foreseen.pop(call, None)
        return found if found is not None and self._is_young(found.at) else None

    def _is_young(self, at: datetime) -> bool:
        """Also what the log tells after a restart is passed by: those calls are long over."""
        return self._clock() - at < YOUNG

    async def _look(self, arrived: CallArrived) -> Foreseen:
        at = self._clock()
        masked: Sequence[Candidate] = ()
        whole: Sequence[Candidate] = ()
        if self._who_calls is not None:
            masked, whole = await self._who_calls.foreseen(_nobody(arrived))
        earlier = await earlier_calls(self._engine, arrived.caller or "", but=arrived.call)
        return Foreseen(at, masked, whole, earlier)


def _nobody(arrived: CallArrived) -> Asking:
    """Ask in nobody's name: nobody has checked anything in this call yet."""
    return Asking(
        call=arrived.call,
        caller=arrived.caller,
        staff="",
        address="",
        may_see_protected=False,
    )
