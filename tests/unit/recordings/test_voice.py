"""What the voice makes: really spoken, in this process."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recordings import sound, voice
from recordings.errors import SpeechFailed, UnreadableSound
from tests.unit.recordings.tones import loudest_hz, tone, write_wav

pytestmark = pytest.mark.unit


def made(folder: Path, *, spoken: str = "", wav: Path | None = None) -> np.ndarray:
    """Make a sound; gives its samples, -1 to 1."""
    target = folder / "made.wav"
    voice.make(
        voice.Job(spoken=spoken, wav=str(wav) if wav is not None else None, target=str(target))
    )
    leg, _ = sound.read_leg(target)
    return np.array(leg.get_array_of_samples(), dtype=np.float64) / 2**15


def test_a_short_text_is_spoken_at_the_telephones_rate(tmp_path: Path) -> None:
    samples = made(tmp_path, spoken="お待たせしました。")
    assert 1.0 < len(samples) / sound.RATE < 2.5


def test_english_is_spoken_by_a_voice_of_its_own(tmp_path: Path) -> None:
    target = tmp_path / "made.wav"
    text = "Thank you for calling. -o is no option here."
    voice.make(voice.Job(spoken=text, language="en", wav=None, target=str(target)))
    leg, _ = sound.read_leg(target)
    assert 2.0 < leg.duration_seconds < 5.0


def test_without_the_english_voice_its_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SpeechFailed, match="apt-get install flite"):
        voice.make(voice.Job(spoken="Hello.", language="en", wav=None, target="nowhere"))


def test_speech_begins_and_ends_with_a_short_silence_and_is_as_loud_as_all(tmp_path: Path) -> None:
    samples = made(tmp_path, spoken="お待たせしました。")
    loud = np.flatnonzero(np.abs(samples) > 0.01) / sound.RATE
    assert 0.1 <= loud[0] <= 0.4
    assert 0.1 <= len(samples) / sound.RATE - loud[-1] <= 0.5
    assert np.abs(samples).max() <= voice.PEAK + 0.001
    assert np.sqrt(np.mean(samples**2)) == pytest.approx(voice.LEVEL, rel=0.3)


def test_a_recorded_sound_is_brought_to_the_telephones_rate_and_loudness(tmp_path: Path) -> None:
    times = np.arange(2 * 48000) / 48000
    wave = (np.sin(2 * np.pi * 440 * times) * 300).astype("<i2")
    stereo = np.repeat(wave, 2).tobytes()
    path = write_wav(tmp_path / "studio.wav", stereo, rate=48000, channels=2)
    samples = made(tmp_path, wav=path)
    assert loudest_hz(samples) == pytest.approx(440, abs=1)
    assert np.sqrt(np.mean(samples**2)) == pytest.approx(voice.LEVEL, rel=0.2)


def test_what_the_telephone_cannot_carry_leaves_no_alias(tmp_path: Path) -> None:
    times = np.arange(48000) / 48000
    two = np.sin(2 * np.pi * 1000 * times) + np.sin(2 * np.pi * 6000 * times)
    path = write_wav(tmp_path / "a.wav", (two * 8000).astype("<i2").tobytes(), rate=48000)
    samples = made(tmp_path, wav=path)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    hz = np.fft.rfftfreq(len(samples), 1 / sound.RATE)
    folded = spectrum[np.abs(hz - 2000) < 20].max()
    assert folded < spectrum[np.abs(hz - 1000) < 20].max() / 1000


def test_a_text_without_a_sound_fails(tmp_path: Path) -> None:
    with pytest.raises(SpeechFailed):
        made(tmp_path, spoken="。。。")


def test_a_silent_recording_fails(tmp_path: Path) -> None:
    with pytest.raises(SpeechFailed):
        made(tmp_path, wav=write_wav(tmp_path / "a.wav", bytes(8000)))


def test_a_recorded_sound_that_is_none_fails(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(tone(440, 0.1))
    with pytest.raises(UnreadableSound):
        made(tmp_path, wav=tmp_path / "a.wav")


def test_a_digit_is_said_without_the_silence_that_stands_around_an_announcement(
    tmp_path: Path,
) -> None:
    target = tmp_path / "digit.wav"
    voice.make(voice.Job(spoken="7", is_tight=True, wav=None, target=str(target)))
    leg, _ = sound.read_leg(target)
    alone = len(made(tmp_path, spoken="7")) / sound.RATE
    assert leg.duration_seconds < alone - 0.3
    assert leg.duration_seconds < 0.7
