"""A seat's phone: registers to the seat's account and does what it was told when called."""

from __future__ import annotations

import asyncio
from typing import Self

from tests.asterisk.phones.behaviour import Behaviour, answer_after
from tests.asterisk.phones.errors import PhoneError
from tests.asterisk.phones.incoming_call import IncomingCall
from tests.asterisk.phones.phone import Phone
from tests.asterisk.phones.sip_socket import Address


class SeatPhone(Phone):
    """A phone that is registered as soon as its context is entered.

    `behaviour` may be changed at any time; it counts for the calls that come after.
    """

    def __init__(
        self,
        server: Address,
        account: str,
        password: str,
        *,
        behaviour: Behaviour | None = None,
        tone_hz: int | None = 1000,
        host: str = "127.0.0.1",
    ) -> None:
        super().__init__(server, account, password=password, tone_hz=tone_hz, host=host)
        self.behaviour = behaviour or answer_after()

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        try:
            await self.register()
        except PhoneError:
            self.sip.close()
            raise
        return self

    def on_call(self, call: IncomingCall) -> None:
        """Ring, and do the rest when its time has come."""
        behave(call, self.behaviour)


def behave(call: IncomingCall, chosen: Behaviour) -> None:
    """Ring, and do the rest when its time has come."""
    call.ring()
    if chosen.status is None:
        return
    if chosen.after_s > 0:
        asyncio.get_running_loop().call_later(chosen.after_s, _decide, call, chosen)
    else:
        _decide(call, chosen)


def _decide(call: IncomingCall, chosen: Behaviour) -> None:
    """Answer or refuse, unless the caller has gone meanwhile."""
    if chosen.status != 200:
        call.reject(chosen.status or 480)
        return
    call.answer()
    if chosen.talk_s is not None:
        asyncio.get_running_loop().call_later(chosen.talk_s, call.hang_up)
