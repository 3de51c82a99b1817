"""The shell around the heart: takes what happens, writes it down, and has it done.

Rule 1: `take` is the only way into the heart. It runs to its end without an `await`, so that
events have one order and the log is that order.
Rule 2: a record is written before the first of its commands is done.
Rule 3: a bug in the heart costs one event, never the instance: it is logged and counted, and the
calls go on.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from callcenter import commands, events
from callcenter.center import Center
from callcenter.commands import Command
from callcenter.events import Asked, Event
from telephony import ari_requests
from telephony.ari_client import Connected, Disconnected, Happening, Replaced
from telephony.ari_events import AriEvents, CallOffered, SnoopStarted
from telephony.errors import AriConflict, AriError, AriGone, ControllerReplaced
from telephony.executor import Ari, Executor
from telephony.lanes import Burst, Lanes
from telephony.ledger import Ledger
from telephony.meeting import Meeting
from telephony.timers import Timers

log = logging.getLogger(__name__)

MEETING_PAUSES_S = (0.1, 0.3, 0.6)
"""How long to wait after each meeting that failed."""
CLOCK_WATCH_S = 1.0
CLOCK_STEP_S = 0.5
"""A smaller difference between wall and monotonic clock is the ordinary work of NTP."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What somebody asked for stands in this record."""

    n: int


@dataclass(frozen=True, slots=True)
class Refused:
    """What somebody asked for cannot be."""

    n: int
    reason: str


class Link(Ari, Protocol):
    """The way to Asterisk and back; `AriClient` is one."""

    def events(self) -> AsyncGenerator[Happening]:
        """Yield what happens, connecting again whenever the link is lost."""
        ...


