"""All that we do for Asterisk's fallback, before it is needed and afterwards.

Before: its plan is written and its phones are mirrored. Afterwards: whoever is there is watched.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from datetime import datetime

from callcenter.events import Event
from callcenter.seat import Seat
from telephony import fallback_plan
from telephony.ari import Ari
from telephony.errors import AriError
from telephony.fallback_plan import FallbackPlan, Planner
from telephony.fallback_watch import FallbackWatch
from telephony.phone_mirror import PhoneMirror

PLANNED_EACH_S = 3600.0
PLANNED_AGAIN_S = 60.0
"""After a refusal, or before the first meeting."""


class FallbackCare:
    """One Asterisk's fallback, kept in step with us."""

    def __init__(
        self,
        *,
        ari: Ari,
        planner: Planner,
        watch: FallbackWatch,
        seats: Mapping[str, str],
        clock: Callable[[], datetime],
    ) -> None:
        """Make it; `run` starts it.

        Args:
            ari: The way to Asterisk.
            planner: Makes the plan.
            watch: Over the callers of the fallback.
            seats: The seat of each endpoint.
            clock: Now, on the instance's clock.
        """
        self._ari = ari
        self._planner = planner
        self._news = asyncio.Event()
        self._watch = watch
        self._clock = clock
        self._phones: dict[str, list[str]] = {}
        for endpoint, seat in seats.items():
            self._phones.setdefault(seat, []).append(endpoint)
        self._mirror = PhoneMirror(ari, seats)
        self._written: FallbackPlan | None = None

    async def run(self, take: Callable[[Event], object]) -> None:
        """Work until cancelled; `take` gets what happened in the fallback."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch.run(take), name="fallback watch")
            tasks.create_task(self._mirror.keep(), name="phone mirror")
            tasks.create_task(self._keep_plan(), name="fallback plan")

    async def met(self, take: Callable[[Event], object]) -> None:
        """Asterisk was just met: look, mirror the phones afresh, and write the plan.

        Whom the fallback serves is told before anybody is claimed, so that no seat that talks
        there is rung.
        """
        self._written = None
        self._mirror.afresh()
        await self._watch.look_now(take)
        await self._write_plan()

    def look(self) -> None:
        """Somebody may have fallen."""
        self._watch.look()

    def replan(self) -> None:
        """Callers are to be told something else from now on."""
        self._news.set()

    def show(self, seat: Seat) -> None:
        """Mirror what a seat is doing now."""
        phones, in_call = self._phones.get(seat.id, ()), self._watch.phone_in_call(seat)
        self._mirror.show(seat, phones, in_call=in_call)

    async def _keep_plan(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PLANNED_EACH_S if self._written else PLANNED_AGAIN_S):
                    await self._news.wait()
            self._news.clear()
            await self._write_plan()

    async def _write_plan(self) -> None:
        wanted = self._planner.plan(self._clock())
        try:
            for request in fallback_plan.differences(wanted, self._written):
                await self._ari.send(request)
        except AriError:
            self._written = None  # nobody knows what of it stands
            return
        self._written = wanted
