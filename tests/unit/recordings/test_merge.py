"""Two legs on one time line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recordings.merge import Leg, Talk, merge
from tests.unit.recordings.tones import (
    CALLER_HZ,
    SEAT_HZ,
    first_sound_s,
    loudest_hz,
    segment,
    share_at,
    sides,
    tone,
)

pytestmark = pytest.mark.unit

JOINED = datetime(2026, 2, 2, 0, 0, tzinfo=UTC)
TALK = Talk(joined_at=JOINED, ended_at=JOINED + timedelta(seconds=5))


def leg(hz: float, seconds: float, *, starts_s: float) -> Leg:
    """A tone whose first sample comes this long after the joining."""
    started_at = JOINED + timedelta(seconds=starts_s)
    return Leg(sound=segment(tone(hz, seconds)), started_at=started_at)


def test_the_caller_is_heard_left_only_and_the_agent_right_only() -> None:
    merged = merge(leg(CALLER_HZ, 6, starts_s=-0.3), leg(SEAT_HZ, 6, starts_s=-0.1), TALK)
    left, right = sides(merged)
    assert loudest_hz(left) == pytest.approx(CALLER_HZ, abs=1)
    assert loudest_hz(right) == pytest.approx(SEAT_HZ, abs=1)
    assert share_at(left, SEAT_HZ) < 1e-6
    assert share_at(right, CALLER_HZ) < 1e-6


@pytest.mark.parametrize("seconds", [2.0, 5.0, 9.0])
def test_the_length_is_the_talk_however_long_the_files_are(seconds: float) -> None:
    merged = merge(leg(CALLER_HZ, seconds, starts_s=-0.5), leg(SEAT_HZ, 1, starts_s=0), TALK)
    assert merged.duration_seconds == pytest.approx(5.0, abs=0.02)


def test_a_leg_that_began_later_is_placed_later() -> None:
    merged = merge(leg(CALLER_HZ, 5, starts_s=-1), leg(SEAT_HZ, 5, starts_s=1.25), TALK)
    left, right = sides(merged)
    assert first_sound_s(left) == pytest.approx(0.0, abs=0.02)
    assert first_sound_s(right) == pytest.approx(1.25, abs=0.02)


def test_what_was_said_before_the_joining_is_cut_off() -> None:
    before, after = tone(2000, 1.0), tone(CALLER_HZ, 5.0)
    caller = Leg(sound=segment(before + after), started_at=JOINED - timedelta(seconds=1))
    left, _ = sides(merge(caller, None, TALK))
    assert share_at(left, 2000) < 1e-3
    assert loudest_hz(left) == pytest.approx(CALLER_HZ, abs=1)


def test_a_shorter_leg_is_padded_with_silence() -> None:
    _, right = sides(merge(None, leg(SEAT_HZ, 2, starts_s=0), TALK))
    assert abs(right[: 2 * 8000]).max() > 10_000
    assert abs(right[2 * 8000 :]).max() == 0


def test_a_missing_leg_is_silence_of_full_length() -> None:
    left, right = sides(merge(leg(CALLER_HZ, 5, starts_s=0), None, TALK))
    assert len(left) == len(right) == 5 * 8000
    assert abs(right).max() == 0


def test_a_leg_wholly_outside_the_talk_is_silence() -> None:
    merged = merge(leg(CALLER_HZ, 1, starts_s=-3), leg(SEAT_HZ, 1, starts_s=7), TALK)
    assert [abs(side).max() for side in sides(merged)] == [0, 0]


def test_a_talk_that_ends_before_it_began_has_no_sample() -> None:
    assert Talk(joined_at=JOINED, ended_at=JOINED - timedelta(seconds=1)).samples == 0


def test_two_seats_that_talk_at_once_are_both_heard_right() -> None:
    stays, comes = leg(SEAT_HZ, 5, starts_s=0), leg(3 * SEAT_HZ, 2, starts_s=2)
    _, right = sides(merge(None, stays, TALK, earlier=[comes]))
    both = right[20_000:28_000]
    assert min(share_at(both, SEAT_HZ), share_at(both, 3 * SEAT_HZ)) > 0.3
    assert loudest_hz(right[:12_000]) == pytest.approx(SEAT_HZ, abs=1)


def test_a_leg_that_was_lost_in_mid_talk_is_followed_by_the_next_one() -> None:
    before = leg(SEAT_HZ, 2, starts_s=-0.2)
    caller, after = leg(CALLER_HZ, 6, starts_s=0), leg(3 * SEAT_HZ, 9, starts_s=3)
    left, right = sides(merge(caller, after, TALK, earlier=[before]))
    assert len(left) == len(right)
    first, gap, last = right[:13_000], right[15_000:23_000], right[25_000:]
    assert loudest_hz(first) == pytest.approx(SEAT_HZ, abs=1)
    assert not gap.any()
    assert loudest_hz(last) == pytest.approx(3 * SEAT_HZ, abs=1)
