"""Reading, repairing and writing of sound files."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings import sound
from recordings.errors import UnreadableSound
from recordings.sound import Flaw
from tests.unit.recordings.tones import behead, break_header, segment, tone, write_wav

pytestmark = pytest.mark.unit


def test_a_sound_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    data = tone(440, 1.0)
    sound.write(segment(data), tmp_path / "a.wav", mode=0o600)
    leg, flaw = sound.read_leg(tmp_path / "a.wav")
    assert (leg.raw_data, flaw) == (data, Flaw.NONE)


def test_a_written_file_has_the_mode_asked_for_and_nothing_unfinished_stays(tmp_path: Path) -> None:
    sound.write(segment(tone(440, 0.1)), tmp_path / "a.wav", mode=0o600)
    assert stat.S_IMODE((tmp_path / "a.wav").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_a_failed_write_leaves_neither_file_nor_part(tmp_path: Path) -> None:
    (tmp_path / "a.wav").mkdir()
    with pytest.raises(OSError, match=r"a\.wav"):
        sound.write(segment(tone(440, 0.1)), tmp_path / "a.wav", mode=0o600)
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_a_header_that_asterisk_could_not_complete_is_repaired(tmp_path: Path) -> None:
    data = tone(440, 6.14)
    path = write_wav(tmp_path / "a.wav", data)
    break_header(path)
    assert sound.repair_header(path)
    assert sound.read(path).raw_data == data
    assert not sound.repair_header(path)


def test_a_repaired_file_that_breaks_off_in_mid_sample_is_read_to_its_last_whole_one(
    tmp_path: Path,
) -> None:
    data = tone(440, 1.0)
    path = write_wav(tmp_path / "a.wav", data)
    break_header(path)
    with path.open("ab") as file:
        file.write(b"\x01")
    leg, flaw = sound.read_leg(path)
    assert (leg.raw_data, flaw) == (data, Flaw.BREAKS_OFF)


def test_a_repair_keeps_the_time_at_which_asterisk_last_wrote(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", tone(440, 0.5))
    break_header(path)
    os.utime(path, (1_000.5, 2_000.25))
    assert sound.repair_header(path)
    assert path.stat().st_mtime == 2_000.25


@pytest.mark.parametrize("written", [5, 8, 12, 41])
def test_a_repair_that_a_death_interrupted_is_done_again(written: int, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", tone(440, 0.5))
    good = path.read_bytes()
    break_header(path)
    torn = path.read_bytes()
    path.write_bytes(good[:written] + torn[written:])
    assert sound.repair_header(path)
    assert path.read_bytes() == good


def test_what_a_full_disk_left_of_a_recording_is_read_and_stays_as_it_is(tmp_path: Path) -> None:
    data = tone(440, 3.0)
    path = write_wav(tmp_path / "a.wav", data)
    behead(path, lost_bytes=32_768)
    left = path.read_bytes()
    for _ in range(2):
        leg, flaw = sound.read_leg(path)
        assert flaw is Flaw.BEGINS_LATE
        assert leg.raw_data == data[32_768:]
    assert path.read_bytes() == left


def test_what_was_never_written_in_the_midst_of_a_recording_is_a_gap(tmp_path: Path) -> None:
    data = tone(440, 20.0)
    path, hole = write_wav(tmp_path / "a.wav", data), 65_536
    assert sound.read_leg(path)[1] is Flaw.NONE
    whole = path.read_bytes()
    path.unlink()
    with path.open("wb") as file:
        file.write(whole[:hole])
        file.seek(3 * hole)
        file.write(whole[3 * hole :])
    leg, flaw = sound.read_leg(path)
    assert flaw is Flaw.HAS_A_GAP
    assert len(leg.raw_data) == len(data)


def test_a_link_that_leads_elsewhere_is_not_repaired(tmp_path: Path) -> None:
    target = write_wav(tmp_path / "elsewhere.wav", tone(440, 0.5))
    break_header(target)
    before = target.read_bytes()
    (tmp_path / "a~r1.wav").symlink_to(target)
    with pytest.raises(UnreadableSound):
        sound.read_leg(tmp_path / "a~r1.wav")
    assert target.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"RIFF", b"x" * 100])
def test_what_has_no_header_of_asterisks_is_not_changed(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(UnreadableSound):
        sound.repair_header(path)
    assert path.read_bytes() == content


def test_a_disk_that_takes_no_repair_is_no_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_wav(tmp_path / "a.wav", tone(440, 0.5))
    break_header(path)

    def fail(*_: object) -> int:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "pwrite", fail)
    with pytest.raises(OSError, match="Read-only"):
        sound.read_leg(path)


def test_a_good_header_is_left_alone(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", tone(440, 0.5))
    path.chmod(0o400)
    before = path.read_bytes()
    assert not sound.repair_header(path)
    assert path.read_bytes() == before


def test_a_chunk_that_claims_more_than_the_file_has_is_unreadable(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", b"")
    head = path.read_bytes()[:36]
    path.write_bytes(head + b"LIST" + (1000).to_bytes(4, "little") + b"INFO")
    with pytest.raises(UnreadableSound):
        sound.read(path)


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSound) as caught:
        sound.read_leg(tmp_path / "none.wav")
    assert caught.value.path == tmp_path / "none.wav"


def test_a_leg_without_a_sample_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSound):
        sound.read_leg(write_wav(tmp_path / "a.wav", b""))


def test_a_leg_of_another_rate_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSound):
        sound.read_leg(write_wav(tmp_path / "a.wav", tone(440, 0.1), rate=48000))


ASTERISKS = b"RIFF\0\0\0\0WAVEfmt " + bytes(20) + b"data"


@given(head=st.sampled_from([b"", ASTERISKS[:16], ASTERISKS]), rest=st.binary(max_size=80))
def test_no_bytes_do_anything_but_read_or_be_unreadable(head: bytes, rest: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.wav"
        path.write_bytes(head + rest)
        with contextlib.suppress(UnreadableSound):
            assert sound.read_leg(path)[0].raw_data
