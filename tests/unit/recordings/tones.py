"""Sounds for the tests: tones that can be told apart again, and files as Asterisk leaves them."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recordings.sound import RATE, AudioSegment

CALLER_HZ = 440
SEAT_HZ = 1000


def tone(hz: float, seconds: float) -> bytes:
    """8 kHz, 16 bits, mono, half of full scale."""
    times = np.arange(round(seconds * RATE)) / RATE
    return (np.sin(2 * np.pi * hz * times) * 2**14).astype("<i2").tobytes()


def segment(data: bytes) -> AudioSegment:
    return AudioSegment(data=data, sample_width=2, frame_rate=RATE, channels=1)


def write_wav(path: Path, data: bytes, *, rate: int = RATE, channels: int = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file, wave.open(file, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(data)
    return path


def break_header(path: Path) -> None:
    """Leave the sizes at 0, as a killed Asterisk does."""
    with path.open("r+b") as file:
        for position in (4, 40):
            file.seek(position)
            file.write(bytes(4))


def behead(path: Path, *, lost_bytes: int) -> None:
    """Leave what a full disk does: the first bytes are lost, the sizes stand over what follows."""
    left = bytearray(path.read_bytes()[lost_bytes:])
    left[4:8] = (len(left) - 8).to_bytes(4, "little")
    left[40:44] = (len(left) - 44).to_bytes(4, "little")
    path.write_bytes(left)


def sides(stereo: AudioSegment) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    samples = np.array(stereo.get_array_of_samples(), dtype=np.float64).reshape(-1, 2)
    return samples[:, 0], samples[:, 1]


def loudest_hz(samples: NDArray[np.float64]) -> float:
    """The strongest frequency, by FFT."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.fft.rfftfreq(len(samples), 1 / RATE)[spectrum.argmax()])


def share_at(samples: NDArray[np.float64], hz: float) -> float:
    """How much of a sound's energy lies within 20 Hz of a frequency, 0 to 1."""
    energy = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    near = np.abs(np.fft.rfftfreq(len(samples), 1 / RATE) - hz) < 20
    return float(energy[near].sum() / energy.sum())


def first_sound_s(samples: NDArray[np.float64]) -> float:
    """When the first sample that is not silence comes."""
    return float(np.flatnonzero(np.abs(samples) > 500)[0]) / RATE
