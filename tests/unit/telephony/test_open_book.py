"""Asterisk's book as it stands now; what is over is let go of after a while."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from telephony.book_reader import START
from telephony.open_book import KEPT, PIECE, OpenBook

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)


class Desk:
    def __init__(self, folder: Path) -> None:
        self.path = folder / "cel.json"
        self.now = AT
        self.book = OpenBook(self.path, START, offset=timedelta(hours=1), clock=lambda: self.now)

    def write(self, kind: str, channel: str, ago: timedelta = timedelta()) -> None:
        extra = {"hangupcause": 16, "hangupsource": ""} if kind == "HANGUP" else {}
        line = {
            "eventtype": kind,
            "eventtime": (self.now - timedelta(hours=1) - ago).timestamp(),
            "uniqueid": channel,
            "linkedid": channel,
            "channame": "PJSIP/trunk-00000001",
            "eventextra": json.dumps(extra),
        }
        with self.path.open("a") as file:
            file.write(json.dumps(line) + "\n")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_it_grows_while_it_is_open_and_tells_times_of_the_instance(desk: Desk) -> None:
    assert desk.book.read().calls() == ()
    desk.write("CHAN_START", "a")
    assert [each.arrived_at for each in desk.book.read().calls()] == [AT]
    desk.write("HANGUP", "a")
    assert desk.book.read().ended_at("a") == AT
    assert desk.book.place.offset == desk.path.stat().st_size


def test_what_is_over_for_long_is_let_go_and_who_is_up_is_kept(desk: Desk) -> None:
    for kind, channel in (("CHAN_START", "a"), ("HANGUP", "a"), ("CHAN_START", "b")):
        desk.write(kind, channel)
    assert desk.book.read().channel("a")
    desk.now += KEPT + timedelta(seconds=1)
    desk.book.read()
    book = desk.book.read()
    assert book.channel("a") is None
    assert book.channel("b") is not None


def test_the_last_instant_is_told_and_a_dead_asterisk_is_forgotten(desk: Desk) -> None:
    assert desk.book.last_before(AT) is None
    desk.write("CHAN_START", "a", timedelta(seconds=9))
    assert desk.book.last_before(AT) == AT - timedelta(seconds=9)
    assert desk.book.last_before(AT - timedelta(seconds=9)) is None
    desk.write("CHAN_START", "b")
    desk.book.read()
    desk.book.forget(AT - timedelta(seconds=2), born_at=AT - timedelta(seconds=1))
    # Who came to the next one before we met it goes on.
    assert desk.book.left is not None
    for book, known in ((desk.book.left.book, "a"), (desk.book.read(), "b")):
        assert [each.call for each in book.calls()] == [known]


def test_a_book_that_cannot_be_read_now_is_read_the_next_time(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.path.mkdir()
    assert desk.book.read().calls() == ()
    assert [each.levelno for each in caplog.records] == [logging.WARNING]
    desk.path.rmdir()
    desk.write("CHAN_START", "a")
    assert desk.book.read().channel("a") is not None


async def test_a_long_book_is_read_in_turns_with_others(desk: Desk) -> None:
    for n in range(PIECE + 1):
        desk.write("CHAN_START", f"c{n}")
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(desk.book.catch_up())
        await asyncio.sleep(0)
        assert not reading.done()
    assert len([each for each in range(PIECE + 1) if desk.book.read().channel(f"c{each}")]) > PIECE
