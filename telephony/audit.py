"""The audit: once a minute what we remember is held against what Asterisk knows.

What differs at two looks in a row was remembered wrongly, and is put right and counted; what
differs once was only under way. As long as somebody waits it looks each few seconds, so that a lost
event leaves nobody in silence. A request that was refused is a reason to look at once: what it
left undone is put right as well, and is no fault of ours.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from callcenter import events
from callcenter.state import State
from telephony import reconcile
from telephony.errors import AriError, AriUnreachable
from telephony.meeting import Meeting
from telephony.reconcile import Missed

log = logging.getLogger(__name__)

AUDITED_EACH_S = 60.0
WAITED_EACH_S = 3.0
"""So often it looks while a call has not gone on for as long."""
LOOKED_AGAIN_S = 1.0
ARRIVED_S = 0.3
"""The event that tells of an arrival is under way no longer, and the caller's lease of three
seconds runs: who falls unknown holds a line that nobody counts."""
ASKED_AGAIN_S = 0.1
"""After a question that was refused."""
DOUBTED_TIMES = 3
"""A call that goes on meanwhile shows only later what it lacks."""
DOUBTED_S = 1.0
"""So long after a refusal, what was asked for around it is done, or never will be."""
ARRIVALS = (events.CallArrived, events.CallReturned)
READ_ON_BYTES = 1_000_000
"""After so much more of Asterisk's book the place is noted, so that a start reads no more."""


class Audit:
    """Looks while all is well; `corrections` must stay 0."""

    def __init__(
        self,
        meeting: Meeting,
        *,
        unsent: Callable[[], frozenset[str]],
        is_lost: Callable[[], bool],
    ) -> None:
        """Make an audit.

        Args:
            meeting: Looks at Asterisk.
            unsent: Names the legs that are still to be rung.
            is_lost: Whether the link was lost and Asterisk not met since.
        """
        self.corrections = 0
        self._meeting = meeting
        self._unsent = unsent
        self._is_lost = is_lost
        self._doubted = asyncio.Event()
        self._looks_due = 0

    def doubt(self) -> None:
        """Look soon: a request was refused."""
        self._doubted.set()

    async def findings(self, state: State) -> AsyncIterator[list[Missed]]:
        """Yield what must be put right, for ever; nothing as long as all is well."""
        while True:
            is_doubted, is_well = await self._due(state), True
            with suppress(AriError):  # the link is lost, or will be met soon
                for part, after_s in _parts(await self._look(state)):
                    if found := await self._still(state, part, after_s):
                        is_well = False
                        self._tell(found, is_doubted=is_doubted)
                        yield found
                noted = self._meeting.note_place(state, READ_ON_BYTES) if is_well else None
                if noted is not None:
                    yield [noted]

    async def _due(self, state: State) -> bool:
        """Wait until it is time to look; whether that is for a doubt."""
        rested_s = 0.0
        while not self._looks_due and rested_s < AUDITED_EACH_S:
            with suppress(TimeoutError):
                async with asyncio.timeout(min(WAITED_EACH_S, AUDITED_EACH_S)):
                    await self._doubted.wait()
            if self._doubted.is_set():
                self._doubted.clear()
                self._looks_due = DOUBTED_TIMES
            elif self._meeting.is_somebody_waiting(state, WAITED_EACH_S):
                return False
            rested_s += WAITED_EACH_S
        if not self._looks_due:
            return False
        await asyncio.sleep(DOUBTED_S)
        self._looks_due -= 1
        return True

    def _tell(self, found: Sequence[Missed], *, is_doubted: bool) -> None:
        kinds = [type(each).__name__ for each in found]
        if is_doubted:
            extra = {"action": "refusal_mended", "kinds": kinds}
            log.warning("A refused request left something undone", extra=extra)
        else:
            self.corrections += len(found)
            extra = {"action": "audit_corrected", "kinds": kinds}
            log.error("What was remembered was not what Asterisk knew", extra=extra)

    async def _still(self, state: State, seen: Sequence[Missed], after_s: float) -> list[Missed]:
        """Look a second time; what of this still is, if no meeting is about to tell it."""
        if not seen:
            return []
        await asyncio.sleep(after_s)
        before = {_timeless(each) for each in seen}
        still = [each for each in await self._look(state) if _timeless(each) in before]
        return [] if self._is_lost() else still

    async def _look(self, state: State) -> list[Missed]:
        """Look once; again, if an Asterisk that is there refused a question."""
        try:
            return await self._ask(state)
        except AriUnreachable:
            raise
        except AriError:
            await asyncio.sleep(ASKED_AGAIN_S)
            return await self._ask(state)

    async def _ask(self, state: State) -> list[Missed]:
        seen = await self._meeting.look(state, unsent=self._unsent())
        return reconcile.missed_events(state, seen)


def _parts(seen: Sequence[Missed]) -> tuple[tuple[list[Missed], float], ...]:
    """Divide what was seen by how soon it is looked for again."""
    arrivals: list[Missed] = [each for each in seen if isinstance(each, ARRIVALS)]
    others: list[Missed] = [each for each in seen if not isinstance(each, ARRIVALS)]
    return (arrivals, ARRIVED_S), (others, LOOKED_AGAIN_S)


def _timeless(missed: Missed) -> Missed:
    return replace(missed, at=datetime.min.replace(tzinfo=UTC))
