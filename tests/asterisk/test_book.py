"""Asterisk's own book tells of every call what the phones and our log tell of it."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
import pytest_asyncio

from bench.console import Console
from bench.queue_side import NUMBER, open_queue
from callcenter import ids
from callcenter.events import LegAnswered, LegJoined
from telephony.asterisk import find
from telephony.asterisk_files import BOOK
from telephony.book import Book
from telephony.book_reader import BookReader
from telephony.call_story import CallStory, EndedBy
from tests.asterisk.instance import CACHE, LINE, LOOK_S, Instance, running
from tests.asterisk.phones.behaviour import answer_after, no_answer
from tests.asterisk.phones.call import CallState, PhoneCall
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.talk import ringing, talking

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

WITHIN_S = 0.2
Told = TypeVar("Told")


@dataclass(slots=True)
class Bookkeeper:
    """The book of a running instance."""

    instance: Instance
    reader: BookReader
    book: Book = field(init=False)

    def __post_init__(self) -> None:
        self.book = self._of()

    async def told(self, ask: Callable[[Book], Told | None]) -> Told:
        """Read on until the book has an answer."""
        until = time.monotonic() + 5
        while (answer := ask(self.book)) is None:
            assert time.monotonic() < until, "the book does not tell"
            await asyncio.sleep(LOOK_S)
            self.book = self._of(self.book)
        return answer

    async def ended(self, call: str) -> CallStory:
        """Give the story of a call all of whose channels have ended."""

        def whole(book: Book) -> CallStory | None:
            story = book.call(call)
            parties = [story.caller, *story.legs] if story else []
            return story if parties and all(each.ended_at for each in parties) else None

        return await self.told(whole)

    async def newest(self) -> str:
        """Give the call that came last, as soon as one is there that has not ended."""

        def last(book: Book) -> str | None:
            calls = [each.call for each in book.calls() if each.ended_at is None]
            return calls[-1] if calls else None

        return await self.told(last)

    def _of(self, known: Book | None = None) -> Book:
        offset = timedelta(seconds=self.instance.run["clock_offset_s"])
        before = known.unfinished() if known else ()
        return Book.of((*before, *self.reader.read()), offset=offset)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def counter(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Instance]:
    settings = "[supervisor]\nfrozen_s = 10\n"  # it is let go on by the test
    async with running(tmp_path_factory.mktemp("counter"), settings=settings) as instance:
        installation = find(CACHE, debian_mirror=None, say=lambda _: None)
        console = Console(installation.command, instance.home / "asterisk/etc/asterisk.conf")
        await open_queue(console, ["seat-01"], context="from-trunk", record=True)
        yield instance


@pytest_asyncio.fixture(loop_scope="module")
async def keeper(counter: Instance) -> AsyncIterator[Bookkeeper]:
    reader = BookReader(counter.home / "asterisk" / BOOK)
    yield Bookkeeper(counter, reader)
    assert reader.skipped == 0


async def test_a_talk_that_the_caller_ended(counter: Instance, keeper: Bookkeeper) -> None:
    async with talking(counter, answer_after(0.3)) as call:
        answered = await counter.log.event(LegAnswered, call=call.id)
        joined = await counter.log.event(LegJoined, call=call.id)
        await asyncio.sleep(0.5)  # the talk
        call.caller.hang_up()
        closed = await counter.closed(call.id)
        story = await keeper.ended(call.id)
    (leg,) = story.legs
    (talk,) = story.talks
    assert (leg.channel, talk.leg, talk.endpoint) == (joined.leg, joined.leg, "seat-01")
    assert [each.bridge for each in leg.bridges] == [ids.bridge(call.id, 1)]
    assert near(leg.answered_at, answered.at)
    assert near(leg.entered_at(ids.bridge(call.id, 1)), joined.at)
    assert near(story.answered_at, closed.answered_at)
    assert near(story.arrived_at, closed.arrived_at)
    assert near(story.ended_at, closed.ended_at)
    assert_phone_agrees(keeper, call.caller, story.arrived_at, story.ended_at)
    assert_phone_agrees(keeper, call.seat, leg.started_at, leg.ended_at)
    assert story.ended_by is EndedBy.CALLER
    assert (story.caller.cause, leg.cause) == (16, 16)


async def test_a_talk_that_the_seat_ended(counter: Instance, keeper: Bookkeeper) -> None:
    async with talking(counter) as call:
        call.seat.hang_up()
        await call.caller.until(CallState.ENDED)
        closed = await counter.closed(call.id)
        story = await keeper.ended(call.id)
    assert near(story.ended_at, closed.ended_at)
    assert_phone_agrees(keeper, call.caller, story.arrived_at, story.ended_at)
    assert_phone_agrees(keeper, call.seat, story.legs[0].started_at, story.legs[0].ended_at)
    assert (story.ended_by, story.is_abandoned) == (EndedBy.SEAT, False)


async def test_a_seat_that_did_not_answer_and_a_caller_who_left(
    counter: Instance, keeper: Bookkeeper
) -> None:
    async with ringing(counter, no_answer()) as call:
        await call.seat.until(CallState.ENDED)
        call.caller.hang_up()
        story = await keeper.ended(call.id)
    (leg,) = story.legs
    assert (leg.endpoint, leg.answered_at, leg.cause) == ("seat-01", None, 19)
    assert_phone_agrees(keeper, call.seat, leg.started_at, leg.ended_at)
    assert_phone_agrees(keeper, call.caller, story.arrived_at, story.ended_at)
    assert (story.talks, story.is_abandoned) == ((), True)


async def test_the_true_end_of_a_talk_while_the_controller_was_frozen(
    counter: Instance, keeper: Bookkeeper
) -> None:
    async with talking(counter) as call:
        os.kill(counter.run["pid"], signal.SIGSTOP)
        try:
            call.caller.hang_up()
            ended_at = await keeper.told(lambda book: book.ended_at(call.id))
        finally:
            os.kill(counter.run["pid"], signal.SIGCONT)
        await call.seat.until(CallState.ENDED)
        closed = await counter.closed(call.id)
    assert_phone_agrees(keeper, call.caller, closed.arrived_at, ended_at)


async def test_a_call_that_queue_served_without_us(counter: Instance, keeper: Bookkeeper) -> None:
    async with (
        counter.seated("seat-01", answer_after(0.5), ready=False) as seat,
        CallerPhone(counter.sip, "0312345678") as caller,
    ):
        call = caller.call(NUMBER)
        served_by = await seat.next_call()
        await served_by.until(CallState.ANSWERED)
        served = await keeper.newest()
        assert (await keeper.told(lambda book: book.call(served))).ended_at is None
        await asyncio.sleep(0.5)  # the talk
        served_by.hang_up()
        await call.until(CallState.ENDED)
        story = await keeper.ended(served)
    (talk,) = story.talks
    assert talk.endpoint == "seat-01"
    assert talk.began_at == story.answered_at
    assert_phone_agrees(keeper, call, story.arrived_at, story.ended_at)
    assert_phone_agrees(keeper, served_by, story.legs[0].started_at, talk.ended_at)
    assert served_by.times.answered is not None
    assert machine(keeper, story.answered_at) == pytest.approx(
        served_by.times.answered, abs=WITHIN_S
    )
    assert (story.ended_by, story.is_abandoned) == (EndedBy.SEAT, False)


async def test_a_caller_who_left_queue_while_a_seat_rang(
    counter: Instance, keeper: Bookkeeper
) -> None:
    async with (
        counter.seated("seat-01", no_answer(), ready=False) as seat,
        CallerPhone(counter.sip, "0312345678") as caller,
    ):
        call = caller.call(NUMBER)
        rung = await seat.next_call()
        left = await keeper.newest()
        call.cancel()
        await rung.until(CallState.ENDED)
        story = await keeper.ended(left)
    assert [(each.endpoint, each.answered_at) for each in story.legs] == [("seat-01", None)]
    assert_phone_agrees(keeper, call, story.arrived_at, story.ended_at)
    assert (story.talks, story.answered_at) == ((), None)
    assert (story.ended_by, story.is_abandoned) == (EndedBy.CALLER, True)


async def test_asterisk_begins_a_new_book_when_the_old_one_was_renamed(
    counter: Instance, keeper: Bookkeeper
) -> None:
    path = counter.home / "asterisk" / BOOK
    async with CallerPhone(counter.sip, "0312345678") as caller:
        await keeper.ended(await one_call(counter, caller))
        old = keeper.reader.place
        path.rename(path.with_suffix(".old"))
        story = await keeper.ended(await one_call(counter, caller))
    assert keeper.reader.place.file != old.file
    assert keeper.reader.place.offset == path.stat().st_size
    assert story.is_abandoned


async def one_call(instance: Instance, caller: CallerPhone) -> str:
    """Call, hear the beginning of the welcome, hang up."""
    start = instance.log.n
    call = caller.call(LINE)
    arrived = await instance.arrived(after=start)
    await call.until(CallState.ANSWERED)
    call.hang_up()
    await instance.closed(arrived.call)
    return arrived.call


def near(told: datetime | None, other: datetime | None) -> bool:
    """Whether the book's time is that of our log."""
    if told is None or other is None:
        return False
    return abs(told - other) < timedelta(seconds=WITHIN_S)


def machine(keeper: Bookkeeper, at: datetime | None) -> float:
    assert at is not None
    return keeper.instance.epoch(at)


def assert_phone_agrees(
    keeper: Bookkeeper, call: PhoneCall, began: datetime | None, ended: datetime | None
) -> None:
    assert call.times.ended is not None
    assert machine(keeper, began) == pytest.approx(call.times.invited, abs=WITHIN_S)
    assert machine(keeper, ended) == pytest.approx(call.times.ended, abs=WITHIN_S)
