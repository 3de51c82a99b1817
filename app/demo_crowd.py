"""The demo's busy morning: citizens who call by themselves, and agents' phones that answer.

Who calls, when, and for how long they stay is drawn; nothing of it is anybody's. A caller does not
know whether somebody speaks with them or music: so they stay as long as they would have, and
whoever was not served by then has given up waiting.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent_ui.shown import Crowding, Site
from agent_ui.sitters import NO_TIME
from app.demo_note import read_note
from app.home import Home
from app.plain import Plain
from callcenter.commands import ShowSeat
from callcenter.events import Asked, NotReadyPressed, ReadyPressed
from callcenter.record import Record
from callcenter.seat import SeatState
from telephony.call_files import PlacedCall, place
from telephony.citizen_files import ASKS, CROWD, STAYS

log = logging.getLogger(__name__)

ROBOTS = ("seat-08", "seat-09", "seat-10")
LASTS_S = 600.0
GAP_S = 15.0
"""From one caller to the next, on average; the first calls at once."""
WELCOMED_S = 45.0
"""So long the announcements are, which everybody hears."""
TALKS_S = 35.0
"""So long a caller stays after them, on average."""
STAYS_AT_MOST_S = 240.0
WITHHELD = 0.1
LOOK_S = 0.5
WRITES_S = 6.0
"""So long an agent who answers by itself is in wrap-up."""

BY = "demo"

Submit = Callable[[Asked], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Visit:
    """One caller of the crowd."""

    after_s: float
    """Since the one before called."""
    number: str
    """Empty: withheld."""
    stays_s: float


def crowd_of(home: Home, plain: Plain, site: Site) -> Crowd | None:
    """Make the crowd of a demo; None for every other instance, or if its Asterisk is not ours."""
    note = read_note(home)
    way = next((each.name for each in plain.trunks if each.goes_out_to), None)
    if note is None or site.citizen is None or plain.asterisk is None or way is None:
        return None
    line = _digits(plain.lines[0])
    return Crowd(
        home.asterisk / "spool",
        channel=f"PJSIP/{line}@{way}",
        numbers=[_digits(each) for each in note.crowd],
        submit=site.submit,
        is_taken=lambda seat: seat in site.sitters.by_seat,
    )


def visits(numbers: Sequence[str], drawn: random.Random) -> Iterator[Visit]:
    """Draw callers without end."""
    after_s = 0.0
    while True:
        number = "" if drawn.random() < WITHHELD else drawn.choice(numbers)
        stays_s = WELCOMED_S + drawn.expovariate(1 / TALKS_S)
        yield Visit(after_s, number, min(stays_s, STAYS_AT_MOST_S))
        after_s = drawn.expovariate(1 / GAP_S)


class Crowd:
    """Calls while it is on, and has the robots' seats at work as long."""

    def __init__(
        self,
        spool: Path,
        *,
        channel: str,
        numbers: Sequence[str],
        submit: Submit,
        is_taken: Callable[[str], bool],
    ) -> None:
        """Make a crowd that is off.

        Args:
            spool: Asterisk's.
            channel: How our line is called.
            numbers: From where they call.
            submit: Hands a wish to the controller.
            is_taken: Tells whether somebody sits at a seat, which then is theirs alone.
        """
        self._spool = spool
        self._channel = channel
        self._numbers = numbers
        self._submit = submit
        self._is_taken = is_taken
        self._begun = asyncio.Event()
        self._until = 0.0
        self._called = 0
        self._shown: dict[str, tuple[SeatState, float]] = {}

    def begin(self) -> None:
        """Begin a morning; one that goes on is begun anew."""
        self._until = time.monotonic() + LASTS_S
        self._called = 0
        self._begun.set()

    def end(self) -> None:
        """Let nobody call any more; who has called stays their time."""
        self._until = 0.0

    def told(self) -> Crowding:
        """Tell how it goes."""
        return Crowding(left_s=max(0.0, self._until - time.monotonic()), called=self._called)

    def heard(self, record: Record) -> None:
        """Take what a record shows of the robots' seats."""
        for command in record.commands:
            if isinstance(command, ShowSeat) and command.seat in ROBOTS:
                state, before = SeatState(command.state), self._shown.get(command.seat)
                if before is None or before[0] is not state:
                    self._shown[command.seat] = state, time.monotonic()

    async def run(self) -> None:
        """Call and answer whenever it is on, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._call(), name="crowd: call")
            group.create_task(self._sit(), name="crowd: sit")

    @property
    def _is_on(self) -> bool:
        return time.monotonic() < self._until

    async def _call(self) -> None:
        while True:
            await self._begun.wait()
            for visit in visits(self._numbers, random.Random()):
                await asyncio.sleep(visit.after_s)
                if not self._is_on:
                    break
                await asyncio.to_thread(place, self._spool, self._placed(visit))
                self._called += 1
            self._begun.clear()

    def _placed(self, visit: Visit) -> PlacedCall:
        return PlacedCall(
            channel=self._channel,
            number=visit.number,
            context=CROWD,
            extension=ASKS,
            variables={STAYS: f"{visit.stays_s:.0f}"},
        )

    async def _sit(self) -> None:
        while True:
            for seat, (state, since) in list(self._shown.items()):
                wish = None if self._is_taken(seat) else self._wish(seat, state, since)
                if wish is not None and (why := await self._submit(wish)):
                    extra = {"action": "robot_stays", "seat": seat, "why": why}
                    log.info("a robot's seat stays as it is", extra=extra)
            await asyncio.sleep(LOOK_S)

    def _wish(self, seat: str, state: SeatState, since: float) -> Asked | None:
        has_written = state is SeatState.WRAP_UP and time.monotonic() > since + WRITES_S
        if has_written or (state is SeatState.NOT_READY and self._is_on):
            return ReadyPressed(at=NO_TIME, seat=seat, by=BY)
        if state is SeatState.READY and not self._is_on:
            return NotReadyPressed(at=NO_TIME, seat=seat, by=BY)
        return None


def _digits(number: str) -> str:
    return "".join(each for each in number if each.isdigit())
