"""One delivery: raw files in, one kept file out."""

from __future__ import annotations

import dataclasses
import errno
import os
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest

from recordings import sound
from recordings.delivery import (
    Blocked,
    Closed,
    Kept,
    Lost,
    NoTalk,
    Places,
    deliver,
    discard,
    discard_empty,
)
from tests.unit.recordings.calls import (
    CALL,
    CALLER_PART,
    ENDED,
    JOINED,
    SEAT_PART,
    STARTED,
    record_sound,
)
from tests.unit.recordings.tones import (
    CALLER_HZ,
    SEAT_HZ,
    behead,
    break_header,
    first_sound_s,
    loudest_hz,
    sides,
    tone,
    write_wav,
)

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


@pytest.mark.parametrize("is_broken", [False, True])
def test_a_part_of_unknown_start_began_its_length_before_it_was_last_written(
    is_broken: bool, places: Places
) -> None:
    for part, hz, seconds, at in (
        (CALLER_PART, CALLER_HZ, 9.0, ENDED),  # the fallback records from the waiting on
        (SEAT_PART, SEAT_HZ, 1.0, JOINED + timedelta(seconds=3)),
    ):
        path = write_wav(places.spool / f"{part}.wav", tone(hz, seconds))
        if is_broken:
            break_header(path)
        os.utime(path, (at.timestamp() - 3600, at.timestamp() - 3600))
    result = deliver(CLOSED, {}, dataclasses.replace(places, clock_ahead_s=3600))
    assert isinstance(result, Kept)
    assert result.duration_s == 4.0
    left, right = sides(sound.read(result.path))
    assert (first_sound_s(left), first_sound_s(right)) == pytest.approx((0.0, 2.0), abs=0.01)
    assert abs(right[round(3.05 * sound.RATE) :]).max() == 0


@pytest.mark.parametrize(
    ("left_s", "flaw"), [(1.0, ""), (1.4, ""), (2.0, "seat 1: ends early"), (None, "")]
)
def test_a_seat_that_left_is_heard_until_it_did_or_what_is_lost_is_told(
    places: Places, left_s: float | None, flaw: str
) -> None:
    record_sound(places.spool)
    earlier = f"{CALL}~r3"
    write_wav(places.spool / f"{earlier}.wav", tone(SEAT_HZ, 1.0))
    left_at = None if left_s is None else JOINED + timedelta(seconds=left_s)
    closed = dataclasses.replace(CLOSED, earlier_seat_parts=(earlier,), earlier_left_at=(left_at,))
    result = deliver(closed, {**STARTED, earlier: JOINED}, places)
    assert isinstance(result, Kept)
    assert result.flaw == flaw


def test_a_part_whose_first_samples_the_disk_refused_is_laid_to_its_end(places: Places) -> None:
    record_sound(places.spool)
    path = places.spool / f"{CALLER_PART}.wav"
    write_wav(path, tone(CALLER_HZ, 4.0))
    behead(path, lost_bytes=32_000)
    ended = ENDED.timestamp()
    os.utime(path, (ended, ended))
    result = deliver(CLOSED, STARTED, places)
    assert isinstance(result, Kept)
    assert result.flaw == "caller: begins late"
    left, _ = sides(sound.read(result.path))
    assert first_sound_s(left) == pytest.approx(2.0, abs=0.02)


def test_a_part_that_ends_long_before_the_talk_is_told_of(places: Places) -> None:
    record_sound(places.spool)
    write_wav(places.spool / f"{SEAT_PART}.wav", tone(SEAT_HZ, 2.0))
    result = deliver(CLOSED, STARTED, places)
    assert isinstance(result, Kept)
    assert result.flaw == "seat: ends early"


@pytest.mark.parametrize(
    ("late_s", "due_s", "flaw"),
    [
        (0.4, None, ""),
        (0.6, None, "caller: begins late"),
        (2.0, 1.8, ""),  # its notice was heard until then
        (2.0, 1.0, "caller: begins late"),
    ],
)
def test_a_part_that_begins_long_after_it_had_to_is_told_of(
    places: Places, late_s: float, due_s: float | None, flaw: str
) -> None:
    record_sound(places.spool)
    started = {**STARTED, CALLER_PART: JOINED + timedelta(seconds=late_s)}
    due = {} if due_s is None else {CALLER_PART: JOINED + timedelta(seconds=due_s)}
    result = deliver(dataclasses.replace(CLOSED, due_from=due), started, places)
    assert isinstance(result, Kept)
    assert result.flaw == flaw


@pytest.mark.parametrize(("due_s", "flaw"), [(1.5, ""), (0.5, "seat: begins late"), (None, "")])
def test_a_later_seat_is_recorded_from_its_own_joining_on(
    places: Places, due_s: float | None, flaw: str
) -> None:
    record_sound(places.spool)
    write_wav(places.spool / f"{CALL}~r3.wav", tone(SEAT_HZ, 1.0))
    write_wav(places.spool / f"{SEAT_PART}.wav", tone(SEAT_HZ, 2.4))
    due = {} if due_s is None else {SEAT_PART: JOINED + timedelta(seconds=due_s)}
    closed = dataclasses.replace(CLOSED, earlier_seat_parts=(f"{CALL}~r3",), due_from=due)
    started = {**STARTED, f"{CALL}~r3": JOINED, SEAT_PART: JOINED + timedelta(seconds=1.6)}
    result = deliver(closed, started, places)
    assert isinstance(result, Kept)
    assert result.flaw == flaw


