"""What a recording tells: tones at known times give known numbers."""

from __future__ import annotations

import numpy as np
import pytest

from recordings.analysis import NOTHING_DB, PEAKS_MOST, Facts, analyse
from recordings.sound import RATE
from tests.unit.recordings.tones import CALLER_HZ, SEAT_HZ, tone

pytestmark = pytest.mark.unit


def line(length_s: float, *parts: tuple[float, float, float]) -> np.ndarray:
    """Silence with tones in it: hertz, from, to."""
    side = np.zeros(round(length_s * RATE), dtype=np.int16)
    for hz, start, end in parts:
        heard = np.frombuffer(tone(hz, end - start), dtype="<i2")
        side[round(start * RATE) :][: len(heard)] = heard
    return side


@pytest.fixture(scope="module")
def facts() -> Facts:
    caller = line(20, (CALLER_HZ, 0, 4), (CALLER_HZ, 12, 15))
    seat = line(20, (SEAT_HZ, 3, 8), (SEAT_HZ, 15, 16)) // 4
    return analyse(caller, seat, RATE)


def test_talk_shares_over_talk_and_silence_are_those_of_the_tones(facts: Facts) -> None:
    assert facts.duration_s == 20
    assert facts.speech_s == pytest.approx((7, 6), abs=0.1)
    assert facts.both_s == pytest.approx(1, abs=0.1)
    assert facts.silence_s == pytest.approx(8, abs=0.1)
    assert facts.silences == ((8.0, 12.0), (16.0, 20.0))
    assert facts.digital == facts.silences


def test_each_side_has_its_own_level(facts: Facts) -> None:
    assert facts.peak_db == pytest.approx((-6.0, -18.1), abs=0.1)
    assert facts.speech_db == pytest.approx((-9.0, -21.1), abs=0.1)


def test_the_waveform_has_a_value_for_each_tenth_of_a_second_of_each_side(facts: Facts) -> None:
    assert len(facts.peaks) == 2 * 200
    assert (facts.peaks[0], facts.peaks[100], facts.peaks[230]) == (128, 0, 32)


def test_silence_and_nothing_at_all_are_measured_too() -> None:
    empty = np.zeros(0, dtype=np.int16)
    assert analyse(empty, empty, RATE).duration_s == 0
    quiet = np.zeros(RATE, dtype=np.int16)
    assert analyse(quiet, quiet, RATE).speech_db == (NOTHING_DB, NOTHING_DB)


def test_a_long_recording_has_no_more_of_a_waveform_than_a_page_can_show() -> None:
    long = np.zeros(3600 * RATE, dtype=np.int16)
    assert len(analyse(long, long, RATE).peaks) <= 2 * PEAKS_MOST
