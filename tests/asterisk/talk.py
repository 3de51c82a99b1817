"""A citizen calls, a seat's phone rings or talks: where most tests of a counter begin."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from callcenter.events import LegJoined
from tests.asterisk.instance import LINE, Instance
from tests.asterisk.phones.behaviour import Behaviour
from tests.asterisk.phones.call import PhoneCall
from tests.asterisk.phones.caller_phone import CallerPhone

SEAT = "seat-01"
CITIZEN = "0312345678"
CALLER_HZ, SEAT_HZ = 440, 1010
"""A frame of 20 ms is no whole number of their waves: one that is left out is found."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A call, as its caller's phone and the phone of seat-01 have it."""

    id: str
    caller: PhoneCall
    seat: PhoneCall


@asynccontextmanager
async def ringing(instance: Instance, behaviour: Behaviour | None = None) -> AsyncIterator[Meeting]:
    """Call with seat-01 alone ready, until its phone rings; it picks up if not told otherwise."""
    start = instance.log.n
    async with (
        instance.seated(SEAT, behaviour, tone_hz=SEAT_HZ) as seat,
        CallerPhone(instance.sip, CITIZEN, tone_hz=CALLER_HZ) as phone,
    ):
        caller = phone.call(LINE)
        arrived = await instance.arrived(after=start)
        yield Meeting(arrived.call, caller, await seat.next_call())


@asynccontextmanager
async def talking(instance: Instance, behaviour: Behaviour | None = None) -> AsyncIterator[Meeting]:
    """Call with seat-01 alone ready, until the two are joined."""
    async with ringing(instance, behaviour) as meeting:
        await instance.log.event(LegJoined, call=meeting.id)
        yield meeting
