"""The people of a round: seats that answer as they feel like, callers who come and go."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from faults.facts import AwayFact
from faults.page_call import PageCall
from tests.asterisk.phones.behaviour import Behaviour, answer_after, no_answer, reject
from tests.asterisk.phones.call import CallState, PhoneCall
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.errors import PhoneError
from tests.asterisk.phones.incoming_call import IncomingCall
from tests.asterisk.phones.outgoing_call import OutgoingCall
from tests.asterisk.phones.seat_phone import SeatPhone
from tests.asterisk.phones.sip_socket import Address

SEAT_HZ = 1600
CALLER_HZ = 400
_APART_HZ = 45
SEAT_APART_HZ = 2 * _APART_HZ
_CALLER_TONES = 25
_LOOK_S = 0.1
_AWAY_S = 0.5
_GIVE_UP_S = 33.0
"""After 32 s without any answer an INVITE is over by itself (RFC 3261, 17.1.1)."""
_LINGER_S = 0.6
"""A phone whose BYE was lost says it again."""
_REFUSALS = (480, 486, 408, 500, 603)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How likely (0 to 1) and how long (seconds) people do what they do."""

    seat_answers_s: tuple[float, float] = (0.1, 1.2)
    talk_s: tuple[float, float] = (1.5, 4.0)
    refuses: float = 0.0
    """A seat says busy, unavailable, error."""
    silent: float = 0.0
    """A seat rings until nobody wants it any more."""
    signs_off: float = 0.0
    """A seat's phone takes its registration back while it rings, and signs on again."""
    leaves: float = 0.45
    """A caller hangs up by themselves, wherever they are then."""
    leaves_s: tuple[float, float] = (0.2, 8.0)
    every_s: float = 0.8
    """Mean time between two callers."""


USUAL = Manners()


@dataclass(slots=True)
class CallerSeen:
    """A caller's call as its phone has it."""

    number: str
    tone_hz: int
    call: OutgoingCall
    lost: bool = False


@dataclass(slots=True)
class RingSeen:
    """A call at a seat as its phone has it."""

    seat: str
    tone_hz: int
    call: IncomingCall | PageCall
    lost: bool = False


@dataclass(slots=True)
class Seen:
    """All calls of a round, at both ends."""

    callers: list[CallerSeen] = field(default_factory=list)
    rings: list[RingSeen] = field(default_factory=list)
    aways: list[AwayFact] = field(default_factory=list)

    def lost(self, at: float) -> None:
        """Asterisk died: end what it held; an INVITE that nobody took yet goes on asking."""
        everybody: list[CallerSeen | RingSeen] = [*self.callers, *self.rings]
        for each in everybody:
            call: PhoneCall | PageCall = each.call
            is_unheard = isinstance(call, OutgoingCall) and not call.responses
            if call.state is not CallState.ENDED and not is_unheard:
                each.lost = True
                call.end("them", at=at)

    def has(self, *states: CallState) -> bool:
        """Say whether some seat's call is in one of these states."""
        return any(each.call.state in states for each in self.rings)


class MoodySeat(SeatPhone):
    """A seat's phone that draws what it does for each call anew."""

    def __init__(
        self, people: People, seat: str, *, tone_hz: int, group: asyncio.TaskGroup
    ) -> None:
        super().__init__(people.server, seat, people.passwords[seat], tone_hz=tone_hz)
        self._people = people
        self._seat = seat
        self._hz = tone_hz
        self._group = group

    def on_call(self, call: IncomingCall) -> None:
        """Note the call and do what is drawn."""
        people = self._people
        people.seen.rings.append(RingSeen(self._seat, self._hz, call))
        self.behaviour = people.mood()
        super().on_call(call)
        if people.random.random() < people.manners.signs_off:
            self._group.create_task(self._away_for_a_moment())

    async def _away_for_a_moment(self) -> None:
        with contextlib.suppress(PhoneError):  # Asterisk may be dead just now
            await self.unregister()
        await asyncio.sleep(_AWAY_S)
        with contextlib.suppress(PhoneError):
            await self.register()


@dataclass(frozen=True, slots=True)
class People:
    """Everybody of one round: whom they call, how they are, what came of it."""

    server: Address
    line: str
    passwords: Mapping[str, str]
    manners: Manners
    random: Random
    seen: Seen

    def mood(self) -> Behaviour:
        """Draw what a seat does with a call."""
        manners, lot = self.manners, self.random.random()
        if lot < manners.refuses:
            return reject(self.random.choice(_REFUSALS), self.random.uniform(0.0, 0.5))
        if lot < manners.refuses + manners.silent:
            return no_answer()
        talk_s = self.random.uniform(*manners.talk_s)
        return answer_after(self.random.uniform(*manners.seat_answers_s), talk_s=talk_s)

    async def call(self, *, first: int, stop: asyncio.Event, drain_s: float) -> int:
        """Let callers come until told to stop; `drain_s` later all have left.

        `first` numbers them; gives the number that the next one would have.
        """
        number = first
        manners, random = self.manners, self.random
        out = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            while not stop.is_set():
                is_leaving = random.random() < manners.leaves
                leaves_s = random.uniform(*manners.leaves_s) if is_leaving else None
                group.create_task(self._call(number, leaves_s, out))
                number += 1
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), random.expovariate(1 / manners.every_s))
            await asyncio.sleep(drain_s)
            out.set()
        return number

    async def _call(self, number: int, leaves_s: float | None, out: asyncio.Event) -> None:
        """Place one call and leave after `leaves_s`, or when everybody must."""
        national = f"03{12_000_000 + number:08}"
        tone_hz = CALLER_HZ + number % _CALLER_TONES * _APART_HZ
        async with CallerPhone(self.server, national, tone_hz=tone_hz) as phone:
            call = phone.call(self.line)
            self.seen.callers.append(CallerSeen(national, tone_hz, call))
            await _until_over(call, leaves_s, out)
            if call.state is CallState.ANSWERED:
                call.hang_up()
            elif call.state is not CallState.ENDED:
                call.cancel()
                with contextlib.suppress(PhoneError):  # whom nobody has heard goes on asking
                    await call.until(CallState.ENDED, timeout_s=_GIVE_UP_S)
            await asyncio.sleep(_LINGER_S)


async def _until_over(call: OutgoingCall, leaves_s: float | None, out: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    by = float("inf") if leaves_s is None else loop.time() + leaves_s
    while call.state is not CallState.ENDED and not out.is_set() and loop.time() < by:
        with contextlib.suppress(PhoneError):
            await call.until(CallState.ENDED, timeout_s=min(_LOOK_S, by - loop.time()))
