"""What Asterisk's files say of the fallback."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from telephony.fallback_files import Fallback, Sound, hush_new_phones, phones, values

pytestmark = pytest.mark.unit

FALLBACK = Fallback(
    sounds={},
    records=False,
    ring_s=0.2,
    wrap_up_s=0.1,
    wait_limit_s=10.5,
    announce_max=3,
    number_key="0123456789-_abcd",
)


def test_each_seat_has_two_phones() -> None:
    assert phones(["seat-01", "sv-01"]) == ["seat-01", "seat-01w", "sv-01", "sv-01w"]


def test_times_are_whole_seconds_and_a_phone_rings_one_at_least() -> None:
    said = values(FALLBACK, system_name="x")
    assert (said["fallback_ring_s"], said["fallback_wrap_up_s"]) == ("1", "1")
    assert "MDG_WAIT_LIMIT=11" in said["fallback_globals"].splitlines()


@pytest.mark.parametrize("key", ["", "short", "0123456789abcde,", "0123456789abcdef0", "あ" * 16])
def test_key_that_asterisk_would_misread_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(ValueError, match="number_key") as refused:
        values(replace(FALLBACK, number_key=key), system_name="x")
    assert not key or key not in str(refused.value)


@pytest.mark.parametrize("path", ["relative", "/a&b", "/a,b", "/a${X}", "/a)b", "/a;b", "/a\nb"])
def test_path_that_playback_would_misread_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="sounds"):
        values(replace(FALLBACK, sounds={Sound.NOTICE: [Path(path)]}), system_name="x")


def test_paths_of_ordinary_homes_are_taken() -> None:
    path = Path("/home/窓口 1/.cache/madoguchi/prompts/ab+12~3")
    said = values(replace(FALLBACK, sounds={Sound.GIVE_UP: [path]}), system_name="x")
    assert f"MDG_SOUND_GIVE_UP={path}" in said["fallback_globals"].splitlines()


def test_database_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    broken = tmp_path / "astdb.sqlite3"
    broken.write_bytes(b"no database" * 100)
    with pytest.raises(OSError, match="astdb") as refused:
        hush_new_phones(broken, ["seat-01"])
    assert isinstance(refused.value.__cause__, sqlite3.Error)
