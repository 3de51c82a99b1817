"""Asterisk's fallback may ring the phones of those who are at work, and is told of changes only."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from callcenter.seat import Seat, SeatState
from telephony import phone_mirror
from telephony.ari_requests import Request
from telephony.errors import AriUnreachable
from telephony.phone_mirror import PhoneMirror

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)
PHONES = ("seat-01", "seat-01w")


class Asterisk:
    app = "madoguchi"

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.is_away = False

    async def send(self, request: Request) -> Any:
        if self.is_away:
            raise AriUnreachable(method="PUT", path=request.path)
        phone = request.path.rpartition("%3A")[2]
        self.told.append((phone, request.params["deviceState"]))


class Desk:
    def __init__(self) -> None:
        self.asterisk = Asterisk()
        self.mirror = PhoneMirror(self.asterisk, PHONES)

    async def told(self) -> dict[str, str]:
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(self.mirror.keep())
            await asyncio.sleep(0.01)
            task.cancel()
        told, self.asterisk.told = self.asterisk.told, []
        assert len(dict(told)) == len(told)
        return dict(told)


def seat(state: SeatState, *phones: str) -> Seat:
    return Seat(id="seat-01", skills={}, since=AT, idle_since=AT, state=state, phones=list(phones))


@pytest.mark.parametrize(
    ("state", "may_ring"),
    [
        (SeatState.READY, True),
        (SeatState.RINGING, True),
        (SeatState.TALKING, True),
        (SeatState.WRAP_UP, False),
        (SeatState.NOT_READY, False),
    ],
)
async def test_the_phone_that_we_would_ring_may_be_rung(state: SeatState, may_ring: bool) -> None:
    desk = Desk()
    desk.mirror.show(seat(state, *PHONES), PHONES)
    said = "NOT_INUSE" if may_ring else "BUSY"
    assert await desk.told() == {"seat-01": "BUSY", "seat-01w": said}


async def test_in_a_call_no_other_phone_of_the_seat_may_be_rung() -> None:
    desk = Desk()
    desk.mirror.show(seat(SeatState.TALKING, *PHONES), PHONES, in_call="seat-01")
    assert await desk.told() == {"seat-01": "NOT_INUSE", "seat-01w": "BUSY"}


async def test_a_seat_without_a_phone_is_rung_nowhere() -> None:
    desk = Desk()
    desk.mirror.show(seat(SeatState.READY), PHONES)
    assert await desk.told() == {"seat-01": "BUSY", "seat-01w": "BUSY"}


async def test_only_what_changes_is_told_and_all_to_an_asterisk_that_was_just_met() -> None:
    desk = Desk()
    desk.mirror.show(seat(SeatState.READY, "seat-01"), PHONES)
    await desk.told()
    desk.mirror.show(seat(SeatState.TALKING, "seat-01"), PHONES)
    assert await desk.told() == {}
    desk.mirror.show(seat(SeatState.NOT_READY, "seat-01"), PHONES)
    assert await desk.told() == {"seat-01": "BUSY"}
    desk.mirror.afresh()
    assert await desk.told() == {"seat-01": "BUSY", "seat-01w": "BUSY"}


async def test_what_could_not_be_told_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone_mirror, "TOLD_AGAIN_S", 0.0)
    desk = Desk()
    desk.asterisk.is_away = True
    desk.mirror.show(seat(SeatState.READY, "seat-01"), PHONES)
    asyncio.get_running_loop().call_later(0.005, setattr, desk.asterisk, "is_away", False)
    assert await desk.told() == {"seat-01": "NOT_INUSE", "seat-01w": "BUSY"}
