"""A seat's phone that calls people, and the citizens behind the trunk."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.ask import why_not
from app.cli.outbound import person_of
from app.cli.wish import WHENEVER
from app.home import open_home
from callcenter import ids
from callcenter.commands import CloseDial
from callcenter.events import DialPressed
from tests.asterisk.instance import Instance
from tests.asterisk.offers import OWN
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.citizens import Citizens
from tests.asterisk.phones.seat_phone import SeatPhone


@dataclass(frozen=True)
class Floor:
    """An instance, a seat's phone that picks up, and the citizens behind its trunk."""

    instance: Instance
    seat: SeatPhone
    citizens: Citizens

    async def dial(self) -> str:
        """Call the citizen from the seat; the call's id."""
        home = open_home(self.instance.home)
        call = ids.attempt(secrets.token_hex(8), 1)
        person = person_of(home, OWN)
        wish = DialPressed(at=WHENEVER, seat="seat-01", by="op-1", call=call, person=person)
        assert await why_not(home, wish) == ""
        return call

    async def closed(self, call: str) -> CloseDial:
        """Wait until the call is filed and nothing of it is left."""
        closed = await self.instance.log.command(CloseDial, call=call)
        await self.instance.until_empty()
        return closed


@asynccontextmanager
async def floor_of(instance: Instance, port: int) -> AsyncIterator[Floor]:
    async with (
        instance.seated("seat-01", answer_after(0.1), ready=False) as seat,
        Citizens(instance.sip, port=port) as citizens,
    ):
        yield Floor(instance, seat, citizens)
