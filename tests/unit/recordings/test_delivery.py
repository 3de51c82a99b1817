"""One delivery: raw files in, one kept file out."""

from __future__ import annotations

import dataclasses
import stat
from datetime import date
from pathlib import Path

import pytest

from recordings import sound
from recordings.delivery import Blocked, Closed, Kept, Lost, NoTalk, Places, deliver, discard
from tests.unit.recordings.calls import (
    CALL,
    CALLER_PART,
    ENDED,
    JOINED,
    SEAT_PART,
    STARTED,
    record_sound,
)
from tests.unit.recordings.tones import CALLER_HZ, SEAT_HZ, loudest_hz, sides

pytestmark = pytest.mark.unit

CLOSED = Closed(
    call=CALL,
    business_date=date(2026, 2, 3),
    joined_at=JOINED,
    ended_at=ENDED,
    caller_part=CALLER_PART,
    seat_part=SEAT_PART,
)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "spool").mkdir()
    return Places(spool=tmp_path / "spool", kept=tmp_path / "kept", min_free_bytes=0)


def test_both_parts_become_one_file_under_the_business_day(places: Places) -> None:
    record_sound(places.spool)
    result = deliver(CLOSED, STARTED, places)
    path = places.kept / "2026-02-03" / f"{CALL}.wav"
    assert result == Kept(path=path, duration_s=4.0)
    left, right = sides(sound.read(path))
    assert (round(loudest_hz(left)), round(loudest_hz(right))) == (CALLER_HZ, SEAT_HZ)


def test_only_its_owner_may_read_what_is_kept(places: Places) -> None:
    record_sound(places.spool)
    result = deliver(CLOSED, STARTED, places)
    assert isinstance(result, Kept)
    modes = [path.stat().st_mode for path in (places.kept, result.path.parent, result.path)]
    assert [stat.S_IMODE(mode) for mode in modes] == [0o700, 0o700, 0o600]


def test_without_known_starts_the_parts_begin_at_the_joining(places: Places) -> None:
    record_sound(places.spool)
    result = deliver(CLOSED, {}, places)
    assert isinstance(result, Kept)
    assert result.duration_s == 4.0


def test_one_part_missing_leaves_its_side_silent_and_says_so(places: Places) -> None:
    record_sound(places.spool)
    (places.spool / f"{SEAT_PART}.wav").unlink()
    result = deliver(CLOSED, STARTED, places)
    assert isinstance(result, Kept)
    assert result.flaw.startswith("seat: ")
    left, right = sides(sound.read(result.path))
    assert (round(loudest_hz(left)), abs(right).max()) == (CALLER_HZ, 0)


def test_no_readable_part_is_a_loss_that_leaves_the_raw_files(places: Places) -> None:
    raw = places.spool / f"{CALLER_PART}.wav"
    raw.write_bytes(b"not a sound")
    result = deliver(CLOSED, STARTED, places)
    assert isinstance(result, Lost)
    assert raw.name in result.why
    assert raw.exists()


def test_a_file_that_is_in_place_is_not_made_again(places: Places) -> None:
    record_sound(places.spool)
    first = deliver(CLOSED, STARTED, places)
    assert isinstance(first, Kept)
    before = first.path.stat()
    discard(CALL, places)
    assert deliver(CLOSED, {}, places) == first
    assert first.path.stat() == before


def test_a_full_disk_blocks_and_keeps_the_raw_files(places: Places) -> None:
    record_sound(places.spool)
    full = dataclasses.replace(places, min_free_bytes=2**62)
    assert isinstance(deliver(CLOSED, STARTED, full), Blocked)
    assert not list(places.kept.rglob("*.wav"))
    assert isinstance(deliver(CLOSED, STARTED, places), Kept)


def test_a_folder_that_cannot_be_made_blocks(places: Places) -> None:
    record_sound(places.spool)
    places.kept.write_text("in the way")
    assert isinstance(deliver(CLOSED, STARTED, places), Blocked)


@pytest.mark.parametrize(
    "closed",
    [
        dataclasses.replace(CLOSED, joined_at=None),
        dataclasses.replace(CLOSED, caller_part=None, seat_part=None),
        dataclasses.replace(CLOSED, ended_at=JOINED),
    ],
)
def test_without_a_talk_nothing_is_kept(closed: Closed, places: Places) -> None:
    record_sound(places.spool)
    assert deliver(closed, STARTED, places) == NoTalk()


def test_a_name_that_leads_elsewhere_is_refused(places: Places) -> None:
    closed = dataclasses.replace(CLOSED, caller_part="../../etc/passwd")
    assert isinstance(deliver(closed, STARTED, places), Lost)


def test_discarding_takes_all_parts_of_the_call_and_none_of_another(places: Places) -> None:
    record_sound(places.spool)
    (places.spool / f"{CALL}~r3.wav").write_bytes(b"")
    (places.spool / f"{CALL}1~r1.wav").write_bytes(b"")
    discard(CALL, places)
    assert [path.name for path in places.spool.iterdir()] == [f"{CALL}1~r1.wav"]
