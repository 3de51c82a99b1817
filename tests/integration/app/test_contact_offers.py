"""What the office offers while calling is on, and what it hears of its answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.contact_ends import Around
from app.contact_offers import ContactOffers
from app.home import open_home
from callcenter.call import CallState
from callcenter.commands import Command, ConfirmContact, Refuse, RingSeat, ShowOutbound
from callcenter.contact import Calling
from callcenter.events import (
    Asked,
    ContactConfirmed,
    ContactsOffered,
    DialPressed,
    Event,
    OutboundPaused,
    OutboundPressed,
    TimerFired,
)
from callcenter.outcome import DialResult
from callcenter.record import Record
from cases.contacts import Leased, Mode
from cases.importing import Importer
from cases.store import Shelf
from storage.engine import connect
from tests.integration.cases.calling_out import World
from tests.integration.cases.conftest import importer, shelf
from tests.integration.storage.conftest import sqlite_url

__all__ = ["importer", "shelf", "sqlite_url"]

pytestmark = pytest.mark.integration


@pytest.fixture
async def engine(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    made = connect(sqlite_url)
    yield made
    await made.dispose()


class Office:
    """The offers of a world, before a heart that takes every wish."""

    def __init__(self, world: World, home: Path) -> None:
        self.world = world
        self.wishes: asyncio.Queue[Asked] = asyncio.Queue()
        around = Around(
            number_of=lambda _: None,
            sitting=lambda _: "",
            submit=self._submit,
            clock=lambda: world.now,
            most=2,
        )
        self.offers = ContactOffers(open_home(home), world.engine, world.contacts, around=around)
        self.n = 0

    async def _submit(self, wish: Asked) -> str:
        self.wishes.put_nowait(wish)
        return ""

    def hears(self, event: Event, *commands: Command) -> None:
        self.n += 1
        self.offers.heard(Record(n=self.n, event=event, commands=commands))

    async def offered(self) -> list[str]:
        """Give the attempts that are offered next."""
        async with asyncio.timeout(10):
            while not isinstance(wish := await self.wishes.get(), ContactsOffered):
                pass
        return [each.attempt for each in wish.contacts]

    async def answer(self) -> ContactConfirmed:
        async with asyncio.timeout(10):
            while not isinstance(wish := await self.wishes.get(), ContactConfirmed):
                pass
        return wish

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.offers.run(), name="offers")  # noqa: TID251 (the test's own)
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def office(engine: AsyncEngine, shelf: Shelf, importer: Importer, tmp_path: Path) -> Office:
    world = World(engine, shelf)
    await world.fill(importer, 3)
    return Office(world, tmp_path)


async def test_nothing_is_offered_before_a_supervisor_says_so_and_all_is_taken_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.contact_offers.OFFER_S", 0.1)
    monkeypatch.setattr("app.contact_offers.TIMELY", timedelta(seconds=10))  # a busy machine's
    now = office.world.now
    async with office.working():
        await asyncio.sleep(0.25)
        assert office.wishes.empty()
        started = OutboundPressed(at=now, by="sv", is_on=True)
        office.hears(started, ShowOutbound(calling=Calling.ON, since=now))
        first, second = await office.offered()
        office.hears(
            OutboundPaused(at=now, by="sv"), ShowOutbound(calling=Calling.PAUSED, since=now)
        )
        await asyncio.sleep(0.25)
        assert office.wishes.empty()  # a pause takes nothing back
        asked = ConfirmContact(attempt=first, contact="c1", seat="seat-01")
        office.hears(ContactsOffered(at=now, contacts=()), asked)
        answer = await office.answer()
        assert (answer.attempt, answer.is_due) == (first, True)
        await office.world.supply(2)
        gone = ConfirmContact(attempt=second, contact="c2", seat="seat-01")
        office.hears(ContactsOffered(at=now, contacts=()), gone)
        assert not (await office.answer()).is_due
        stopped = OutboundPressed(at=now, by="sv", is_on=False)
        office.hears(stopped, ShowOutbound(calling=Calling.OFF, since=now))
        while await office.offered():
            pass
    assert await office.world.reasons() == {1: "in_call", 3: "due"}


async def test_what_the_heart_dropped_because_we_were_slow_is_offered_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.contact_offers.OFFER_S", 0.1)
    now = office.world.now
    started = OutboundPressed(at=now, by="sv", is_on=True)
    office.hears(started, ShowOutbound(calling=Calling.ON, since=now))
    async with office.working():
        first, second = await office.offered()
        office.hears(ContactConfirmed(at=now, attempt=first, is_due=False))
        assert await office.offered() == [first, second]
        office.hears(TimerFired(at=now, timer="seat-01~t1"))
        await asyncio.sleep(0.25)
        assert office.wishes.empty()
        office.hears(TimerFired(at=now, timer=f"{second}~t1"))
        assert await office.offered() == [first, second]


async def test_an_answer_that_came_too_late_is_taken_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.contact_offers.OFFER_S", 3600.0)
    now = office.world.now
    leased, other = await office.world.lease(2)
    for each in (leased, other):
        assert await office.world.begin(each.attempt)
    ring = RingSeat(
        call=other.attempt,
        leg=f"{other.attempt}~1",
        seat="seat-01",
        endpoint="seat-01",
        ring_s=20.0,
        caller=None,
        withheld=None,
    )
    async with office.working():
        office.hears(ContactConfirmed(at=now, attempt=leased.attempt, is_due=True))
        office.hears(ContactConfirmed(at=now, attempt=other.attempt, is_due=True), ring)
        for _ in range(200):
            if (await office.world.reasons())[1] != "in_call":
                break
            await asyncio.sleep(0.05)
    assert await office.world.reasons() == {1: "leased", 2: "in_call", 3: "due"}


async def test_a_word_that_was_kept_and_not_told_is_taken_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two seconds were over when the database had just kept it: nobody is dialled."""
    monkeypatch.setattr("app.contact_offers.OFFER_S", 3600.0)
    world, keep = office.world, office.offers._is_due
    [leased] = await world.lease()

    async def kept_too_late(asked: ConfirmContact) -> bool:
        assert await keep(asked)
        raise TimeoutError

    monkeypatch.setattr(office.offers, "_is_due", kept_too_late)
    async with office.working():
        asked = ConfirmContact(attempt=leased.attempt, contact="c1", seat="seat-01")
        office.hears(ContactsOffered(at=world.now, contacts=()), asked)
        assert not (await office.answer()).is_due
        for _ in range(200):
            if (await world.reasons())[1] != "in_call":
                break
            await asyncio.sleep(0.05)
    assert (await world.reasons())[1] == "leased"


