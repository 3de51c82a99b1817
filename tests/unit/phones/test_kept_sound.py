"""The judge of kept sound: what is late is not missing, and what is missing is found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pytest

from tests.asterisk.kept_sound import FRAME, breaks
from tests.asterisk.phones.sound import RATE, Samples, from_ulaw, sine, to_ulaw

pytestmark = pytest.mark.unit

AT = 5_003
"""A sample in the midst of a frame."""
HOLE = np.zeros(FRAME, dtype=np.int16)


@dataclass
class Sent:
    """What a phone says of its sending."""

    late: list[float] = field(default_factory=list)


@dataclass
class Sender:
    rtp: Sent = field(default_factory=Sent)


def judged(side: Samples, hz: float, *late: float) -> list[float]:
    call = cast("Any", Sender(Sent(list(late))))
    return breaks(side, hz, call, began=100.0, since=100.0, until=102.5)


@pytest.mark.parametrize("hz", [440, 1010, 1710, 2310])
def test_a_piece_that_is_left_out_or_silent_is_missing_and_one_that_comes_late_is_not(
    hz: int,
) -> None:
    tone = from_ulaw(to_ulaw(sine(hz, 3.0)))
    before, after, later = tone[:AT], tone[AT:], tone[AT + FRAME :]
    assert judged(tone, hz) == judged(np.concatenate((before, HOLE, after)), hz) == []
    for broken in (np.concatenate((before, later)), np.concatenate((before, HOLE, later))):
        (found,) = judged(broken, hz)
        assert found == pytest.approx(AT / RATE, abs=0.02)
        assert judged(broken, hz, 100.0 + found) == []  # the phone sent it too late
        assert judged(broken, hz, 101.5) == [found]
    assert judged(np.concatenate((before, *[HOLE] * 5, after)), hz) != []
    assert judged(np.zeros_like(tone), hz) == [0.0]
