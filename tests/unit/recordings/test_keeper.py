"""The keeper follows the log and delivers each call once, in whatever order it hears of it."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callcenter.commands import RecordLeg
from callcenter.events import (
    AsteriskLost,
    Event,
    LegJoined,
    RecordingFailed,
    RecordingStarted,
)
from callcenter.record import Record
from callcenter.wishes import RecordingPressed
from recordings import keeper, sound
from recordings.delivery import Closed, Kept, Places
from recordings.keeper import Keeper
from storage.errors import DatabaseUnavailable
from tests.unit.recordings.calls import (
    CALL,
    CALLER_PART,
    ENDED,
    JOINED,
    SEAT_PART,
    close_call,
    closed,
    ended,
    record,
    record_sound,
    started,
)
from tests.unit.recordings.tones import break_header

pytestmark = pytest.mark.unit

STARTS = [started(1, CALLER_PART), started(2, SEAT_PART)]
LATE = JOINED + timedelta(seconds=1)
LEG = f"{CALL}~1"
ENDS = [ended(3, CALLER_PART), ended(4, SEAT_PART), closed(5)]


def found_closed() -> Closed:
    close = close_call()
    return Closed(
        call=CALL,
        business_date=date(2026, 2, 3),
        joined_at=close.answered_at,
        ended_at=close.ended_at,
        caller_part=CALLER_PART,
        seat_part=SEAT_PART,
    )


class Office:
    """A keeper, its clock, and a database that notes what it is told, if it is there."""

    def __init__(self, home: Path) -> None:
        self.now = ENDED
        self.asterisk_since: float | None = 0.0
        self.database_answers: list[bool | Exception] = []
        self.kept: list[tuple[str, Path, float]] = []
        self.lost: list[tuple[str, str]] = []
        self.noted = asyncio.Event()
        self.spool = home / "spool"
        self.spool.mkdir(exist_ok=True)
        self.file = home / "kept" / "2026-02-03" / f"{CALL}.wav"
        self.keeper = Keeper(
            Places(spool=self.spool, kept=home / "kept", min_free_bytes=0),
            zone=ZoneInfo("Asia/Tokyo"),
            clock=self.clock,
            asterisk_since=lambda: self.asterisk_since,
            on_kept=self.on_kept,
            on_lost=self.on_lost,
        )

    def clock(self) -> datetime:
        return self.now

    async def on_kept(self, call: str, kept: Kept) -> bool:
        if self._is_there():
            self.kept.append((call, kept.path, kept.duration_s))
            self.noted.set()
            return True
        return False

    async def on_lost(self, call: str, why: str) -> bool:
        if self._is_there():
            self.lost.append((call, why))
            return True
        return False

    def _is_there(self) -> bool:
        answer = self.database_answers.pop(0) if self.database_answers else True
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def feed(self, records: Sequence[Record]) -> None:
        for each in records:
            await self.keeper.take(each)
            await self.keeper.deliver_due()

    def raw(self) -> list[str]:
        return sorted(path.name for path in self.spool.iterdir())


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    record_sound(office.spool)
    return office


@pytest.mark.parametrize("order", list(itertools.permutations(ENDS)))
async def test_in_any_order_of_the_ends_the_call_is_kept_once(
    order: Sequence[Record], office: Office
) -> None:
    for name in office.raw():
        break_header(office.spool / name)  # Asterisk is not done with it
    await office.feed([*STARTS, *order[:2]])
    assert office.kept == []
    await office.feed(order[2:])
    assert office.kept == [(CALL, office.file, 4.0)]
    assert office.raw() == []
    assert office.keeper.pending == 0


async def test_the_same_records_twice_in_one_life_do_nothing_more(office: Office) -> None:
    await office.feed([*STARTS, *ENDS, *STARTS, *ENDS])
    office.now += timedelta(hours=1)
    await office.keeper.deliver_due()
    assert office.kept == [(CALL, office.file, 4.0)]
    assert (office.lost, office.keeper.pending) == ([], 0)


async def test_the_same_records_after_a_restart_link_the_same_file_again(
    office: Office, tmp_path: Path
) -> None:
    await office.feed([*STARTS, *ENDS])
    before = office.file.stat()
    again = Office(tmp_path)
    await again.feed([*STARTS, *ENDS])
    assert again.kept == office.kept
    assert (again.lost, again.file.stat()) == ([], before)


async def test_a_missing_file_is_waited_for_until_the_patience_is_over(
    office: Office,
) -> None:
    (office.spool / f"{SEAT_PART}.wav").unlink()
    await office.feed([*STARTS, ENDS[0], ENDS[2]])
    office.now = ENDED + keeper.PATIENCE - timedelta(seconds=1)
    await office.keeper.deliver_due()
    assert (office.kept, office.keeper.pending) == ([], 1)
    office.now = ENDED + keeper.PATIENCE
    await office.keeper.deliver_due()
    assert office.kept == [(CALL, office.file, 4.0)]


async def test_an_end_that_nobody_heard_is_read_off_the_finished_file(office: Office) -> None:
    await office.feed([*STARTS, ENDS[2]])  # they hung up while the controller was dead
    assert office.kept == [(CALL, office.file, 4.0)]
    assert office.raw() == []


async def test_a_recording_that_asterisk_still_runs_is_not_touched_however_long(
    office: Office,
) -> None:
    break_header(office.spool / f"{SEAT_PART}.wav")
    await office.feed([*STARTS, ENDS[0], ENDS[2]])
    office.now = ENDED + 10 * keeper.PATIENCE
    await office.keeper.deliver_due()
    assert (office.kept, len(office.raw()), office.keeper.pending) == ([], 2, 1)
    await office.feed([ENDS[1]])
    assert office.kept == [(CALL, office.file, 4.0)]


@pytest.mark.parametrize("since", [None, time.time() + 3600], ids=["gone", "a later one"])
async def test_a_recording_of_a_dead_asterisk_is_not_waited_for(
    since: float | None, office: Office
) -> None:
    for name in office.raw():
        break_header(office.spool / name)
    office.asterisk_since = since
    await office.feed([*STARTS, ENDS[2]])
    assert office.kept == [(CALL, office.file, 4.0)]


async def test_asterisks_death_ends_every_recording_at_once(office: Office) -> None:
    for name in office.raw():
        break_header(office.spool / name)
    await office.feed(STARTS)
    await office.feed([Record(n=3, event=AsteriskLost(at=ENDED), commands=(close_call(),))])
    assert office.kept == [(CALL, office.file, 4.0)]
    assert office.raw() == []


async def test_a_call_found_later_is_delivered_again_although_it_was_done_with(
    office: Office,
) -> None:
    await office.feed([*STARTS, *ENDS])
    office.file.unlink()
    record_sound(office.spool)
    office.keeper.take_again(found_closed())
    assert office.keeper.is_at_work(CALL)
    await office.keeper.deliver_due()
    assert office.kept == [(CALL, office.file, 4.0)] * 2
    assert not office.keeper.is_at_work(CALL)


async def test_a_lost_recording_leaves_no_empty_file_behind(office: Office) -> None:
    for name, content in zip(office.raw(), (b"", bytes(44)), strict=True):
        (office.spool / name).write_bytes(content)
    await office.feed([*STARTS, *ENDS])
    assert ([call for call, _ in office.lost], office.raw()) == ([CALL], [])


async def test_a_missing_file_leaves_one_side_silent_and_one_warning(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    (office.spool / f"{SEAT_PART}.wav").unlink()
    await office.feed([*STARTS, *ENDS])
    assert office.kept == [(CALL, office.file, 4.0)]
    assert [each.levelno for each in caplog.records] == [logging.WARNING]


async def test_unreadable_sound_is_one_line_and_a_loss_and_stops_nothing(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    for name in office.raw():
        (office.spool / name).write_bytes(b"RIFF and nothing more of a wav, 44 bytes of it")
    await office.feed([*STARTS, *ENDS])
    assert (office.kept, [call for call, _ in office.lost]) == ([], [CALL])
    assert len(caplog.records) == 1
    assert office.raw() == [f"{CALLER_PART}.wav", f"{SEAT_PART}.wav"]


async def test_a_recording_that_a_killed_asterisk_left_open_is_kept(office: Office) -> None:
    for name in office.raw():
        break_header(office.spool / name)
    failed = RecordingFailed(at=ENDED, call=CALL, recording=SEAT_PART, why="lost")
    await office.feed([*STARTS, ENDS[0], record(4, failed), ENDS[2]])
    assert office.kept == [(CALL, office.file, 4.0)]
    assert sound.read(office.file).channels == 2


@pytest.mark.parametrize("answer", [False, DatabaseUnavailable(why="locked")])
async def test_a_database_that_is_not_there_is_told_later_and_the_raw_files_stay(
    answer: bool | Exception, office: Office
) -> None:
    office.database_answers = [answer]
    await office.feed([*STARTS, *ENDS])
    assert (office.kept, len(office.raw())) == ([], 2)
    office.now += keeper.RETRY
    await office.keeper.deliver_due()
    assert (office.kept, office.raw()) == ([(CALL, office.file, 4.0)], [])


async def test_a_full_disk_is_told_once_and_the_recording_follows_when_there_is_room(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.file.parent.parent.write_text("in the way")
    await office.feed([*STARTS, *ENDS])
    for _ in range(3):
        office.now += keeper.RETRY
        await office.keeper.deliver_due()
    assert (office.kept, office.keeper.pending, len(caplog.records)) == ([], 1, 1)
    assert str(office.file.parent.parent) in office.keeper.trouble
    office.file.parent.parent.unlink()
    office.now += keeper.RETRY
    await office.keeper.deliver_due()
    assert (office.kept, office.keeper.trouble) == ([(CALL, office.file, 4.0)], "")


async def test_a_caller_who_left_before_the_joining_leaves_no_sound_behind(office: Office) -> None:
    await office.feed([*STARTS, *ENDS[:2], closed(5, close_call(answered_at=None))])
    assert (office.kept, office.raw()) == ([], [])
    assert office.lost == [(CALL, "no talk")]


async def test_a_call_without_recordings_is_not_waited_for(office: Office) -> None:
    close = close_call(answered_at=None, caller_recording=None, seat_recording=None)
    await office.feed([closed(1, close)])
    assert (office.keeper.pending, office.kept, office.lost) == (0, [], [])


async def test_parts_of_an_offer_that_came_to_nothing_are_removed_with_the_call(
    office: Office,
) -> None:
    await office.feed(STARTS)
    await office.feed([closed(3, close_call(caller_recording=None, seat_recording=None))])
    assert (office.raw(), office.lost, office.kept) == ([], [], [])


async def test_running_it_delivers_on_news_without_waiting_for_the_poll(office: Office) -> None:
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(office.keeper.run(poll_s=3600))
        for each in [*STARTS, *ENDS]:
            await office.keeper.take(each)
        await office.noted.wait()
        running.cancel()
    assert office.kept == [(CALL, office.file, 4.0)]


@pytest.mark.parametrize(
    ("asks", "flaw"),
    [
        (RecordingPressed(at=LATE, seat="seat-01", by="s1"), ""),
        (LegJoined(at=JOINED, call=CALL, leg=LEG), "caller: begins late; seat: begins late"),
    ],
)
async def test_sound_that_begins_in_mid_talk_is_whole_only_if_it_was_to_begin_there(
    office: Office, caplog: pytest.LogCaptureFixture, asks: Event, flaw: str
) -> None:
    wants = tuple(
        RecordLeg(call=CALL, leg=leg, snoop=f"{leg}~s1", recording=part)
        for leg, part in ((CALL, CALLER_PART), (LEG, SEAT_PART))
    )
    begun = [
        Record(n=n, event=RecordingStarted(at=LATE, call=CALL, recording=part), commands=())
        for n, part in ((2, CALLER_PART), (3, SEAT_PART))
    ]
    await office.feed([Record(n=1, event=asks, commands=wants), *begun, *ENDS])
    assert office.kept == [(CALL, office.file, 4.0)]
    told = f"a recording is not whole: {CALL} ({flaw})"
    assert [each.getMessage() for each in caplog.records] == ([told] if flaw else [])
