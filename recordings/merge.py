"""Two legs of a call become one stereo sound: caller left, agent right, cut to the talk. Pure.

Each leg's file begins at its own instant; they do not drift (within three packets of 20 ms), so
that placing both on the talk's time line by their first samples is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from recordings.sound import RATE, SAMPLE_BYTES, AudioSegment


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """What one party said: 8 kHz mono of 16 bits, and the instant of its first sample."""

    sound: AudioSegment
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """From the seat's joining to the end of the call."""

    joined_at: datetime
    ended_at: datetime

    @property
    def samples(self) -> int:
        """Length of the talk in samples; never below 0, whatever the sources' clocks say."""
        return max(0, _samples(self.joined_at, self.ended_at))


def merge(
    caller: Leg | None, seat: Leg | None, talk: Talk, *, earlier: Sequence[Leg] = ()
) -> AudioSegment:
    """Put both parties on the talk's time line; where one has no sound there is silence.

    `earlier` are legs of seats that left in mid-talk: the next one's sound follows theirs, or is
    mixed with it as long as both talked.
    """
    left = _place([caller] if caller else [], talk)
    right = _place([*earlier, *([seat] if seat else [])], talk)
    return AudioSegment.from_mono_audiosegments(left, right)


def _place(legs: Sequence[Leg], talk: Talk) -> AudioSegment:
    line = np.zeros(talk.samples, dtype=np.int32)
    for leg in legs:
        # A clock may have been set by hours meanwhile: never more silence than there was talk.
        lead = min(_samples(talk.joined_at, leg.started_at), talk.samples)
        heard = np.frombuffer(leg.sound.raw_data, dtype="<i2")[max(0, -lead) :]
        start = max(0, lead)
        part = heard[: len(line) - start]
        line[start : start + len(part)] += part  # two seats talk at once where all three do
    data = np.clip(line, -(2**15), 2**15 - 1).astype("<i2").tobytes()
    return AudioSegment(data=data, sample_width=SAMPLE_BYTES, frame_rate=RATE, channels=1)


def _samples(start: datetime, end: datetime) -> int:
    return round((end - start).total_seconds() * RATE)
