"""Was this announcement heard, and when? Judged by the sound itself, not by what we were told."""

from __future__ import annotations

import time
import wave
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from tests.asterisk.phones.rtp import RtpSession
from tests.asterisk.phones.sound import RATE, Samples

ALIKE = 0.7
"""Two sounds are the same from this correlation on; different prompts stay below 0.3."""
_FRAME = RATE // 50
_PIECE = RATE // 2
_SLIP = RATE // 4
NEARLY = 0.8
_NOTCH_HZ = 20
_HUSH = 300
"""Amplitude above which a frame is no silence."""


class Hearing(Protocol):
    """A call's own end, as far as it hears."""

    @property
    def rtp(self) -> RtpSession:
        """Its sound, packet by packet."""
        ...

    def heard(self, *, since: float = 0.0, until: float = float("inf")) -> Samples:
        """Give the sound that was heard between two times (epoch seconds)."""
        ...


class Heard(NamedTuple):
    """From when to when (epoch seconds) a prompt sounded, its silent ends left out."""

    began: float
    ended: float


def heard(prompt: Path, call: Hearing, *, since: float = 0.0) -> Heard | None:
    """Tell when a call heard a prompt; None if it never heard it."""
    spoken = _sounding(_read(prompt))
    packets = [each for each in call.rtp.packets if each.at >= since]
    offset, likeness = _best(spoken, call.heard(since=since))
    if likeness < ALIKE:
        return None
    last = min(len(packets) - 1, (offset + len(spoken)) // _FRAME)
    return Heard(packets[offset // _FRAME].at, packets[last].at)


def said(prompt: Path, call: Hearing, *, beside_hz: float | None = None) -> bool:
    """Tell whether a call heard a prompt, word after word.

    On a machine that is busy a frame may be missing in the midst of it, after which the whole fits
    nowhere: so it is cut into pieces, of which nearly all are heard, each in its place.
    `beside_hz` is a tone that somebody sends meanwhile; it is taken out of what was heard.
    """
    spoken, ear = _sounding(_read(prompt)), call.heard()
    if beside_hz is not None:
        spoken, ear = _without(spoken, beside_hz), _without(ear, beside_hz)
    at, likeness = _best(spoken, ear)  # also the place of its longest part, if it has a hole
    if likeness >= ALIKE:
        return True
    places = range(0, len(spoken) - _PIECE + 1, _PIECE)
    found = 0
    for place in places:
        around = ear[max(0, at + place - _SLIP) : at + place + _PIECE + _SLIP]
        found += _best(spoken[place : place + _PIECE], around)[1] >= ALIKE
    return found >= NEARLY * max(1, len(places))


def first_sound_at(call: Hearing, *, since: float = 0.0) -> float | None:
    """Tell when (epoch seconds) a call first heard anything but silence."""
    for packet in call.rtp.packets:
        frame = call.heard(since=packet.at, until=np.nextafter(packet.at, np.inf))
        if packet.at >= since and len(frame) and np.abs(frame.astype(np.int32)).max() > _HUSH:
            return packet.at
    return None


def loudness(call: Hearing, *, since: float, until: float | None = None) -> float:
    """Give the root mean square of what a call heard between two times (epoch seconds)."""
    sound = call.heard(since=since, until=time.time() if until is None else until)
    return float(np.sqrt(np.mean(np.square(sound.astype(np.float64))))) if len(sound) else 0.0


def _without(sound: Samples, hz: float) -> Samples:
    spectrum = np.fft.rfft(sound)
    away = np.abs(np.fft.rfftfreq(len(sound), 1 / RATE) - hz) < _NOTCH_HZ
    spectrum[away] = 0
    return np.asarray(np.fft.irfft(spectrum, len(sound)), dtype=np.int16)


def _read(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


def _sounding(prompt: Samples) -> Samples:
    """Cut off the silence at both ends."""
    loud = np.flatnonzero(np.abs(prompt.astype(np.int32)) > _HUSH)
    return prompt[loud[0] : loud[-1] + 1]


def _best(prompt: Samples, heard: Samples) -> tuple[int, float]:
    """Find where the prompt fits best (sample) and how well (normalised correlation, 0 to 1)."""
    if len(heard) < len(prompt):
        return 0, 0.0
    spoken, ear = prompt.astype(np.float64), heard.astype(np.float64)
    products = _correlate(ear, spoken)
    power = _correlate(np.square(ear), np.ones(len(spoken)))
    likeness = products / np.sqrt(np.maximum(power * np.sum(np.square(spoken)), 1.0))
    at = int(np.argmax(likeness))
    return at, float(likeness[at])


def _correlate(
    long: npt.NDArray[np.float64], short: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Correlate by FFT; one value for each place where `short` lies wholly inside `long`."""
    size = 1 << (len(long) + len(short) - 2).bit_length()  # a power of two is quick
    spectrum = np.fft.rfft(long, size) * np.fft.rfft(short[::-1], size)
    return np.asarray(np.fft.irfft(spectrum, size)[len(short) - 1 : len(long)])