def test_files_whose_dates_lie_beside_the_talk_begin_with_it(places: Places) -> None:
    record_sound(places.spool)  # written just now, months after the talk
    result = deliver(CLOSED, {}, places)
    assert isinstance(result, Kept)
    assert first_sound_s(sides(sound.read(result.path))[0]) == pytest.approx(0.0, abs=0.01)


def test_a_recording_that_began_long_after_the_talk_is_silence_of_its_length(
    places: Places,
) -> None:
    record_sound(places.spool)
    late = dict.fromkeys(STARTED, JOINED + timedelta(days=300))
    result = deliver(CLOSED, late, places)
    assert isinstance(result, Kept)
    assert result.duration_s == 4.0


def test_sound_that_the_disk_does_not_give_now_blocks(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_sound(places.spool)
    break_header(places.spool / f"{SEAT_PART}.wav")

    def fail(*_: object) -> int:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(os, "pwrite", fail)
        result = deliver(CLOSED, STARTED, places)
    assert isinstance(result, Blocked)
    assert isinstance(deliver(CLOSED, STARTED, places), Kept)


def test_one_part_missing_leaves_its_side_silent_and_says_so(places: Places) -> None:
    record_sound(places.spool)
    (places.spool / f"{SEAT_PART}.wav").unlink()
    result = deliver(CLOSED, STARTED, places)
    assert isinstance(result, Kept)
    assert result.flaw.startswith("seat: ")
    left, right = sides(sound.read(result.path))
    assert (round(loudest_hz(left)), abs(right).max()) == (CALLER_HZ, 0)


def test_a_part_that_asterisk_died_over_is_kept_as_far_as_it_goes_and_says_so(
    places: Places,
) -> None:
    record_sound(places.spool)
    break_header(places.spool / f"{CALLER_PART}.wav")
    result = deliver(CLOSED, STARTED, places)
    assert isinstance(result, Kept)
    assert result.flaw == "caller: breaks off"
    left, right = sides(sound.read(result.path))
    assert (round(loudest_hz(left)), round(loudest_hz(right))) == (CALLER_HZ, SEAT_HZ)


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


def test_a_flaw_is_told_again_as_long_as_it_may_not_be_noted(places: Places) -> None:
    record_sound(places.spool)
    write_wav(places.spool / f"{SEAT_PART}.wav", tone(SEAT_HZ, 2.0))
    first = deliver(CLOSED, STARTED, places)
    assert isinstance(first, Kept)
    assert first.flaw == "seat: ends early"
    assert deliver(CLOSED, STARTED, places) == first


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


def test_the_fallbacks_files_are_delivered_by_their_names_alone(places: Places) -> None:
    names = f"{CALL}~f1c", f"{CALL}~f1s"
    write_wav(places.spool / f"{names[0]}.wav", tone(CALLER_HZ, 4.0))
    write_wav(places.spool / f"{names[1]}.wav", tone(SEAT_HZ, 4.0))
    closed = dataclasses.replace(CLOSED, caller_part=names[0], seat_part=names[1])
    result = deliver(closed, {}, places)
    assert isinstance(result, Kept)
    left, right = sides(sound.read(result.path))
    assert (round(loudest_hz(left)), round(loudest_hz(right))) == (CALLER_HZ, SEAT_HZ)
    discard(CALL, places)
    assert list(places.spool.iterdir()) == []


def test_only_files_without_a_sample_are_removed_as_empty(places: Places) -> None:
    record_sound(places.spool)
    for each in (places.spool / f"{CALL}~r3.wav", places.spool / f"{CALL}~r4.wav"):
        write_wav(each, b"")
    (places.spool / f"{CALL}~r4.wav").write_bytes(b"")
    discard_empty(CALL, places)
    left = sorted(path.stem for path in places.spool.iterdir())
    assert left == [CALLER_PART, SEAT_PART]


def test_what_is_discarded_is_overwritten_where_it_lay_and_removed_even_if_it_cannot_be(
    places: Places, tmp_path: Path
) -> None:
    record_sound(places.spool)
    raw = places.spool / f"{CALLER_PART}.wav"
    before = raw.read_bytes()
    (tmp_path / "disk").hardlink_to(raw)  # the bytes on the disk, whatever becomes of the name
    elsewhere = tmp_path / "elsewhere.wav"
    elsewhere.write_bytes(before)
    (places.spool / f"{CALL}~r9.wav").symlink_to(elsewhere)
    discard(CALL, places)
    assert list(places.spool.iterdir()) == []
    after = (tmp_path / "disk").read_bytes()
    assert len(after) == len(before)
    assert before[4000:4032] not in after
    assert elsewhere.read_bytes() == before


def test_discarding_takes_all_parts_of_the_call_and_none_of_another(places: Places) -> None:
    record_sound(places.spool)
    (places.spool / f"{CALL}~r3.wav").write_bytes(b"")
    (places.spool / f"{CALL}1~r1.wav").write_bytes(b"")
    discard(CALL, places)
    assert [path.name for path in places.spool.iterdir()] == [f"{CALL}1~r1.wav"]
