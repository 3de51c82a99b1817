"""The instance's clock: fixed once, refused to change under calls."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.clock import clock_with, fix_clock, shown_time, stored_offset
from app.errors import ClockFixed, HomeUnusable
from app.home import Home

pytestmark = pytest.mark.unit

MONDAY = "2026-02-02T10:00+09:00"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_a_clock_runs_ahead_by_its_offset() -> None:
    ahead = clock_with(3600.0)() - clock_with(0.0)()
    assert abs(ahead - timedelta(hours=1)) < timedelta(seconds=1)
    assert clock_with(0.0)().tzinfo is UTC


def test_business_time_begins_at_the_given_instant_and_runs_on(home: Home) -> None:
    offset_s = fix_clock(home, start=MONDAY)
    now = clock_with(offset_s)()
    assert abs(now - datetime.fromisoformat(MONDAY)) < timedelta(seconds=2)


def test_the_offset_of_the_first_start_stays(home: Home) -> None:
    first = fix_clock(home, start=MONDAY)
    assert fix_clock(home, start=None) == first
    assert fix_clock(home, start=MONDAY) == first
    assert stored_offset(home) == first


def test_a_home_without_a_clock_of_its_own_has_the_machines(home: Home) -> None:
    assert fix_clock(home, start=None) == 0.0
    assert not home.clock.exists()


def test_another_clock_on_a_home_without_calls_is_taken(home: Home) -> None:
    first = fix_clock(home, start=MONDAY)
    assert fix_clock(home, start="2026-03-02T10:00+09:00") > first


def test_another_clock_on_a_home_with_calls_is_refused(home: Home) -> None:
    fix_clock(home, start=MONDAY)
    home.log.mkdir()
    (home.log / "000000000001.jsonl").write_bytes(b'{"n":1,"event":{"type":"CallArrived"}}\n')
    with pytest.raises(ClockFixed):
        fix_clock(home, start="2026-03-02T10:00+09:00")


def test_a_garbled_clock_is_told(home: Home) -> None:
    home.clock.write_text("{}")
    with pytest.raises(HomeUnusable):
        fix_clock(home, start=None)


def test_an_instant_is_shown_in_the_zone_with_its_offset() -> None:
    at = datetime(2026, 2, 2, 1, 0, 0, 120_000, tzinfo=UTC)
    assert shown_time(at, "Asia/Tokyo") == "2026-02-02T10:00:00.120+09:00"


def test_the_offset_is_counted_from_the_machines_clock(home: Home) -> None:
    offset_s = fix_clock(home, start="2030-01-01T00:00+00:00")
    assert abs(time.time() + offset_s - 1_893_456_000) < 2
