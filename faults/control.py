"""The control call: a plain `Dial()` on the same Asterisk, with no controller in it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from bench.console import Console
from bench.errors import QueueRefused
from faults.campaign import CONTROL
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import CallState, PhoneCall
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.errors import PhoneError
from tests.asterisk.phones.outgoing_call import OutgoingCall
from tests.asterisk.phones.phone import Phone
from tests.asterisk.phones.seat_phone import SeatPhone
from tests.asterisk.phones.sip_socket import Address

NUMBER = "0119990001"
_STEPS = (f"Dial(PJSIP/{CONTROL})", "Hangup()")
_CALLER = "0399999999"
_AGAIN_S = 0.2
_ANSWERED_S = 2.0


async def open_control(console: Console, *, context: str) -> None:
    """Make calls to NUMBER ring the control's phone; Asterisk forgets it when it dies.

    Raises:
        QueueRefused: a command of the console did not work.
    """
    # A module that is loaded beside those of the start ends the start, and Asterisk with it.
    await _insist(console, "core waitfullybooted", "fully booted")
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
        self._asking: OutgoingCall | None = None
        self.ends: list[PhoneCall] = []
        """Both ends of all control calls."""

    def lost(self) -> None:
        """Asterisk has died, and with it the number that is called here.

        Asked for it again, the next one would take the control call for a citizen's.
        """
        if self._asking is not None:
            self._asking.give_up()
        for end in self.ends:
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
                call = await self._placed(caller)
            except (QueueRefused, PhoneError):  # Asterisk is not up yet
                await asyncio.sleep(_AGAIN_S)
                continue
            self.ends += [call, seat.calls[-1]]
            placed.set()
            await _until_ended(call, over)
        for end in self.ends:
            end.hang_up()

    async def _placed(self, caller: CallerPhone) -> OutgoingCall:
        call = self._asking = caller.call(NUMBER)
        try:
            await call.until(CallState.ANSWERED, timeout_s=_ANSWERED_S)
        except PhoneError:
            call.cancel()
            raise
        finally:
            self._asking = None
        return call


async def _until_ended(call: PhoneCall, over: asyncio.Event) -> None:
    while call.state is not CallState.ENDED and not over.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), _AGAIN_S)
