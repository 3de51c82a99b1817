"""A merged wav becomes sealed sound with its facts; what stands in the way is told."""

from __future__ import annotations

import hashlib
import resource
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest

from recordings import processing
from recordings.codec import Codec, decode
from recordings.errors import SealBroken, SoundGone
from recordings.processing import Job, Place, process
from recordings.sound import RATE
from recordings.stores import FolderStore
from storage.errors import DataKeyGone
from tests.unit.recordings.tones import CALLER_HZ, SEAT_HZ, loudest_hz, tone, write_wav

pytestmark = pytest.mark.unit


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(keys=str(tmp_path / "keys"), folder=str(tmp_path / "recordings"))


def stereo(seconds: float = 2.0) -> bytes:
    sides = [np.frombuffer(tone(hz, seconds), dtype="<i2") for hz in (CALLER_HZ, SEAT_HZ)]
    return np.column_stack(sides).tobytes()


def job(place: Place, codec: Codec = Codec.FLAC) -> Job:
    wav = Path(place.folder) / "2026-02-02/c1.wav"
    if not wav.exists():
        write_wav(wav, stereo(), channels=2)
    return Job(call="c1", wav=str(wav), day="2026-02-02", codec=codec, place=place)


@pytest.mark.parametrize("codec", list(Codec))
def test_both_formats_bring_each_side_back_on_its_side(place: Place, codec: Codec) -> None:
    done = process(job(place, codec))
    assert not done.error
    assert done.facts is not None
    encoded = b"".join(place.vault().open("c1", done.name).parts())
    assert (len(encoded), hashlib.sha256(encoded).hexdigest()) == (done.bytes, done.sha256)
    sound, rate = decode(encoded)
    assert (rate, len(sound)) == (RATE, 2 * RATE)
    for side, hz in zip(sound.T, (CALLER_HZ, SEAT_HZ), strict=True):
        assert loudest_hz(side.astype(float)) == pytest.approx(hz, abs=1)
    if codec is Codec.FLAC:
        assert sound.astype("<i2").tobytes() == stereo()


def test_done_again_it_gives_the_same_and_leaves_what_is_there(place: Place) -> None:
    first = process(job(place))
    key = place.vault().ring.key("c1")
    again = process(job(place))
    assert first == again
    assert place.vault().ring.key("c1") == key
    assert len(list(Path(place.folder).rglob("*.sealed"))) == 1
    assert place.vault().digest("c1", again.name) == first.sha256


class Forgetful(FolderStore):
    """A disk that says it has written, and has one bit another."""

    def put(self, name: str, parts: Iterable[bytes]) -> None:
        data = bytearray(b"".join(parts))
        data[len(data) // 2] ^= 1
        super().put(name, [bytes(data)])


def test_a_store_that_corrupts_costs_neither_the_wav_nor_what_was_sealed_before(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = job(place)
    first = process(wanted)
    write_wav(Path(wanted.wav), stereo(3.0), channels=2)
    whole = place.vault()
    with monkeypatch.context() as torn:
        torn.setattr(processing, "store_at", lambda url, folder: Forgetful(folder))
        failed = process(wanted)
    assert "c1" in failed.error
    assert Path(wanted.wav).exists()
    assert whole.digest("c1", first.name) == first.sha256
    left = sorted(each.name for each in Path(place.folder).rglob("*") if each.is_file())
    assert left == ["c1.sealed", "c1.wav"]
    # When the store is well again the longer sound takes its place.
    again = process(wanted)
    assert not again.error
    assert again.sha256 != first.sha256
    assert whole.digest("c1", again.name) == again.sha256


def test_the_first_sound_that_is_corrupted_is_not_taken_for_kept(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = job(place)
    monkeypatch.setattr(processing, "store_at", lambda url, folder: Forgetful(folder))
    assert process(wanted).error
    assert Path(wanted.wav).exists()


def test_the_plain_file_stays_until_somebody_else_removes_it(place: Place) -> None:
    wanted = job(place)
    assert not process(wanted).error
    assert Path(wanted.wav).exists()


def test_a_full_disk_passes_and_sound_that_is_none_does_not(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = job(place)
    monkeypatch.setattr(processing, "MIN_FREE_BYTES", 2**60)
    full = process(wanted)
    assert (full.error, full.is_passing) == ("No space left on device", True)
    Path(wanted.wav).write_bytes(b"no sound")
    broken = process(wanted)
    assert broken.error
    assert not broken.is_passing


@pytest.fixture
def short_files() -> Iterator[None]:
    """The system refuses whatever goes beyond 4 KiB, as a full disk does in the midst."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_write_that_breaks_off_leaves_no_half_file(
    place: Place, request: pytest.FixtureRequest
) -> None:
    wanted = job(place)
    request.getfixturevalue("short_files")
    done = process(wanted)
    assert (done.is_passing, "File too large" in done.error) == (True, True)
    assert [each.name for each in Path(place.folder).rglob("*") if each.is_file()] == ["c1.wav"]


def test_destroyed_sound_cannot_be_read_from_what_was_left_of_it(place: Place) -> None:
    done, vault = process(job(place)), place.vault()
    copy = (Path(place.folder) / done.name).read_bytes()
    assert vault.destroy("c1", done.name)
    assert not vault.destroy("c1", done.name)
    with pytest.raises(DataKeyGone):
        vault.open("c1", done.name)
    (Path(place.folder) / done.name).write_bytes(copy)  # out of a backup
    with pytest.raises(DataKeyGone):
        vault.open("c1", done.name)
    vault.ring.new("c1")
    with pytest.raises(SealBroken):
        vault.open("c1", done.name).read(0, 1)


def test_sound_that_is_gone_from_its_place_is_told_by_its_name(place: Place) -> None:
    done, vault = process(job(place)), place.vault()
    (Path(place.folder) / done.name).unlink()
    with pytest.raises(SoundGone, match="c1"):
        vault.open("c1", done.name)
