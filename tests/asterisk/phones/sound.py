"""Sound as the phones speak and judge it: u-law, test tones, and the tones in what was heard."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]

RATE = 8000
_FULL_SCALE = 32768.0
_BIAS = 0x84
_CLIP = 32635


class Tone(NamedTuple):
    """One tone of a spectrum; a sine at full scale is 0 dB."""

    hz: float
    db: float


def sine(hz: float, seconds: float, *, rate: int = RATE, db: float = -10.0) -> Samples:
    """Make a sine of the given level (dB of full scale) as 16-bit samples."""
    steps = np.arange(round(seconds * rate))
    wave = np.sin(2 * np.pi * hz * steps / rate) * 10 ** (db / 20) * (_FULL_SCALE - 1)
    return np.asarray(np.round(wave), dtype=np.int16)


def to_ulaw(samples: Samples) -> bytes:
    """Encode 16-bit samples as G.711 u-law, one byte each."""
    wide = samples.astype(np.int32)
    magnitude = np.minimum(np.abs(wide), _CLIP) + _BIAS
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    sign = np.where(wide < 0, 0x80, 0)
    return bytes((~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8))


def from_ulaw(data: bytes) -> Samples:
    """Decode G.711 u-law into 16-bit samples."""
    code = ~np.frombuffer(data, dtype=np.uint8).astype(np.int32) & 0xFF
    magnitude = (((code & 0x0F) << 3) + _BIAS << ((code >> 4) & 7)) - _BIAS
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def level_at(samples: Samples, hz: float, *, rate: int = RATE) -> float:
    """Measure the level of one frequency (dB of full scale; -120 where there is nothing)."""
    spectrum = _spectrum(samples)
    at = round(hz * len(samples) / rate)
    return float(np.max(spectrum[max(0, at - 3) : at + 4], initial=-120.0))


def tones(samples: Samples, rate: int = RATE, *, range_db: float = 25.0) -> list[Tone]:
    """Find the tones in a piece of sound, loudest first.

    A tone is a peak at most `range_db` below the loudest one and above -60 dB; peaks within 20 Hz
    of a louder one belong to it. A quarter of a second or more is needed to tell voices apart.
    """
    spectrum = _spectrum(samples)
    floor = max(float(spectrum.max(initial=-120.0)) - range_db, -60.0)
    found: list[Tone] = []
    for at in np.argsort(spectrum)[::-1]:
        if spectrum[at] < floor:
            break
        hz = float(at) * rate / len(samples)
        if all(abs(hz - other.hz) > 20 for other in found):
            found.append(Tone(hz, float(spectrum[at])))
    return found


def _spectrum(samples: Samples) -> npt.NDArray[np.float64]:
    """Take the levels of all frequencies from 0 to half the rate, in dB of full scale."""
    if not len(samples):
        return np.empty(0)
    window = np.hanning(len(samples))
    bins = np.abs(np.fft.rfft(samples / _FULL_SCALE * window)) * 2 / max(window.sum(), 1e-9)
    return np.asarray(20 * np.log10(np.maximum(bins, 1e-6)))
