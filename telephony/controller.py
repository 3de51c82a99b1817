"""The shell around the heart: takes what happens, writes it down, and has it done.

Rule 1: `take` is the only way into the heart. It runs to its end without an `await`, so that
events have one order and the log is that order.
Rule 2: a record is written before the first of its commands is done.
Rule 3: a bug in the heart costs one event, logged and counted, never the instance or a call.
Rule 4: who did not listen, asks: after a start, a lost link or a pause Asterisk is met before
anything that happened meanwhile is acted on.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from callcenter import commands, events
from callcenter.call import CallState
from callcenter.center import Center
from callcenter.commands import Command
from callcenter.events import Asked, Event
from telephony.answers import Accepted as Accepted
from telephony.answers import Refused as Refused
from telephony.ari import Ari
from telephony.ari_client import Connected, Disconnected, Happening, Replaced
from telephony.ari_events import AriEvents
from telephony.ari_signals import CallerAway, CallOffered, SnoopStarted
from telephony.audit import Audit
from telephony.claims import Claims
from telephony.errors import ControllerReplaced
from telephony.executor import Executor
from telephony.fallback_care import FallbackCare
from telephony.keys import KeyHeard, Keys
from telephony.lanes import Burst, Lanes
from telephony.leases import Leases
from telephony.ledger import Ledger
from telephony.meeting import Meeting
from telephony.quality import Quality
from telephony.reconcile import Missed
from telephony.timers import Timers
from telephony.whereabouts import Whereabouts

log = logging.getLogger(__name__)

MET_ANEW_S = 1.0
"""So long after a meeting that was refused to the end, if the link stands, it is tried again."""
STALE_S = 1.0
"""What is older was not heard in time: we were frozen, or our machine was too busy."""
CLOCK_WATCH_S = 1.0
CLOCK_STEP_S = 0.5
"""A smaller difference between wall and monotonic clock is the ordinary work of NTP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Safeguards:
    """What keeps the calls safe from our own failing."""

    meeting: Meeting
    """What is asked of Asterisk whenever the link stands again."""
    leases: Leases
    """Of the callers, renewed as long as we work."""
    fallback: FallbackCare
    """What Asterisk does with callers when we do not."""


@dataclass(frozen=True, slots=True)
class Ears:
    """How what Asterisk says is understood."""

    events: AriEvents
    keys: Keys
    """What callers press, and their secret digits."""


class Link(Ari, Protocol):
    """The way to Asterisk and back; `AriClient` is one."""

    def events(self) -> AsyncGenerator[Happening]:
        """Yield what happens, connecting again whenever the link is lost."""


