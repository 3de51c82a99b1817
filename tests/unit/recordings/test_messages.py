"""Voice messages are taken delivery of once their file is complete, and only if somebody spoke."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from recordings import sound
from recordings.delivery import Kept, Lost, Places
from recordings.messages import MessageKeeper, Silent
from storage.errors import DatabaseUnavailable
from tests.unit.recordings.calls import CALL, ENDED, close_call, closed
from tests.unit.recordings.tones import break_header, tone, write_wav

pytestmark = pytest.mark.unit

FIRST, PART = f"{CALL}~m1", f"{CALL}~m2"
CLOSED = closed(1, replace(close_call(answered_at=None), message=PART))
WORD, HUSH = tone(440, 1.2), bytes(16_000)


class Office:
    """A keeper of messages, its clock, and what it notes."""

    def __init__(self, home: Path) -> None:
        self.now = ENDED
        self.asterisk_since: float | None = 0.0
        self.is_there = True
        self.noted: list[Kept | Silent | Lost] = []
        self.spool, self.kept = home / "spool", home / "messages"
        self.keeper = MessageKeeper(
            Places(spool=self.spool, kept=self.kept, min_free_bytes=0),
            zone=ZoneInfo("Asia/Tokyo"),
            clock=lambda: self.now,
            asterisk_since=lambda: self.asterisk_since,
            note=self.note,
        )

    async def note(self, call: str, part: str, result: Kept | Silent | Lost) -> bool:
        if not self.is_there:
            raise DatabaseUnavailable(why="locked")
        assert (call, part) == (CALL, PART)
        self.noted.append(result)
        return True

    async def after(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        await self.keeper.deliver_due()

    @property
    def raw(self) -> list[str]:
        return sorted(path.stem for path in self.spool.glob("*.wav"))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    write_wav(office.spool / f"{FIRST}.wav", WORD)
    write_wav(office.spool / f"{PART}.wav", HUSH + WORD + HUSH)
    office.keeper.take(CLOSED)
    return office


async def test_the_last_take_is_kept_by_the_day_and_all_raw_files_go(office: Office) -> None:
    await office.after(0)
    (kept,) = office.noted
    assert isinstance(kept, Kept)
    assert kept.path == office.kept / "2026-02-03" / f"{CALL}.wav"
    assert sound.read(kept.path).duration_seconds == kept.duration_s == pytest.approx(3.2)
    assert kept.path.stat().st_mode & 0o777 == 0o600
    assert office.raw == []


async def test_where_nobody_spoke_there_is_no_message(office: Office) -> None:
    write_wav(office.spool / f"{PART}.wav", HUSH + tone(440, 0.4) + HUSH)
    await office.after(0)
    assert office.noted == [Silent()]
    assert office.raw == []
    assert not office.kept.exists()


async def test_a_file_that_is_being_written_is_waited_for_and_one_of_a_dead_asterisk_is_not(
    office: Office,
) -> None:
    break_header(office.spool / f"{PART}.wav")
    await office.after(60)
    assert office.noted == []
    office.asterisk_since = None
    await office.after(1)
    assert isinstance(office.noted[0], Kept)


async def test_a_database_that_is_away_is_told_later(office: Office) -> None:
    office.is_there = False
    await office.after(0)
    assert office.raw == [FIRST, PART]
    office.is_there = True
    await office.after(3)
    assert isinstance(office.noted[0], Kept)


async def test_a_file_that_never_comes_is_lost_unless_it_was_kept_before(office: Office) -> None:
    await office.after(0)
    office.keeper.take(CLOSED)  # fed again, by another life of the office
    await office.after(10)
    assert len(office.noted) == 1
    await office.after(30)
    assert isinstance(office.noted[1], Kept)
    office.noted[1].path.unlink()
    office.keeper.take(CLOSED)
    await office.after(31)
    assert isinstance(office.noted[2], Lost)