async def test_who_is_due_no_more_while_the_seat_rings_is_taken_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that an agent dials by hand; what is due still, or dialled, is left alone."""
    monkeypatch.setattr("app.contact_offers.OFFER_S", 3600.0)
    world = office.world
    leased = [each.attempt for each in await world.lease(3)]
    states = (CallState.CALLING_SEAT, CallState.CALLING_SEAT, CallState.DIALLING)
    for attempt, state in zip(leased, states, strict=True):
        assert await world.begin(attempt)
        await world.rings(attempt, state)
    async with office.working():
        for seq in (2, 3):
            await world.supply(seq)
        answer = await office.answer()
        assert (answer.attempt, answer.is_due) == (leased[1], False)
    while not office.wishes.empty():
        wish = office.wishes.get_nowait()
        assert not isinstance(wish, ContactConfirmed) or wish.attempt == leased[1]
    await world.end(leased[1], DialResult.CANCELLED, dialled=False, detail="withdrawn")
    assert (await world.row(leased[1])).skip == "called_off"


async def test_an_attempt_that_was_called_off_is_judged_anew_at_once(office: Office) -> None:
    world = office.world
    [leased] = await world.lease()
    assert await world.begin(leased.attempt)
    await world.end(leased.attempt, DialResult.CANCELLED, dialled=False, detail="calling_stopped")
    world.now += timedelta(minutes=1)
    assert (await world.reasons())[1] == "due"


async def test_an_office_that_begins_anew_takes_back_no_later_try(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It hears the old refusals again, under the id of who is talked to by now.

    The row of that call may come later than the log.
    """
    monkeypatch.setattr("app.contact_offers.OFFER_S", 3600.0)
    world = office.world
    [leased] = await world.lease(by="op-01", mode=Mode.PREVIEW)
    attempt = leased.attempt
    refused = pressed(world, leased)
    unheard = ContactConfirmed(at=world.now, attempt=attempt, is_due=True)
    assert await world.begin(attempt)
    await world.undo(attempt)
    world.now += timedelta(seconds=30)
    assert await world.begin(attempt)
    begun = world.now
    world.now += timedelta(minutes=1)
    [other] = await world.lease()
    assert await world.begin(other.attempt)
    async with office.working():
        office.hears(refused, Refuse(reason="kept_for_callers"))
        office.hears(unheard)
        # Of this one nobody was called: it is taken back, after the others were looked at.
        office.hears(ContactConfirmed(at=world.now, attempt=other.attempt, is_due=True))
        await taken_back(world, other.attempt)
    assert (await world.row(attempt)).begun_at == begun
    assert (await world.reasons())[1] == "in_call"


@pytest.mark.parametrize("is_filed", [False, True])
async def test_who_has_a_call_is_not_taken_back_however_late_it_is_heard(
    office: Office, monkeypatch: pytest.MonkeyPatch, *, is_filed: bool
) -> None:
    """A taking back that waited for the database may meet a call, or the end of one."""
    monkeypatch.setattr("app.contact_offers.OFFER_S", 3600.0)
    world = office.world
    [leased, other] = await world.lease(2)
    for each in (leased, other):
        assert await world.begin(each.attempt)
    if is_filed:
        await world.end(leased.attempt, DialResult.ANSWERED)
    else:
        await world.rings(leased.attempt, CallState.TALKING)
    async with office.working():
        for each in (leased, other):
            office.hears(ContactConfirmed(at=world.now, attempt=each.attempt, is_due=True))
        await taken_back(world, other.attempt)
    assert (await world.row(leased.attempt)).begun_at == world.now


async def taken_back(world: World, attempt: str) -> None:
    async with asyncio.timeout(10):
        while (await world.row(attempt)).begun_at is not None:  # noqa: ASYNC110 (a database)
            await asyncio.sleep(0.05)


def pressed(world: World, leased: Leased) -> DialPressed:
    return DialPressed(
        at=world.now,
        seat="seat-01",
        by="s1",
        call=leased.attempt,
        person=leased.person,
        contact=leased.contact_id,
    )
