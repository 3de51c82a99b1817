"""The rounds: what a death left behind is delivered again, the rest is told once and stands."""

from __future__ import annotations

import logging
import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from recordings.audit import Audit
from recordings.delivery import Closed, Kept, Places
from recordings.keeper import Keeper
from storage.sound import SoundRow
from tests.unit.recordings.calls import (
    CALL,
    CALLER_PART,
    ENDED,
    JOINED,
    SEAT_PART,
    ended,
    record_sound,
    started,
)
from tests.unit.recordings.tones import break_header, tone, write_wav

pytestmark = pytest.mark.unit

PATH = f"recordings/2026-02-03/{CALL}.wav"
PENDING = SoundRow(
    call=CALL,
    business_date=date(2026, 2, 3),
    joined_at=JOINED,
    ended_at=ENDED,
    state="pending",
    caller_part=CALLER_PART,
    seat_part=SEAT_PART,
    path=None,
    why="",
)


class Office:
    """A keeper, an audit, and rows that the keeper's findings are written into."""

    def __init__(self, home: Path, *rows: SoundRow) -> None:
        self.now = ENDED + timedelta(hours=1)
        self.rows = {row.call: row for row in rows}
        self.asked: list[tuple[date, list[str]]] = []
        self.home = home
        self.spool = home / "spool"
        self.spool.mkdir()
        self.places = Places(
            spool=self.spool,
            kept=home / "recordings",
            min_free_bytes=0,
            clock_ahead_s=self.now.timestamp() - 1_000_000.0,
        )
        self.keeper = Keeper(
            self.places,
            zone=ZoneInfo("Asia/Tokyo"),
            clock=self.clock,
            asterisk_since=self.asterisk_since,
            on_kept=self.on_kept,
            on_lost=self.on_lost,
        )
        self.audit = Audit(
            self.keeper,
            self.places,
            ask=self.ask,
            zone=ZoneInfo("Asia/Tokyo"),
            clock=self.clock,
            asterisk_since=self.asterisk_since,
        )

    def clock(self) -> datetime:
        return self.now

    def asterisk_since(self) -> float | None:
        return 0.0

    async def ask(self, since: date, calls: Collection[str]) -> Mapping[str, SoundRow]:
        self.asked.append((since, sorted(calls)))
        return self.rows

    async def on_kept(self, call: str, kept: Kept) -> bool:
        shown = str(kept.path.relative_to(self.home))
        self.rows[call] = replace(self.rows[call], state="kept", path=shown)
        return kept.duration_s > 0

    async def on_lost(self, call: str, why: str) -> bool:
        self.rows[call] = replace(self.rows[call], state="lost")
        return bool(why)

    async def go_round(self) -> None:
        """Audit, and let the keeper do what it was given."""
        for path in self.spool.iterdir():
            os.utime(path, (900_000.0, 900_000.0))  # long ago
        await self.audit.go_round()
        await self.keeper.deliver_due()

    def state(self) -> tuple[str | None, str | None]:
        row = self.rows[CALL]
        return row.state, row.path


async def test_sound_that_a_dead_office_left_in_the_spool_is_delivered_and_linked(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path, PENDING)
    record_sound(office.spool)
    await office.go_round()
    assert office.state() == ("kept", PATH)
    assert (tmp_path / PATH).exists()
    assert list(office.spool.iterdir()) == []
    await office.go_round()
    assert (office.state(), office.audit.trouble) == (("kept", PATH), "")


async def test_who_took_a_talk_over_later_had_not_begun_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, first = JOINED + timedelta(seconds=2), f"{CALL}~r3"
    office = Office(tmp_path, replace(PENDING, earlier_seat_parts=(first,), begun_at=begun))
    again: list[Closed] = []
    monkeypatch.setattr(office.keeper, "take_again", again.append)
    record_sound(office.spool)
    await office.go_round()
    assert [each.due_from for each in again] == [{CALLER_PART: begun, first: begun}]


async def test_raw_files_that_outlived_their_delivery_are_removed(tmp_path: Path) -> None:
    office = Office(tmp_path, PENDING)
    record_sound(office.spool)
    await office.go_round()
    record_sound(office.spool)
    await office.go_round()
    assert (list(office.spool.iterdir()), office.audit.trouble) == ([], "")


async def test_a_kept_file_that_vanished_is_made_again_while_its_raw_files_are_there(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path, replace(PENDING, state="kept", path=PATH))
    record_sound(office.spool)
    await office.go_round()
    assert (tmp_path / PATH).exists()


async def test_a_kept_file_that_is_gone_for_good_is_told_until_it_is_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    office = Office(tmp_path, replace(PENDING, state="kept", path=PATH))
    for _ in range(3):
        await office.go_round()
        assert office.audit.trouble == "1 missing"
    assert [each.levelno for each in caplog.records] == [logging.ERROR]
    write_wav(tmp_path / PATH, tone(440, 4.0))
    await office.go_round()
    assert office.audit.trouble == ""


async def test_a_file_of_nobody_is_told_and_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    office = Office(tmp_path)
    for name in ("other-1.1~r1", "notes"):
        write_wav(office.spool / f"{name}.wav", tone(440, 0.1))
    await office.go_round()
    await office.go_round()
    assert office.audit.trouble == "2 of no call"
    assert len(list(office.spool.iterdir())) == 2
    assert len(caplog.records) == 2
    assert [calls for _, calls in office.asked] == [["other-1.1"]] * 2


async def test_sound_that_cannot_be_delivered_is_tried_each_time_and_told_from_the_second(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path, PENDING)
    (office.spool / f"{CALLER_PART}.wav").write_bytes(b"x" * 100)
    await office.go_round()
    assert (office.state(), office.audit.trouble) == (("lost", None), "")
    await office.go_round()
    assert office.audit.trouble == "1 not deliverable"
    assert (office.spool / f"{CALLER_PART}.wav").exists()


async def test_what_the_keeper_has_in_hand_or_asterisk_records_is_left_alone(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path, PENDING)
    record_sound(office.spool)
    for path in office.spool.iterdir():
        break_header(path)
    await office.go_round()
    assert (office.state(), len(list(office.spool.iterdir()))) == (("pending", None), 2)
    for each in (started(1, CALLER_PART), started(2, SEAT_PART)):
        await office.keeper.take(each)
    await office.go_round()
    assert office.state() == ("pending", None)
    for each in (ended(3, CALLER_PART), ended(4, SEAT_PART)):
        await office.keeper.take(each)
    await office.keeper.deliver_due()
    assert office.state() == ("pending", None)  # no record closed it, and its files look open


async def test_it_asks_for_the_last_days_and_for_the_calls_that_files_name(tmp_path: Path) -> None:
    office = Office(tmp_path, PENDING)
    record_sound(office.spool)
    write_wav(tmp_path / "recordings/2026-02-02/old.wav", tone(440, 0.1))
    write_wav(tmp_path / "recordings/2026-01-01/older.wav", tone(440, 0.1))
    (tmp_path / "recordings/delivered").write_text("17\n")
    await office.go_round()
    assert office.asked == [(date(2026, 1, 26), [CALL, "old"])]