class Controller:
    """One instance's calls, from its start to its end."""

    def __init__(
        self,
        *,
        center: Center,
        ledger: Ledger,
        ari: Link,
        ears: Ears,
        safeguards: Safeguards,
        executor: Callable[[Callable[[Event], object], Callable[[], object]], Executor],
    ) -> None:
        """Make a controller; `run` starts it.

        Args:
            center: The heart, with the state that the log gave back.
            ledger: Where everything is written down.
            ari: The way to Asterisk.
            ears: How what it says is understood.
            safeguards: What keeps the calls safe from our own failing.
            executor: Makes the executor, given who takes what a refusal becomes, and each doubt.
        """
        self.ready = asyncio.Event()
        """Set when Asterisk was met for the first time."""
        self.bugs = 0
        """Events that the heart could not take."""
        self._center = center
        self._ledger = ledger
        self._clock = ledger.instance.clock
        self._ari = ari
        self._ari_events, self._keys = ears.events, ears.keys
        self._meeting = safeguards.meeting
        self._leases = safeguards.leases
        self._fallback = safeguards.fallback
        self._lanes = Lanes(spawn=self._spawn, work=self._work)
        self._audit = Audit(
            safeguards.meeting,
            unsent=self._unsent,
            is_lost=lambda: self._lost_at is not None,
        )
        self._whereabouts = Whereabouts(ari)
        self._claims = Claims(
            ari, center.state, missed=safeguards.fallback.look, doubt=self._audit.doubt
        )
        self._quality = Quality(ari, center.state, clock=self._clock, doubt=self._audit.doubt)
        self._executor = executor(self.take, self._audit.doubt)
        self._timers = Timers(clock=self._clock, fire=self._timer_fired)
        self._lost_at: datetime | None = None
        self._gate = asyncio.Lock()
        """Held while Asterisk is being met: nothing that it says is heard meanwhile."""
        self._met_at: datetime | None = None
        """What happened before is known."""
        self._is_unmet = False
        """The link stands, and its meeting is still to be held."""
        self._tasks = asyncio.TaskGroup()

    async def run(self) -> None:
        """Work until cancelled.

        Raises:
            ControllerReplaced: another controller took over.
        """
        async with self._tasks:
            began_at = self._clock()
            self._meeting.began_at = began_at
            self.take(events.InstanceStarted(at=began_at, flows=self._ledger.instance.flows))
            self._spawn(self._watch_clock(), "clock")
            self._spawn(self._leases.keep(), "leases")
            self._spawn(self._fallback.run(self.take), "fallback")
            self._spawn(self._keep_auditing(), "audit")
            self._spawn(self._quality.keep_measuring(), "quality")
            await self._listen()

    @property
    def corrections(self) -> int:
        """How many times the audit found that we remembered something wrong."""
        return self._audit.corrections

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
        self._follow(event)
        for leg in (each.leg for each in decided if isinstance(each, commands.CancelLeg)):
            self._spawn(self._quality.measure_last(leg), f"measure {leg}")
        self._have_done(decided)
        self._ledger.tell(entry)
        self._measure(event)

    def _follow(self, event: Event) -> None:
        """Begin nothing more for who is gone, and let go on what waits for an end or a join."""
        if isinstance(event, events.CallerLeft | events.CallFell | events.DialEnded):
            self._leases.drop(event.call, has_fallen=isinstance(event, events.CallFell))
            self._lanes.empty(event.call)
            self._executor.abandon(event.call)
            self._executor.leg_ended(event.call)
            self._keys.forget(event.call)
        elif isinstance(event, events.FallbackJoined):
            self._leases.talks_in_fallback(event.call)
        elif isinstance(event, events.LegEnded):
            self._executor.leg_ended(event.leg)
        elif isinstance(event, events.LegJoined):
            self._executor.leg_joined(event.leg)
        elif isinstance(event, events.PhoneRegistered | events.PhoneUnregistered):
            self._show(event.seat)
        elif isinstance(event, events.CenterClosed | events.CenterReopened | events.FlowsPublished):
            self._fallback.replan()

    def _measure(self, event: Event) -> None:
        """Write down how well an end was heard that is over; watch one whose phone is away."""
        match event:
            case events.LegEnded(at=at, leg=ended) | events.CallerLeft(at=at, call=ended):
                if (measured := self._quality.over(ended)) is not None:
                    self.take(replace(measured, at=at))
            case events.PhoneUnregistered(seat=seat, endpoint=phone):
                if (leg := self._quality.leg_of(seat, phone)) is not None:
                    is_away = partial(self._quality.is_away, seat, phone)
                    self._spawn(self._quality.end_if_silent(leg, is_away), f"silence {leg}")
            case _:
                pass

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
            if isinstance(command, commands.ForOffice):
                continue  # the office reads these in the record
            match command:
                case commands.SetTimer(timer=timer, due=due):
                    self._timers.set(timer, due)
                case commands.CancelTimer(timer=timer):
                    self._timers.cancel(timer)
                case commands.ShowSeat(seat=seat):
                    self._show(seat)
                case commands.ForgetDigits(digits=digits):
                    self._spawn(self._keys.erase(digits), "forget digits")
                case _:
                    bursts.setdefault(command.call, []).append(command)
        for call, burst in bursts.items():
            self._lanes.put(call, tuple(burst))

    async def _work(self, call: str, burst: Burst) -> None:
        try:
            await self._executor.do(call, burst)
        except Exception:  # one call's bug must not end the others
            self.bugs += 1
            log.exception("A command could not be done", extra={"action": "bug"})

    def _unsent(self) -> frozenset[str]:
        """Name the legs that are still to be rung, or may still be."""
        return self._lanes.unsent() | self._executor.unsure

    def _show(self, seat: str) -> None:
        """Let the fallback know which phones it may ring."""
        if seat in self._center.state.seats:
            self._fallback.show(self._center.state.seats[seat])

    async def _listen(self) -> None:
        async with aclosing(self._ari.events()) as happenings:
            async for said in happenings:
                match said:
                    case Connected():
                        self._is_unmet = True
                        self._leases.renew()
                        async with self._gate:
                            await self._meet()
                    case Disconnected(why=why):
                        self._is_unmet, self._lost_at = False, self._clock()
                        log.warning("Asterisk was lost", extra={"action": "ari_lost", "why": why})
                    case Replaced():
                        raise ControllerReplaced
                    case bytes():
                        await self._hear(said)

    async def _hear(self, said: bytes) -> None:
        if (heard := self._ari_events.translate(said)) is None:
            return
        said_at = self._ari_events.said_at
        if self._gate.locked() or self._is_stale(said_at):
            async with self._gate:
                if not await self._is_news(said_at):
                    return
        match heard:
            case CallOffered(channel=channel):
                self._spawn(self._claims.claim(channel), f"claim {channel}")
            case SnoopStarted(snoop=snoop):
                self._executor.snoop_started(snoop)
            case CallerAway():
                self._look_for(heard)
            case KeyHeard():
                self._press(heard)
            case event:
                self.take(event)

    def _press(self, heard: KeyHeard) -> None:
        call = self._center.state.calls.get(heard.call)
        if call is None or self._keys.is_told_again(heard):
            return
        if (pressed := self._keys.told(call, heard)) is not None:
            self.take(pressed)

    def _is_stale(self, at: datetime) -> bool:
        return (self._clock() - at).total_seconds() > STALE_S

    async def _is_news(self, at: datetime) -> bool:
        """Whether something that happened then is still to be acted on; meets Asterisk to know."""
        if not self._is_stale(at):
            return True
        if self._met_at is None or at >= self._met_at:
            await self._meet()
        return self._met_at is None or at >= self._met_at

    async def _meet(self) -> None:
        """Learn from Asterisk what we missed, as soon as the link stands.

        Nothing is heard meanwhile, so that what is listed is what is remembered. If it fails to
        the end, Asterisk went away again and is met when it is back, or refuses for a while.
        """
        missed = await self._meeting.hold_patiently(
            self._center.state, lost_at=self._lost_at, unsent=self._unsent
        )
        if missed is None:
            if self._is_unmet:
                self._spawn(self._meet_anew(), "meeting")
            return
        self._learn(missed)
        self._is_unmet, self._lost_at, self._met_at = False, None, self._meeting.begun_at
        calls = self._center.state.calls.values()
        self._leases.met(each.id for each in calls if each.state is CallState.TALKING)
        self._audit.doubt()  # what was just asked for may have come to an end before
        await self._fallback.met(self.take)
        if not self.ready.is_set():
            # What came due while nobody was at work comes after what happened meanwhile.
            self._timers.set_all(self._center.state.timers)
            self.ready.set()

    async def _meet_anew(self) -> None:
        """Meet an Asterisk that refused to the end, unless its link was lost meanwhile."""
        await asyncio.sleep(MET_ANEW_S)
        async with self._gate:
            if self._is_unmet:
                await self._meet()

    def _learn(self, missed: Iterable[Missed]) -> None:
        for each in missed:
            if isinstance(each, CallerAway):
                self._look_for(each)
            elif isinstance(each, CallOffered):
                self._spawn(self._claims.claim(each.channel), f"claim {each.channel}")
            else:
                self.take(each)

    def _look_for(self, away: CallerAway) -> None:
        call = self._center.state.calls.get(away.call)
        if call is not None and call.state not in (CallState.ENDED, CallState.FALLBACK):
            self._spawn(self._find(away), f"look for {away.call}")

    async def _find(self, away: CallerAway) -> None:
        """Find out what became of a caller who is no longer in our application."""
        event = await self._whereabouts.find(away)
        if event is not None:
            self.take(event)
        self._fallback.look()

    async def _keep_auditing(self) -> None:
        await self.ready.wait()
        async for missed in self._audit.findings(self._center.state):
            async with self._gate:
                self._learn(missed)

    def _timer_fired(self, timer: str) -> None:
        due = self._center.state.timers.get(timer)
        if due is not None and self._is_stale(due) and (not self._met_at or due >= self._met_at):
            self._spawn(self._fire_late(timer, due), f"late {timer}")
        else:
            self.take(events.TimerFired(at=self._clock(), timer=timer))

    async def _fire_late(self, timer: str, due: datetime) -> None:
        """Fire a timer that came due while we were frozen, after what happened meanwhile."""
        async with self._gate:
            if self._met_at is None or due >= self._met_at:
                await self._meet()
        if timer in self._center.state.timers:
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
