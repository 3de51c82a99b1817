"""How well a leg was heard is told once it has ended; one that is heard no more is ended."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from callcenter.call import CallState
from callcenter.events import LegMeasured
from callcenter.guest import Guest, GuestKind, GuestState
from callcenter.seat import Seat, SeatState
from callcenter.state import State
from telephony.quality import Quality
from tests.unit.telephony.scripted import AT, ScriptedAri
from tests.unit.telephony.test_reconcile import LEG, LONG_AGO, remembered

pytestmark = pytest.mark.unit

STATISTICS = "/channels/{}/rtp_statistics"
HEARD = {"rxcount": 990, "rxploss": 10, "rxjitter": 0.0031, "rtt": 0.0214}


def told(leg: str, seat: str, **values: Any) -> LegMeasured:
    figures = {"loss_percent": 1.0, "jitter_ms": 3.1, "round_trip_ms": 21.4, **values}
    return LegMeasured(at=AT, call="c", leg=leg, seat=seat, **figures)


def quality(ari: ScriptedAri, state: State, doubts: list[str] | None = None) -> Quality:
    told = [] if doubts is None else doubts
    return Quality(ari, state, clock=lambda: AT, doubt=lambda: told.append("doubt"))


async def test_all_ends_of_a_talk_are_measured_and_told_when_they_are_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("telephony.quality.MEASURED_EACH_S", 0.01)  # in which all are measured
    guest = Guest(
        *(GuestKind.CONSULTED, "seat-02", "seat-02", "c~2", LONG_AGO), state=GuestState.CONSULTING
    )
    ari, state = ScriptedAri(), remembered(CallState.TALKING, guest=guest)
    for leg in ("c", LEG, "c~2"):
        ari.there[STATISTICS.format(leg)] = HEARD
    ari.there[STATISTICS.format(LEG)] = {"rxcount": 0, "rxploss": 0, "rtt": 0.0}
    measured = quality(ari, state)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await measured.keep_measuring()
    assert measured.over("c") == told("c", "")
    assert measured.over("c~2") == told("c~2", "seat-02")
    nothing = {"loss_percent": 0.0, "jitter_ms": 0.0, "round_trip_ms": None}
    assert measured.over(LEG) == told(LEG, "seat-01", **nothing)
    assert measured.over(LEG) is None


async def test_who_talks_as_we_remember_and_is_no_more_is_a_doubt_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("telephony.quality.MEASURED_EACH_S", 0.01)
    ari, doubts = ScriptedAri(), list[str]()
    ari.there[STATISTICS.format(LEG)] = HEARD
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await quality(ari, remembered(CallState.TALKING), doubts).keep_measuring()
    assert doubts == ["doubt"]


async def test_a_seat_that_we_end_is_measured_until_its_end() -> None:
    ari, state = ScriptedAri(), remembered(CallState.TALKING)
    seat = Seat(id="seat-01", skills={}, since=AT, idle_since=AT, leg=LEG)
    state.seats["seat-01"], measured = seat, quality(ari, state)
    ari.there[STATISTICS.format(LEG)] = HEARD
    await measured.measure_last(LEG)
    assert measured.over(LEG) is None  # it never talked
    seat.state = SeatState.TALKING
    await measured.measure_last(LEG)
    assert measured.over(LEG) is None  # heard too late: it had ended
    seat.leg = "c~5"
    ari.there[STATISTICS.format("c~5")] = HEARD
    await measured.measure_last("c~5")
    assert measured.over("c~5") == told("c~5", "seat-01")


async def test_a_leg_without_sound_is_ended_and_one_that_sounds_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("telephony.quality.LOOKED_EACH_S", 0.0)
    monkeypatch.setattr("telephony.quality.SILENT_S", 0.02)
    ari = ScriptedAri()
    measured = quality(ari, remembered(CallState.TALKING))
    path = STATISTICS.format(LEG)
    looks = 0

    def goes_on() -> bool:
        nonlocal looks
        looks += 1
        ari.there[path] = {"rxcount": looks}
        return looks < 50

    await measured.end_if_silent(LEG, goes_on)
    assert (looks, ari.sent) == (50, [])
    await measured.end_if_silent(LEG, lambda: True)
    assert ari.sent == [f"DELETE /channels/{LEG}"]
    assert ari.params == [{"reason_code": "44"}]
    assert measured.leg_of("seat-01", "seat-01") is None
