"""A counter at which everything happens at once, for whoever wants to break it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from callcenter.commands import RingSeat, ShowCall
from callcenter.events import LegJoined
from tests.asterisk.instance import LINE, Instance
from tests.asterisk.phones.behaviour import answer_after, no_answer
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.seat_phone import SeatPhone

CALLER_HZ, SEAT_HZ = 440, 1010
TALK_S = 5.0
SEATS = ("seat-01", "seat-02", "seat-03")
WAITING = ("first in the queue", "second in the queue")
ROLES = ("talking", "rung for", "guided", *WAITING)
OTHERS = ("newcomer", "later")
"""Phones that have not called yet."""


@dataclass(slots=True, kw_only=True)
class Floor:
    """Three seats and five callers: one talks, one is rung for, one is guided, two wait."""

    counter: Instance
    seats: dict[str, SeatPhone]
    callers: dict[str, CallerPhone]
    ids: dict[str, str] = field(default_factory=dict)

    async def call(self, role: str) -> str:
        """Let a caller call, and give the call's id."""
        before = self.counter.log.n
        self.callers[role].call(LINE)
        self.ids[role] = (await self.counter.arrived(after=before)).call
        return self.ids[role]

    def states(self) -> dict[str, str]:
        """Give what boards show of each caller's call."""
        shown = self.counter.log.commands(ShowCall)
        last = {each.call: each.state for each in shown}
        return {role: last[call] for role, call in self.ids.items()}


@contextlib.asynccontextmanager
async def busy_floor(counter: Instance) -> AsyncIterator[Floor]:
    """Bring a floor to the moment at which everything happens at once."""
    async with contextlib.AsyncExitStack() as stack:
        seats = {
            seat: await stack.enter_async_context(
                counter.seated(seat, answer_after(), tone_hz=SEAT_HZ, ready=False)
            )
            for seat in SEATS
        }
        callers = {
            role: await stack.enter_async_context(
                CallerPhone(counter.sip, f"031234000{n}", tone_hz=CALLER_HZ)
            )
            for n, role in enumerate((*ROLES, *OTHERS))
        }
        floor = Floor(counter=counter, seats=seats, callers=callers)
        await counter.ready("seat-01")
        await floor.call("talking")
        await counter.log.event(LegJoined, call=floor.ids["talking"])
        joined = time.monotonic()
        seats["seat-02"].behaviour = seats["seat-03"].behaviour = no_answer()
        await counter.ready("seat-02", "seat-03")
        await asyncio.sleep(max(0.0, TALK_S - (time.monotonic() - joined)))
        await counter.log.command(RingSeat, call=await floor.call("rung for"))
        for role in ("guided", *WAITING):
            await floor.call(role)
        await asyncio.sleep(0.5)  # the waiting hear that all are busy
        yield floor
        await counter.not_ready(*SEATS)
