from __future__ import annotations

import numpy as np
import pytest

from tests.asterisk.phones.sound import from_ulaw, level_at, sine, to_ulaw, tones

pytestmark = pytest.mark.unit


def test_ulaw_comes_back_within_its_own_steps() -> None:
    every = np.arange(-32000, 32000, 7, dtype=np.int16)
    back = from_ulaw(to_ulaw(every)).astype(int)
    step = np.maximum(np.abs(every.astype(int)) / 16, 8)
    assert np.all(np.abs(back - every) <= step)


def test_ulaw_codes_are_those_of_the_standard() -> None:
    assert to_ulaw(np.array([0, 32767, -32768], dtype=np.int16)) == b"\xff\x80\x00"
    assert from_ulaw(b"\xff\x7f\x80\x00").tolist() == [0, 0, 32124, -32124]


def test_every_code_decodes_to_what_encodes_to_it() -> None:
    codes = bytes(code for code in range(256) if code != 0x7F)  # 0x7f is the other zero
    assert to_ulaw(from_ulaw(codes)) == codes


def test_a_sine_is_one_tone_at_its_level() -> None:
    found = tones(from_ulaw(to_ulaw(sine(440, 1.0, db=-10))))
    assert [round(tone.hz) for tone in found] == [440]
    assert found[0].db == pytest.approx(-10, abs=0.2)


def test_two_voices_are_two_tones_loudest_first() -> None:
    mixed = sine(440, 0.5, db=-20) + sine(1000, 0.5, db=-12)
    assert [round(tone.hz) for tone in tones(mixed)] == [1000, 440]


def test_silence_has_no_tone() -> None:
    assert tones(np.zeros(8000, dtype=np.int16)) == []
    assert tones(np.empty(0, dtype=np.int16)) == []


def test_the_level_of_an_absent_voice_is_low() -> None:
    heard = from_ulaw(to_ulaw(sine(1000, 1.0)))
    assert level_at(heard, 1000) > -11
    assert level_at(heard, 440) < -60
