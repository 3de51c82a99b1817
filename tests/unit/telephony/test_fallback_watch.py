"""Who waits in the fallback is fetched back in order, and what happened there is told once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from callcenter.call import Call, CallState, Offer
from callcenter.events import Event, FallbackEnded, FallbackFound, FallbackJoined, FallbackTold
from callcenter.guest import Guest, GuestKind
from callcenter.seat import Seat
from callcenter.state import State
from telephony import fallback_watch as watching
from telephony.ari_requests import Request
from telephony.book_reader import Place
from telephony.callers import Callers
from telephony.errors import AriUnreachable
from telephony.fallback_watch import FallbackWatch, Spool
from telephony.open_book import OpenBook

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)
FIRST, SECOND = "mdg1-1769993990.1", "mdg1-1769993991.2"


def channel(id: str, context: str = "fallback", name: str = "PJSIP/trunk-1") -> dict[str, Any]:
    return {"id": id, "name": name, "dialplan": {"context": context}}


class Nobody:
    """Knows nobody by their number."""

    def id_of(self, number: str) -> str:
        return "p-1"

    def number_of(self, id: str) -> str | None:
        return None


class Asterisk:
    app = "madoguchi"

    def __init__(self) -> None:
        self.channels: list[dict[str, Any]] = []
        self.bridges: list[dict[str, Any]] = []
        self.pulled: list[str] = []
        self.looks = 0
        self.is_away = False

    async def send(self, request: Request) -> Any:
        if self.is_away:
            raise AriUnreachable(method=request.method, path=request.path)
        if request.method == "GET":
            self.looks += request.path == "/channels"
            return self.channels if request.path == "/channels" else self.bridges
        if request.params["endpoint"] == "Local/pull@helper/n":
            self.pulled.append((request.body or {})["variables"]["MDG_CALL"])
        else:
            assert request.params["endpoint"] == "Local/forget@helper/n"
        return None


def state_with(*calls: str) -> State:
    made = {}
    for place, id in enumerate(calls):
        made[id] = Call(
            id=id,
            line="",
            skill="general",
            caller=None,
            withheld=None,
            arrived_at=AT,
            place=place,
            state=CallState.FALLBACK,
            since=AT,
            holds_line=True,
            notice_due=False,
        )
    return State(calls=made)


class Desk:
    def __init__(self, state: State, spool: Spool | None = None) -> None:
        self.asterisk = Asterisk()
        self.taken: list[Event] = []
        self.watch = FallbackWatch(
            ari=self.asterisk,
            state=state,
            seats={"seat-01w": "seat-01"},
            spool=spool,
            offset=timedelta(),
            clock=lambda: AT,
        )

    async def run(self, seconds: float = 0.05) -> None:
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(self.watch.run(self.taken.append))
            await asyncio.sleep(seconds)
            task.cancel()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LOOKS_EACH_S", 0.005)
    monkeypatch.setattr(watching, "WRITTEN_S", 0.02)


async def test_nobody_is_looked_for_without_a_reason() -> None:
    desk = Desk(State())
    await desk.run()
    assert desk.asterisk.looks == 0


async def test_each_ten_seconds_it_looks_without_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LOOKS_ANYWAY_S", 0.01)
    desk = Desk(State())
    await desk.run()
    assert desk.asterisk.looks > 0


async def test_it_looks_on_for_as_long_as_a_row_may_be_late_and_then_no_more() -> None:
    desk = Desk(State())
    desk.watch.look()
    await desk.run(0.1)
    assert 2 <= desk.asterisk.looks <= 12
    seen = desk.asterisk.looks
    await desk.run(0.03)
    assert desk.asterisk.looks == seen


async def test_who_waits_is_fetched_back_once_and_whoever_came_first_first() -> None:
    desk = Desk(State())
    desk.asterisk.channels = [channel(SECOND), channel(FIRST), channel("x", "offer")]
    desk.watch.look()
    await desk.run()
    assert desk.asterisk.looks > 2
    assert desk.asterisk.pulled == [FIRST, SECOND]


async def test_who_was_not_fetched_is_fetched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "PULLED_AGAIN_S", 0.02)
    desk = Desk(State())
    desk.asterisk.channels = [channel(FIRST)]
    desk.watch.look()
    await desk.run(0.1)
    assert desk.asterisk.pulled.count(FIRST) >= 2


async def test_who_talks_is_left_alone_and_told() -> None:
    desk = Desk(state_with(FIRST))
    seat = channel("mdg1-1769993995.3", "", "PJSIP/seat-01w-0000000a")
    desk.asterisk.channels = [channel(FIRST), seat]
    desk.asterisk.bridges = [{"channels": [FIRST, seat["id"]]}]
    desk.watch.look()
    await desk.run(0.01)
    assert desk.asterisk.pulled == []
    assert isinstance(desk.taken[0], FallbackJoined)
    assert (desk.taken[0].call, desk.taken[0].seat) == (FIRST, "seat-01")


async def test_that_all_is_told_is_told_last_and_only_if_it_is_waited_for() -> None:
    desk = Desk(state_with(FIRST))
    desk.watch.look()
    await desk.run(0.01)
    assert not [each for each in desk.taken if isinstance(each, FallbackTold)]
    state = state_with(FIRST)
    state.is_fallback_untold = True
    desk = Desk(state)
    desk.asterisk.is_away = True
    await desk.watch.look_now(desk.taken.append)
    assert desk.taken == []
    desk.asterisk.is_away = False
    await desk.watch.look_now(desk.taken.append)
    assert desk.taken == [FallbackEnded(at=AT, call=FIRST), FallbackTold(at=AT)]


async def test_who_is_gone_has_ended() -> None:
    desk = Desk(state_with(FIRST))
    desk.watch.look()
    await desk.run(0.01)
    assert desk.taken[0] == FallbackEnded(at=AT, call=FIRST)


async def test_a_lost_link_ends_no_watch() -> None:
    desk = Desk(State())
    desk.asterisk.is_away = True
    desk.watch.look()
    await desk.run(0.01)
    desk.asterisk.is_away = False
    desk.asterisk.channels = [channel(FIRST)]
    desk.watch.look()
    await desk.run()
    assert desk.asterisk.pulled == [FIRST]


def spool_in(folder: Path) -> Spool:
    """An Asterisk that has written nothing yet."""
    return Spool(
        database=folder / "astdb.sqlite3",
        number_key="",
        recordings=folder,
        book=OpenBook(folder / "book", Place(), offset=timedelta(), clock=lambda: AT),
        callers=Callers(people=Nobody(), trunks={}, lines=["+81110000100"]),
    )


@pytest.mark.parametrize(("admitted", "found"), [("yes", [FIRST]), ("", [])])
async def test_whom_it_let_in_is_found_before_its_database_says_so(
    tmp_path: Path, admitted: str, found: list[str]
) -> None:
    desk = Desk(State(), spool_in(tmp_path))
    told = {"MDG_EXTEN": "0110000100", "MDG_ADMITTED": admitted}
    caller = {"name": "", "number": "0312345678"}
    desk.asterisk.channels = [{**channel(FIRST), "caller": caller, "channelvars": told}]
    await desk.watch.look_now(desk.taken.append)
    arrivals = [each for each in desk.taken if isinstance(each, FallbackFound)]
    assert [each.call for each in arrivals] == found
    assert desk.asterisk.pulled == [FIRST]


def test_the_phone_of_a_call_is_known_for_the_seat_and_for_its_guest() -> None:
    guest = Guest(kind=GuestKind.CONSULTED, seat="seat-02", endpoint="seat-02w", leg="c~2", at=AT)
    call = Call(
        id="c",
        line="+81110000100",
        skill="general",
        caller=None,
        withheld=None,
        arrived_at=AT,
        place=1,
        state=CallState.TALKING,
        since=AT,
        holds_line=True,
        notice_due=False,
        offer=Offer("seat-01", "seat-01", "c~1", AT),
        guest=guest,
    )
    watch = FallbackWatch(
        ari=Asterisk(),
        state=State(calls={"c": call}),
        seats={},
        spool=None,
        offset=timedelta(),
        clock=lambda: AT,
    )
    seats = [
        Seat(id=each, skills={}, since=AT, idle_since=AT, call=its)
        for each, its in (("seat-01", "c"), ("seat-02", "c"), ("seat-03", None))
    ]
    assert [watch.phone_in_call(each) for each in seats] == ["seat-01", "seat-02w", None]
