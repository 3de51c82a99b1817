"""Every second at a seat is somebody's, once, and of one doing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desk.work_time import HELD, Did, Spell, Stay, account

pytestmark = pytest.mark.unit

NINE = datetime(2026, 2, 2, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def spell(minutes: float, doing: str, reason: str = "", *, seat: str = "seat-01") -> Spell:
    return Spell(seat=seat, doing=doing, reason=reason, began_at=at(minutes))


def stay(begin: float, end: float, staff: str = "s1", *, seat: str = "seat-01") -> Stay:
    return Stay(staff=staff, seat=seat, began_at=at(begin), ended_at=at(end))


DAY = [
    spell(-60, "not_ready", "signed_out"),
    spell(2, "ready"),
    spell(10, "ringing"),
    spell(11, "talking"),
    spell(15, HELD),
    spell(16, "talking"),
    spell(20, "wrap_up"),
    spell(22, "not_ready", "break"),
    spell(32, "not_ready", "training"),
]


def test_a_stay_is_cut_along_what_the_seat_did() -> None:
    spent = account(DAY, [stay(0, 40)])["s1"]
    assert {did: seconds / 60 for did, seconds in spent.items()} == {
        Did("not_ready", "signed_out"): 2,
        Did("ready"): 8,
        Did("ringing"): 1,
        Did("talking"): 8,
        Did(HELD): 1,
        Did("wrap_up"): 2,
        Did("not_ready", "break"): 10,
        Did("not_ready", "training"): 8,
    }
    assert sum(spent.values()) == 40 * 60


def test_two_people_at_one_seat_have_each_their_own_time() -> None:
    found = account(DAY, [stay(0, 15, "s1"), stay(15, 40, "s2")])
    assert sum(found["s1"].values()) == 15 * 60
    assert found["s1"][Did("talking")] == 4 * 60
    assert found["s2"][Did("talking")] == 4 * 60


def test_one_person_at_two_seats_is_added_up() -> None:
    spells = [spell(0, "ready"), spell(0, "ready", seat="seat-02")]
    found = account(spells, [stay(0, 5), stay(5, 8, seat="seat-02")])
    assert found == {"s1": {Did("ready"): 8 * 60.0}}


def test_before_anything_is_known_of_a_seat_it_is_not_ready() -> None:
    assert account([], [stay(0, 3)]) == {"s1": {Did("not_ready"): 180.0}}


def test_a_clock_that_was_set_back_takes_nobodys_time() -> None:
    spells = [spell(0, "ready"), spell(10, "talking"), spell(9, "wrap_up")]
    found = account(spells, [stay(0, 20)])["s1"]
    assert sum(found.values()) == 20 * 60
    assert min(found.values()) > 0
