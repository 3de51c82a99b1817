"""What a recording tells without being listened to: levels, silence, who talked how much. Pure.

A frame is 20 ms. A side speaks in a frame that is louder than -45 dBFS and than a tenth of its own
loud frames; pauses shorter than 0.3 s inside of speech belong to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Side = NDArray[np.int16]
    Mask = NDArray[np.bool_]

FRAME_S = 0.02
FULL = 32_768.0
NOTHING_DB = -96.0
"""What digital silence is told as."""
SPEECH_DB = -45.0
BELOW_LOUD = 0.1
"""Speech is at least so loud as this part of the side's loud frames."""
GAP_S = 0.3
SILENCE_S = 2.0
"""A time without speech of either side is told from this length on."""
DIGITAL_S = 0.5
"""Samples that are 0, all of them: no telephone is so quiet for so long."""
PEAKS_A_SECOND = 10
PEAKS_MOST = 6_000
"""Of one side; a longer recording has fewer a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Seconds and dBFS of one recording, caller first."""

    duration_s: float
    peak_db: tuple[float, float]
    speech_db: tuple[float, float]
    """Effective value of the frames with speech; NOTHING_DB if there is none."""
    speech_s: tuple[float, float]
    both_s: float
    """Both spoke at once."""
    silence_s: float
    """Neither spoke."""
    silences: tuple[tuple[float, float], ...]
    """From when to when neither spoke for SILENCE_S or more."""
    digital: tuple[tuple[float, float], ...]
    """From when to when both sides are digital silence for 0.5 s or more: muted."""
    digital_sides: tuple[tuple[tuple[float, float], ...], ...]
    """The same of the caller alone, then of the seat: also what had no sound and was filled up."""
    peaks: bytes
    """The loudest sample of each piece, 0 to 255: all of the caller's, then all of the seat's."""


def analyse(caller: Side, seat: Side, rate: int) -> Facts:
    """Measure a recording of two sides of one length."""
    frame = round(rate * FRAME_S)
    levels = [_levels(side, frame) for side in (caller, seat)]
    speech = [_speech(level) for level in levels]
    neither, both = ~(speech[0] | speech[1]), speech[0] & speech[1]
    return Facts(
        duration_s=len(caller) / rate,
        peak_db=(_db(_peak(caller)), _db(_peak(seat))),
        speech_db=(_speech_db(levels[0], speech[0]), _speech_db(levels[1], speech[1])),
        speech_s=(_seconds(speech[0]), _seconds(speech[1])),
        both_s=_seconds(both),
        silence_s=_seconds(neither),
        silences=_spans(neither, SILENCE_S),
        digital=_digital(caller | seat, frame),
        digital_sides=(_digital(caller, frame), _digital(seat, frame)),
        peaks=_peaks(caller, rate) + _peaks(seat, rate),
    )


def _padded(samples: Side, frame: int) -> Side:
    """Cut into frames, the last filled up with silence."""
    return np.pad(samples, (0, -len(samples) % frame)).reshape(-1, frame)


def _digital(samples: Side, frame: int) -> tuple[tuple[float, float], ...]:
    loudest = np.abs(_padded(samples, frame).astype(np.int32)).max(axis=1, initial=0)
    return _spans(np.equal(loudest, 0), DIGITAL_S)


def _levels(side: Side, frame: int) -> NDArray[np.float64]:
    frames = _padded(side, frame).astype(np.float64)
    levels: NDArray[np.float64] = np.sqrt(np.mean(frames**2, axis=1)) / FULL
    return levels


def _speech(levels: NDArray[np.float64]) -> Mask:
    if not len(levels):
        return np.zeros(0, dtype=bool)
    loud = float(np.percentile(levels, 95))
    spoken: Mask = levels > max(10 ** (SPEECH_DB / 20), loud * BELOW_LOUD)
    return _without_gaps(spoken, round(GAP_S / FRAME_S))


def _without_gaps(spoken: Mask, gap: int) -> Mask:
    filled = spoken.copy()
    for start, end in _runs(~spoken):
        if start > 0 and end < len(spoken) and end - start < gap:
            filled[start:end] = True
    return filled


def _runs(mask: Mask) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def _spans(mask: Mask, shortest_s: float) -> tuple[tuple[float, float], ...]:
    return tuple(
        (round(start * FRAME_S, 2), round(end * FRAME_S, 2))
        for start, end in _runs(mask)
        if (end - start) * FRAME_S >= shortest_s
    )


def _seconds(mask: Mask) -> float:
    return round(int(mask.sum()) * FRAME_S, 2)


def _peak(side: Side) -> float:
    return float(np.abs(side.astype(np.int32)).max(initial=0)) / FULL


def _speech_db(levels: NDArray[np.float64], speech: Mask) -> float:
    return _db(float(np.sqrt(np.mean(levels[speech] ** 2)))) if speech.any() else NOTHING_DB


def _db(value: float) -> float:
    return round(20 * float(np.log10(value)), 1) if value > 0 else NOTHING_DB


def _peaks(side: Side, rate: int) -> bytes:
    piece = max(rate // PEAKS_A_SECOND, -(-len(side) // PEAKS_MOST))
    highest = np.abs(_padded(side, piece).astype(np.int32)).max(axis=1, initial=0)
    return bytes(np.minimum(highest // 128, 255).astype(np.uint8))
