"""The control call: a plain `Dial()` on the same Asterisk, with no controller in it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from bench.console import Console
from bench.errors import QueueRefused
from faults.campaign import CONTROL
from faults.facts import ControlFact
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import CallState, PhoneCall
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.errors import PhoneError
from tests.asterisk.phones.phone import Phone
from tests.asterisk.phones.seat_phone import SeatPhone
from tests.asterisk.phones.sip_socket import Address

NUMBER = "0119990001"
_STEPS = (f"Dial(PJSIP/{CONTROL})", "Hangup()")
_CALLER = "0399999999"
_AGAIN_S = 0.2


async def open_control(console: Console, *, context: str) -> None:
    """Make calls to NUMBER ring the control's phone; Asterisk forgets it when it dies.

    Raises:
        QueueRefused: a command of the console did not work.
    """
    if "1 modules loaded" not in await console.tell("module show like app_dial.so"):
        await _insist(console, "module load app_dial.so", "Loaded")
    for priority, step in enumerate(_STEPS, 1):
        command = f"dialplan add extension {NUMBER},{priority},{step} into {context}"
        await _insist(console, command, "added")


async def _insist(console: Console, command: str, expected: str) -> None:
    printed = await console.tell(command)
    if expected not in printed and "already" not in printed:
        raise QueueRefused(command, printed)


class Control:
    """Keeps a control call up, and a new one after each death of Asterisk."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._ends: list[PhoneCall] = []

    @property
    def facts(self) -> tuple[ControlFact, ...]:
        """What both ends of all control calls heard."""
        return tuple(
            ControlFact(packets=tuple(packet.at for packet in end.rtp.packets))
            for end in self._ends
        )

    def lost(self) -> None:
        """Asterisk has died."""
        for end in self._ends:
            end.end("them")

    @contextlib.asynccontextmanager
    async def up(self, server: Address, password: str) -> AsyncIterator[None]:
        """Keep it up for as long as the context lasts."""
        over = asyncio.Event()
        placed = asyncio.Event()
        async with (
            asyncio.TaskGroup() as group,
            SeatPhone(server, CONTROL, password, behaviour=answer_after()) as seat,
            CallerPhone(server, _CALLER, tone_hz=350) as caller,
        ):
            keeping = group.create_task(self._keep(caller, seat, over, placed))
            await placed.wait()
            yield
            over.set()
            await keeping

    async def _keep(
        self, caller: CallerPhone, seat: Phone, over: asyncio.Event, placed: asyncio.Event
    ) -> None:
        while not over.is_set():
            try:
                await open_control(self._console, context="from-trunk")
                call = caller.call(NUMBER)
                await call.until(CallState.ANSWERED, timeout_s=2.0)
            except (QueueRefused, PhoneError):  # Asterisk is not up yet
                await asyncio.sleep(_AGAIN_S)
                continue
            self._ends += [call, seat.calls[-1]]
            placed.set()
            await _until_ended(call, over)
        for end in self._ends:
            end.hang_up()


async def _until_ended(call: PhoneCall, over: asyncio.Event) -> None:
    while call.state is not CallState.ENDED and not over.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), _AGAIN_S)