class Controller:
    """One instance's calls, from its start to its end."""

    def __init__(
        self,
        *,
        center: Center,
        ledger: Ledger,
        ari: Link,
        ari_events: AriEvents,
        meeting: Meeting,
        executor: Callable[[Callable[[Event], object]], Executor],
    ) -> None:
        """Make a controller; `run` starts it.

        Args:
            center: The heart, with the state that the log gave back.
            ledger: Where everything is written down.
            ari: The way to Asterisk.
            ari_events: Reads what Asterisk says.
            meeting: What is asked of Asterisk whenever the link stands again.
            executor: Makes the executor, given where its refusals go.
        """
        self.ready = asyncio.Event()
        """Set when Asterisk was met for the first time."""
        self.bugs = 0
        """Events that the heart could not take."""
        self._center = center
        self._ledger = ledger
        self._clock = ledger.instance.clock
        self._ari = ari
        self._ari_events = ari_events
        self._meeting = meeting
        self._executor = executor(self.take)
        self._timers = Timers(clock=self._clock, fire=self._timer_fired)
        self._lost_at: datetime | None = None
        self._tasks = asyncio.TaskGroup()
        self._lanes = Lanes(spawn=self._spawn, work=self._work)

    async def run(self) -> None:
        """Work until cancelled.

        Raises:
            ControllerReplaced: another controller took over.
        """
        async with self._tasks:
            self._timers.set_all(self._center.state.timers)
            self.take(events.InstanceStarted(at=self._clock()))
            self._spawn(self._watch_clock(), "clock")
            await self._listen()

    def take(self, event: Event, token: str | None = None) -> None:
        """Give an event to the heart, write it down with what was decided, and have that done."""
        self._ledger.turn_page(event.at)
        decided: list[Command] = []
        try:
            decided = self._center.handle(event)
        except Exception:  # the heart has a bug: see rule 3
            self.bugs += 1
            log.exception("The heart could not take an event", extra={"action": "bug"})
        entry = self._ledger.enter(event, decided, token)
        if isinstance(event, events.CallerLeft):
            self._lanes.empty(event.call)
            self._executor.leg_ended(event.call)
        elif isinstance(event, events.LegEnded):
            self._executor.leg_ended(event.leg)
        self._have_done(entry.commands)

    def submit(self, event: Asked, *, token: str) -> Accepted | Refused:
        """Take what a person asks for, once for each token."""
        if token not in self._ledger.tokens:
            self.take(event, token)
        seen = self._ledger.tokens[token]
        return Accepted(seen.n) if seen.refused is None else Refused(seen.n, seen.refused)

    def _have_done(self, decided: Iterable[Command]) -> None:
        """Set the timers, and give each call's commands to its lane as one burst."""
        bursts: dict[str, list[Command]] = {}
        for command in decided:
            match command:
                case commands.SetTimer(timer=timer, due=due):
                    self._timers.set(timer, due)
                case commands.CancelTimer(timer=timer):
                    self._timers.cancel(timer)
                case (
                    commands.CloseCall()
                    | commands.ShowCall()
                    | commands.ShowSeat()
                    | commands.RaiseAlarm()
                    | commands.ClearAlarm()
                    | commands.Refuse()
                ):
                    pass  # the office reads these in the record
                case _:
                    bursts.setdefault(command.call, []).append(command)
        for call, burst in bursts.items():
            self._lanes.put(call, tuple(burst))

    async def _work(self, burst: Burst) -> None:
        try:
            await self._executor.do(burst)
        except Exception:  # one call's bug must not end the others
            self.bugs += 1
            log.exception("A command could not be done", extra={"action": "bug"})

    async def _listen(self) -> None:
        async with aclosing(self._ari.events()) as happenings:
            async for said in happenings:
                match said:
                    case Connected():
                        await self._meet()
                    case Disconnected(why=why):
                        self._lost_at = self._clock()
                        log.warning("Asterisk was lost", extra={"action": "ari_lost", "why": why})
                    case Replaced():
                        raise ControllerReplaced
                    case bytes():
                        self._hear(said)

    def _hear(self, said: bytes) -> None:
        match self._ari_events.translate(said):
            case None:
                pass
            case CallOffered(channel=channel):
                self._spawn(self._claim(channel), f"claim {channel}")
            case SnoopStarted(snoop=snoop):
                self._executor.snoop_started(snoop)
            case event:
                self.take(event)

    async def _meet(self) -> None:
        """Learn from Asterisk what we missed, as soon as the link stands.

        Nothing is heard meanwhile, so that what is listed is what is remembered. If it fails to
        the end, Asterisk went away again, and its next connection begins with a meeting.
        """
        for pause_s in MEETING_PAUSES_S:
            try:
                missed = await self._meeting.hold(self._center.state, lost_at=self._lost_at)
            except AriError as error:
                extra = {"action": "meeting_failed", "status": error.status}
                log.warning("Asterisk refused or was lost while it was asked", extra=extra)
                await asyncio.sleep(pause_s)
                continue
            for event in missed:
                self.take(event)
            self._lost_at = None
            self.ready.set()
            return

    async def _claim(self, channel: str) -> None:
        try:
            await self._ari.send(ari_requests.claim(channel, app=self._ari.app))
        except (AriGone, AriConflict):
            pass  # the caller hung up, or another was quicker
        except AriError as error:
            log.warning(
                "A call could not be claimed",
                extra={"action": "claim_failed", "status": error.status},
            )

    def _timer_fired(self, timer: str) -> None:
        self.take(events.TimerFired(at=self._clock(), timer=timer))

    async def _watch_clock(self) -> None:
        """Notice steps of the wall clock; timers are set by it and so are set anew."""
        wall, steady = self._clock(), time.monotonic()
        while True:
            await asyncio.sleep(CLOCK_WATCH_S)
            now, ticked = self._clock(), time.monotonic()
            by_s = (now - wall).total_seconds() - (ticked - steady)
            wall, steady = now, ticked
            if abs(by_s) > CLOCK_STEP_S:
                self.take(events.ClockStepped(at=now, by_s=by_s))
                self._timers.set_all(self._center.state.timers)

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> object:
        return self._tasks.create_task(work, name=name)
