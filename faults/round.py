"""One round: people call, faults are made, everybody leaves, and all that was seen is collected."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from random import Random

from bench.campaign import LINE
from bench.capture import SipCapture
from faults import machine
from faults.campaign import CONTROL
from faults.collect import Watched, collect, emptied, files
from faults.control import Control
from faults.facts import Facts, Injected, WaitFact
from faults.floor import Floor, PhoneFloor
from faults.inject import inject
from faults.instance import Madoguchi
from faults.people import People, Seen
from faults.row import Moment, Row
from tests.asterisk.phones.call import CallState

BEFORE_S = 2.0
"""From the first caller to the first fault at the earliest."""
BETWEEN_S = (1.5, 4.0)
"""From the end of one fault to the next one."""
AFTER_S = 3.0
"""Callers keep coming for so long after the last fault."""
DRAIN_S = 4.0
"""Then everybody has so long to come to an end."""
_MOMENT_S = 5.0
_INSTANT_S = 0.5
_LOOK_S = 0.005
_TOLD_S = 0.1


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one round; the fast lane is short."""

    before_s: float = BEFORE_S
    between_s: tuple[float, float] = BETWEEN_S
    after_s: float = AFTER_S
    drain_s: float = DRAIN_S


@dataclass(frozen=True, slots=True)
class Timed:
    """How many faults, and when."""

    faults: int
    timing: Timing


USUAL = Timing()
FAST = Timing(before_s=1.0, after_s=0.5, drain_s=2.0)


class Rounds:
    """Holds rounds in one instance; callers are numbered on, so that no number comes twice."""

    def __init__(
        self,
        instance: Madoguchi,
        *,
        say: Callable[[str], None],
        floor: Floor | None = None,
        is_shared: bool = False,
    ) -> None:
        """Hold them in an instance; on a shared machine it is watched who waits for a processor."""
        self._is_shared = is_shared
        self._instance = instance
        self._floor = floor or PhoneFloor()
        self._say = say
        self._next = 1

    async def hold(self, row: Row, random: Random, *, faults: int, timing: Timing = USUAL) -> Facts:
        """Hold a round with so many faults and give what was seen.

        Raises:
            NotBack: a part of the instance did not come back.
            FaultRefused: this machine does not allow a fault.
            PhoneError: the phones could not sign on.
        """
        instance, floor = self._instance, self._floor
        manners = floor.manners(row.manners)
        people = People(
            instance.sip, LINE, instance.passwords, manners, Random(random.random()), Seen()
        )
        control = Control(instance.console)
        stale = files(instance.home)
        waits: list[WaitFact] = []
        async with SipCapture(None) as capture:
            async with (
                self._machine(waits),
                control.up(instance.sip, instance.passwords[CONTROL]),
                floor.seated(people),
            ):
                await instance.set_ready(floor.seats)
                injected = await self._play(row, random, Timed(faults, timing), people, control)
            left = await emptied(instance)
        watched = Watched(
            people.seen, capture.packets, floor.seats, control.ends, injected, left, stale
        )
        return replace(await collect(instance, row, watched), waits=tuple(waits))

    def _machine(self, waits: list[WaitFact]) -> AbstractAsyncContextManager[None]:
        if not self._is_shared:
            return contextlib.nullcontext()
        # It lives on while its supervisor is dead, and the machine is at its busiest then.
        return machine.watched(machine.last_told(self._asterisk), waits)

    def _asterisk(self) -> int | None:
        """Name Asterisk's process; None while the instance says nothing."""
        return (self._instance.run or {}).get("asterisk_pid")

    async def _play(
        self, row: Row, random: Random, timed: Timed, people: People, control: Control
    ) -> tuple[Injected, ...]:
        """Let people call while faults are made."""
        stop = asyncio.Event()
        timing = timed.timing

        def lost(at: float) -> None:
            people.seen.lost(at)
            control.lost()

        async with asyncio.TaskGroup() as group:
            calling = group.create_task(
                people.call(first=self._next, stop=stop, drain_s=timing.drain_s)
            )
            injected = []
            await asyncio.sleep(timing.before_s)
            for number in range(timed.faults):
                if number:
                    await asyncio.sleep(random.uniform(*timing.between_s))
                await _moment(row.moment, random, people.seen)
                injected.append(await inject(self._instance, row.draw(random), lost=lost))
                last = injected[-1]
                share = (
                    f", {last.waited_s:.2f} s for a processor" if last.waited_s > _TOLD_S else ""
                )
                self._say(f"{row.id}: {last.name}, {last.until - last.at:.2f} s{share}")
            await asyncio.sleep(timing.after_s)
            stop.set()
            self._next = await calling
        return tuple(injected)


async def _moment(moment: Moment, random: Random, seen: Seen) -> None:
    """Wait for the moment, if it comes, and a little more."""
    wanted = {
        "any": (),
        "ringing": (CallState.RINGING,),
        "talking": (CallState.ANSWERED,),
    }[moment]
    if wanted:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_MOMENT_S):
                while not seen.has(*wanted):  # noqa: ASYNC110 - a phone's state tells of nothing
                    await asyncio.sleep(_LOOK_S)
    await asyncio.sleep(random.uniform(0.0, _INSTANT_S))
