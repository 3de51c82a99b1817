"""Who calls is looked up as a call arrives, so that it is known before a phone rings.

What was foreseen is told once, to the first seat that rings, and only within a minute: whoever
comes later looks anew, so that nobody is shown what was true before a check or a change. A seat
that rings before its caller's turn has the look made for it: the same thing is never looked up
twice at the same time. Who rings at once is looked up by the page that shows it, and by nobody if
the seat is a telephone; who waits after that is looked up like everybody who waits.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.call import CallState
from callcenter.commands import CloseCall, ShowCall
from callcenter.events import CallArrived
from callcenter.record import Record
from cases.calling import Asking, Candidate, WhoCalls
from storage.contact_tables import ContactAttempt
from storage.engine import transaction
from storage.errors import DatabaseUnavailable
from storage.history import EarlierCall, earlier_in

log = logging.getLogger(__name__)

YOUNG = timedelta(seconds=60)
AGAIN_S = 1.0
"""After the database did not answer, so long until it is asked again."""
WRITTEN_S = 0.1
"""While a number is not written yet, so long until its caller's turn may come again."""
MOST = 500
"""More calls than lines: what is beyond is looked up when it rings."""
WAITING = (CallState.GUIDED, CallState.WAITING)
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
    returned: ContactAttempt | None = None
    """The attempt of ours that this call returns."""

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
        self._arrived: dict[str, CallArrived] = {}
        self._ringing: dict[str, CallArrived] = {}
        """Who rings before they were looked up."""
        self._news = asyncio.Event()
        self._looking: dict[str, asyncio.Event] = {}
        self._left: set[str] = set()
        """Who left while they were looked up."""
        self._foreseen: dict[str, Foreseen] = {}
        self._marks: dict[str, frozenset[Mark]] = {}
        self.marked: Callable[[], None] = lambda: None
        """Told that more is known of somebody who waits."""

    def heard(self, record: Record) -> None:
        """Take note of who arrives, and forget who left."""
        match record.event:
            case CallArrived(at=at, caller=str()) as arrived if self._is_young(at):
                if len(self._arrived) < MOST:
                    self._arrived[arrived.call] = arrived
                    self._news.set()
            case _:
                pass  # nobody whom we could know
        for command in record.commands:
            match command:
                case ShowCall(call=call, state=state):
                    self._moved(call, state)
                case CloseCall(call=call):
                    self._forget(call)
                case _:
                    pass  # it tells of nobody who comes or goes

    def _moved(self, call: str, state: str) -> None:
        """Leave a caller who rings to whoever shows them, until they wait again or talk."""
        if state == CallState.OFFERED and call in self._arrived:
            self._ringing[call] = self._arrived.pop(call)
        elif state != CallState.OFFERED and call in self._ringing:
            arrived = self._ringing.pop(call)
            if state in WAITING:
                self._arrived[call] = arrived
                self._news.set()

    def _forget(self, call: str) -> None:
        if call in self._looking:
            self._left.add(call)
        for known in (self._arrived, self._ringing, self._foreseen, self._marks):
            known.pop(call, None)

    def stood(self, calls: Sequence[ShowCall]) -> None:
        """Look up who waited already when this office began: their arrival is not heard again."""
        for each in calls:
            is_known = each.call in self._foreseen or each.call in self._looking
            if each.state in WAITING and not each.kind and each.caller and not is_known:
                self._arrived.setdefault(each.call, _arrival(each))
                self._news.set()

    async def run(self) -> None:
        """Look up for ever; whom the database cannot tell of now is asked for again, or rings."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self._arrived:
                if again_s := await self._see(self._arrived.pop(next(iter(self._arrived)))):
                    await asyncio.sleep(again_s)

    def marks(self, call: str) -> frozenset[Mark]:
        """Tell what a board shows of a caller, as long as the call lasts."""
        return self._marks.get(call, frozenset())

    async def take(self, call: str) -> Foreseen | None:
        """Give what was foreseen of a call, once; what is not known yet is awaited."""
        if (looking := self._looking.get(call)) is not None:
            await looking.wait()
        elif arrived := self._arrived.pop(call, None) or self._ringing.pop(call, None):
            await self._see(arrived)
        found = self._foreseen.pop(call, None)
        return found if found is not None and self._is_young(found.at) else None

    async def _see(self, arrived: CallArrived) -> float:
        """Look up a caller and keep what was found; how long to pause before the next look.

        Whom the stores could not tell of now is looked up once more, unless they left. A look that
        fails otherwise would fail again, so it is the seat's that rings: nobody else waits for it.
        """
        seen = self._looking[arrived.call] = asyncio.Event()
        found, again_s = None, 0.0
        try:
            found = await self._look(arrived)
            again_s = 0.0 if found is not None else WRITTEN_S
        except DatabaseUnavailable:
            again_s = AGAIN_S  # a mark that comes late is better than none
        except Exception:  # one caller's bug must not end the watching of the next ones
            extra = {"action": "look_failed", "call": arrived.call}
            log.exception("a caller could not be looked up", extra=extra)
        finally:
            del self._looking[arrived.call]
            seen.set()
        has_left = arrived.call in self._left
        self._left.discard(arrived.call)
        if found is not None and not has_left:
            self._keep(arrived.call, found)
        elif again_s and not has_left:
            self._arrived[arrived.call] = arrived
            self._news.set()
        return again_s

    def _keep(self, call: str, found: Foreseen) -> None:
        while len(self._foreseen) >= MOST:
            oldest = next(iter(self._foreseen))
            del self._foreseen[oldest]
            self._marks.pop(oldest, None)
        self._foreseen[call] = found
        if marks := found.marks:
            self._marks[call] = marks
            self.marked()

    def _is_young(self, at: datetime) -> bool:
        """Also what the log tells after a restart is passed by: most of those calls are over."""
        return self._clock() - at < YOUNG

    async def _look(self, arrived: CallArrived) -> Foreseen | None:
        """Look up a caller; None if their number is not written yet, as a busy disk has it.

        A number that is unknown for longer was erased.
        """
        at, caller = self._clock(), arrived.caller or ""
        who = self._who_calls
        if who is not None and self._is_young(arrived.at) and not who.has_number(caller):
            return None
        masked: Sequence[Candidate] = ()
        whole: Sequence[Candidate] = ()
        returned = None
        async with transaction(self._engine) as session:
            if self._who_calls is not None:
                masked, whole = await self._who_calls.foreseen(session, _nobody(arrived))
                returned = await self._who_calls.returning(session, caller, arrived.at)
            earlier = await earlier_in(session, caller, but=arrived.call)
        return Foreseen(at, masked, whole, earlier, returned)


def _arrival(shown: ShowCall) -> CallArrived:
    """Tell of a call that stands what its arrival told."""
    return CallArrived(
        at=shown.arrived_at,
        call=shown.call,
        line=shown.line,
        caller=shown.caller,
        withheld=shown.withheld,
    )


def _nobody(arrived: CallArrived) -> Asking:
    """Ask in nobody's name: nobody has checked anything in this call yet."""
    return Asking(
        call=arrived.call,
        caller=arrived.caller,
        staff="",
        address="",
        may_see_protected=False,
    )
