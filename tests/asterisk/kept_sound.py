"""A kept recording, judged by its sound."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from tests.asterisk.phones.sound import RATE, Samples


def sides(path: Path) -> tuple[Samples, Samples]:
    """Give what the caller said and what the seat said."""
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getframerate()) == (2, RATE)
        frames = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    return np.ascontiguousarray(frames[::2]), np.ascontiguousarray(frames[1::2])


def sounding_s(side: Samples) -> float:
    """Tell how long it is to the last sample that is no silence."""
    return float(np.flatnonzero(np.abs(side.astype(np.int32)) > 500)[-1] / RATE)
