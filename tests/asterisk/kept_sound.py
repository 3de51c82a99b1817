"""A kept recording, judged by its sound."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from math import ceil, floor
from pathlib import Path

import numpy as np

from recordings.codec import decode
from recordings.processing import Place
from tests.asterisk.phones.call import PhoneCall
from tests.asterisk.phones.sound import RATE, Samples, level_at

FRAME = RATE // 50
"""What one packet carries."""
LEVEL = 0.27
"""A frame with less of full scale has a hole; a tone of the phones has 0.3."""
NEAR_S = 0.1
"""So near to a frame that was sent late its hole is found."""
FIFTHS, LONGEST = 5, 4
"""The phase tells up to so many frames; a longer hole is one that matters."""
HUSH, HOLE = 8, 10
THERE_DB = -30.0
"""A browser's tone is louder; what is left of it in music or noise is not."""


def sides(path: Path) -> tuple[Samples, Samples]:
    """Give what the caller said and what the seat said, out of the vault of its home."""
    home, call = path.parents[2], path.stem
    vault = Place(keys=str(home / "keys"), folder=str(home / "recordings")).vault()
    opened = vault.open(call, str(path.relative_to(home / "recordings")))
    sound, rate = decode(b"".join(opened.parts()))
    assert (sound.shape[1], rate) == (2, RATE)
    return np.ascontiguousarray(sound[:, 0]), np.ascontiguousarray(sound[:, 1])


def breaks(
    side: Samples, hz: float, call: PhoneCall, *, began: float, since: float, until: float
) -> list[float]:
    """Tell when (seconds of a kept side) some of a phone's steady tone is missing.

    Judged frame by frame of 20 ms, by level and phase. A machine that is busy has Asterisk write a
    silent frame and what was said after it: that is late, and nothing is missing, for the phase
    is behind by just as much as there is silence. So is what the phone itself sent too late.

    Args:
        side: One side of a kept recording.
        hz: The phone's tone; a frame is a whole number of its waves and a fifth, or four.
        call: Who sent it.
        began: When (epoch seconds) the recording's time line begins.
        since: From then on the tone was there.
        until: Until then.
    """
    first = max(0, round((since - began) * RATE) // FRAME)
    last = max(first, min(len(side), round((until - began) * RATE)) // FRAME)
    late = np.asarray(call.rtp.late)
    found = (first * FRAME / RATE + at for at in _missing(side[first * FRAME : last * FRAME], hz))
    return [round(at, 2) for at in found if not np.any(np.abs(late - began - at) < NEAR_S)]


def _missing(sound: Samples, hz: float) -> Iterator[float]:
    """Compare each two frames with nothing but holes between them."""
    frames = sound.astype(np.float64).reshape(-1, FRAME)
    waves = np.exp(-2j * np.pi * hz * np.arange(frames.size).reshape(-1, FRAME) / RATE)
    tones = (frames * waves).mean(axis=1) * 2 / 32768
    whole = np.flatnonzero(np.abs(tones) > LEVEL)
    if len(whole) == 0:
        yield from [0.0] * bool(len(frames))
        return
    ends = {"begins late": whole[0], "ends early": len(frames) - 1 - whole[-1]}
    yield from [0.0 for count in ends.values() if count > 1]
    for before, after in pairwise(whole):
        turned = np.angle(tones[after] * np.conj(tones[before])) / (2 * np.pi)
        behind = min(range(FIFTHS), key=lambda n: abs(_turn(turned + hz * FRAME / RATE * n)))
        hole = sound[before * FRAME : (after + 1) * FRAME]
        silent = round(_silent(hole) / FRAME)
        if silent > LONGEST or (silent - behind) % FIFTHS:
            yield float(before + 1) * FRAME / RATE


def _turn(turns: float) -> float:
    return turns - round(turns)


def _silent(sound: Samples) -> int:
    """Count the samples of the holes in a tone, which is near 0 for two or three at a time."""
    runs = (list(each) for is_zero, each in groupby(np.abs(sound) < HUSH) if is_zero)
    return sum(len(each) for each in runs if len(each) > HOLE)


def sounding_s(side: Samples) -> float:
    """Tell how long it is to the last sample that is no silence."""
    return float(np.flatnonzero(np.abs(side.astype(np.int32)) > 500)[-1] / RATE)


def gaps(side: Samples, hz: float, *, since_s: float, until_s: float) -> list[float]:
    """Tell when (seconds of a kept side) a tone that a browser's phone sent is not there.

    Its machine makes the tone louder and quieter and loses some of it when it is busy: judged are
    tenths of a second, by their level, not frames by their phase as `breaks` does.
    """
    tenths = range(ceil(since_s * 10), floor(until_s * 10))
    tenth = RATE // 10
    pieces = ((each, side[each * tenth : (each + 1) * tenth]) for each in tenths)
    return [each / 10 for each, piece in pieces if level_at(piece, hz) < THERE_DB]
