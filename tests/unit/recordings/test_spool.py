"""What lies in the spool, and whether Asterisk is still at it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from recordings.spool import BOOT_S, look, look_at_all
from tests.unit.recordings.tones import break_header, tone, write_wav

pytestmark = pytest.mark.unit

WRITTEN_AT = 1_000_000.0


def put(spool: Path, name: str, *, is_open: bool = False, seconds: float = 0.5) -> Path:
    path = write_wav(spool / f"{name}.wav", tone(440, seconds))
    if is_open:
        break_header(path)
    os.utime(path, (WRITTEN_AT, WRITTEN_AT))
    return path


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("mdg-1.7~r1", "mdg-1.7"),
        ("sapporo-20261120T213327-1795210412.0~r12", "sapporo-20261120T213327-1795210412.0"),
        ("mdg-1.7~f2c", "mdg-1.7"),
        ("mdg-1.7", None),
        ("mdg-1.7~b1", None),
        ("notes", None),
    ],
)
def test_a_file_names_its_call(name: str, call: str | None, tmp_path: Path) -> None:
    put(tmp_path, name)
    raw = look(tmp_path, name)
    assert raw is not None
    assert (raw.name, raw.call, raw.written_at) == (name, call, WRITTEN_AT)


@pytest.mark.parametrize(
    ("since", "is_written"),
    [
        (None, False),
        (WRITTEN_AT - 60, True),
        (WRITTEN_AT - BOOT_S, False),
        (WRITTEN_AT + 1, False),
    ],
    ids=["none runs", "an older one runs", "just begun", "a younger one runs"],
)
def test_an_open_file_is_being_written_if_its_asterisk_lives(
    since: float | None, is_written: bool, tmp_path: Path
) -> None:
    put(tmp_path, "a~r1", is_open=True)
    raw = look(tmp_path, "a~r1")
    assert raw is not None
    assert (raw.is_open, raw.is_being_written(since)) == (True, is_written)


def test_a_finished_file_is_not_being_written(tmp_path: Path) -> None:
    put(tmp_path, "a~r1")
    raw = look(tmp_path, "a~r1")
    assert raw is not None
    assert (raw.is_open, raw.is_being_written(0.0)) == (False, False)


@pytest.mark.parametrize("size", [0, 1, 43, 44])
def test_a_file_without_a_sample_is_open_and_empty(size: int, tmp_path: Path) -> None:
    path = put(tmp_path, "a~r1", is_open=True)
    path.write_bytes(path.read_bytes()[:size])
    raw = look(tmp_path, "a~r1")
    assert raw is not None
    assert (raw.is_open, raw.is_empty) == (True, True)


def test_a_file_of_which_a_full_disk_refused_everything_is_empty(tmp_path: Path) -> None:
    path = put(tmp_path, "a~r1")
    raw = look(tmp_path, "a~r1")
    assert raw is not None
    assert not raw.is_empty
    path.write_bytes(bytes(16640))
    raw = look(tmp_path, "a~r1")
    assert raw is not None
    assert (raw.is_open, raw.is_empty) == (False, True)
    path.write_bytes(bytes(16639) + b"x")
    raw = look(tmp_path, "a~r1")
    assert raw is not None
    assert not raw.is_empty


def test_links_folders_and_what_vanished_are_not_seen(tmp_path: Path) -> None:
    put(tmp_path, "a~r1")
    (tmp_path / "b~r1.wav").symlink_to(tmp_path / "a~r1.wav")
    (tmp_path / "c~r1.wav").mkdir()
    os.mkfifo(tmp_path / "d~r1.wav")
    assert [raw.name for raw in look_at_all(tmp_path)] == ["a~r1"]
    assert look(tmp_path, "gone~r1") is None


def test_a_spool_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert look_at_all(tmp_path / "none") == []
