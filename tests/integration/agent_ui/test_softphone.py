"""The browser phone's routes and socket, with a switchboard of the test's in Asterisk's place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer

from agent_ui import live
from agent_ui.floor_room import Voice
from agent_ui.shown import SipAccount, Site
from callcenter.seat import SeatState
from callcenter.wishes import (
    ConsultPressed,
    HandPressed,
    HangUpPressed,
    HoldPressed,
    MicrophoneSeen,
    MutePressed,
    OutsideTransferPressed,
    PhonePageOpened,
    QueueTransferPressed,
    RecordingPressed,
    RefusalNoted,
    ResumePressed,
    ThreeWayPressed,
    TransferPressed,
)
from desk import sessions
from storage.errors import DatabaseUnavailable
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.calling import rings
from tests.integration.agent_ui.conftest import Controller
from tests.integration.agent_ui.flooring import floored
from tests.integration.agent_ui.test_live import seats_of, told
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import OWN, newcomer

pytestmark = pytest.mark.integration

SCRIPT = {"Sec-Fetch-Mode": "cors"}
HANDS_OVER = ("transfer", "consult", "three-way", "transfer-to-queue")
REGISTER = "\r\n".join(
    (
        "REGISTER sip:madoguchi SIP/2.0",
        "From: <sip:seat-01w@madoguchi>;tag=a",
        "To: <sip:seat-01w@madoguchi>",
        "",
        "",
    )
)


class Switchboard:
    """Says back what it hears, and gives accounts while it is there."""

    def __init__(self) -> None:
        self.websocket = ""
        self.heard: list[str] = []
        self.revoked: list[str] = []
        self.is_there = True

    def endpoint(self, seat: str) -> str:
        return f"{seat}w"

    async def issue(self, seat: str) -> SipAccount | None:
        return SipAccount(user=f"{seat}w", password="drawn") if self.is_there else None

    async def revoke(self, seat: str) -> None:
        self.revoked.append(seat)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("sip",))
        await socket.prepare(request)
        async for message in socket:
            self.heard.append(message.data)
            await socket.send_str("SIP/2.0 200 OK\r\n\r\n")
        return socket


@pytest.fixture
async def board() -> AsyncIterator[Switchboard]:
    made, application = Switchboard(), web.Application()
    application.router.add_get("/ws", made.serve)
    server: TestServer = TestServer(application)
    await server.start_server()
    made.websocket = str(server.make_url("/ws"))
    yield made
    await server.close()


@pytest.fixture
def phone_site(site: Site, board: Switchboard) -> Site:
    site.sitters._left = board.revoke
    return replace(site, phones=board)


async def seated(browser: Browser, site: Site) -> None:
    await browser.sign_in(await newcomer(site.desk))
    await browser.post("/seat/take", seat="seat-01")
    await browser.get("/home")


async def test_a_seated_person_gets_the_phone_around_the_pages(phone_site: Site) -> None:
    async with Browser(phone_site) as browser:
        await browser.sign_in(await newcomer(phone_site.desk))
        assert (await browser.get("/desk")).headers["Location"] == "/home"
        assert (await browser.post("/phone/account", headers=SCRIPT)).status == 409
        await browser.post("/seat/take", seat="seat-01")
        whole = await browser.get("/home", **{"Sec-Fetch-Dest": "document"})
        assert whole.headers["Location"] == "/desk"
        assert (await browser.get("/desk")).status == 200
        assert (await browser.get("/home", **{"Sec-Fetch-Dest": "iframe"})).status == 200


async def test_an_account_is_of_the_seat_and_needs_an_asterisk(
    phone_site: Site, board: Switchboard
) -> None:
    async with Browser(phone_site) as browser:
        await seated(browser, phone_site)
        answer = await browser.post("/phone/account", headers=SCRIPT)
        assert await answer.json() == {"user": "seat-01w", "password": "drawn"}
        board.is_there = False
        assert (await browser.post("/phone/account", headers=SCRIPT)).status == 503


async def test_the_buttons_become_wishes_of_the_persons_own_seat_also_while_locked(
    phone_site: Site, controller: Controller
) -> None:
    async with Browser(phone_site) as browser:
        await seated(browser, phone_site)
        await browser.post("/lock")
        for wish in ("hello", "hold", "resume", "hang-up"):
            answer = await browser.post(f"/phone/{wish}", headers=SCRIPT)
            assert answer.status == 200, wish
        for wish in ("dial", "redial", "transfer-outside", *HANDS_OVER):
            answer = await browser.post(
                f"/phone/{wish}", headers=SCRIPT, to="city_hall", number="0"
            )
            assert await answer.json() == {"elsewhere": "/unlock"}, wish
        await browser.post("/phone/recording", headers=SCRIPT, why="account_field", on="1")
        await browser.post("/phone/recording/begin", headers=SCRIPT)
        await browser.post("/phone/recording/refused", headers=SCRIPT)
        for wrong in ({"why": "typed text", "on": "1"}, {"why": "button", "on": "2"}):
            assert (await browser.post("/phone/recording", headers=SCRIPT, **wrong)).status == 400
        controller.refuses = "no_talk"
        answer = await browser.post("/phone/hold", headers=SCRIPT)
        assert (await answer.json())["error"] == "いまは通話がありません。"
        controller.refuses = ""
        await browser.post("/unlock", password=OWN)
        await browser.get("/home")
        await browser.post("/phone/transfer-outside", headers=SCRIPT, to="city_hall")
        for wish in HANDS_OVER:
            answer = await browser.post(f"/phone/{wish}", headers=SCRIPT, to="seat-02")
            assert answer.status == 200, wish
    kinds = [PhonePageOpened, HoldPressed, ResumePressed, HangUpPressed]
    kinds += [MutePressed, RecordingPressed, RefusalNoted, HoldPressed, OutsideTransferPressed]
    kinds += [TransferPressed, ConsultPressed, ThreeWayPressed, QueueTransferPressed]
    assert [type(each) for each in controller.wishes] == kinds
    assert {getattr(each, "seat", "") for each in controller.wishes} == {"seat-01"}


async def test_the_bar_knows_numbers_as_people_write_them_and_what_outside_ones_are_called(
    phone_site: Site, controller: Controller
) -> None:
    written = {"p-1": ""}
    outside = {"city_hall": ("札幌市役所", "011-211-2111")}
    site = replace(phone_site, number_of=lambda each: written[each], transfers=outside)
    async with Browser(site) as browser:
        await seated(browser, site)
        answer = await browser.post("/phone/caller", headers=SCRIPT)
        assert await answer.json() == {"number": ""}
        await rings(site, controller)
        answer = await browser.post("/phone/caller", headers=SCRIPT)
        assert await answer.json() == {}  # not written yet: it asks again
        written["p-1"] = "011-234-5678"
        answer = await browser.post("/phone/caller", headers=SCRIPT)
        assert await answer.json() == {"number": "011-234-5678"}
        await browser.get("/desk")
        assert "<span>札幌市役所<small>011-211-2111</small></span>" in browser.page
        assert 'data-phone-outside="city_hall"' in browser.page


async def test_a_hand_is_raised_and_lowered(phone_site: Site, controller: Controller) -> None:
    async with Browser(phone_site) as browser:
        await seated(browser, phone_site)
        controller.show("seat-01", SeatState.TALKING)
        await browser.post("/phone/hand", headers=SCRIPT, up="1")
        await browser.post("/phone/hand", headers=SCRIPT, up="0")
    ups = [each.is_up for each in controller.wishes if isinstance(each, HandPressed)]
    assert ups == [True, False]


async def test_a_page_tells_of_its_microphone_and_of_what_it_measures_of_its_own_seat(
    phone_site: Site, controller: Controller, clock: Clock
) -> None:
    site, telling = floored(phone_site, clock)
    heard: list[tuple[str, Voice]] = []
    assert site.floor is not None
    room = replace(site.floor, heard=lambda seat, voice: heard.append((seat, voice)))
    assert telling.live.floor.alarms == {}
    async with Browser(replace(site, floor=room)) as browser:
        await seated(browser, site)
        await browser.post("/lock")
        for lost in ("1", "0"):
            assert (
                await browser.post("/phone/microphone", headers=SCRIPT, lost=lost)
            ).status == 200
        good = {"loss": "7.50", "jitter": "12.0", "silent": "0.0"}
        assert (await browser.post("/phone/voice", headers=SCRIPT, **good)).status == 204
        for wrong in ({"loss": "nan"}, {"jitter": "-1"}, {"silent": "a lot"}, {"loss": "1e99"}):
            answer = await browser.post("/phone/voice", headers=SCRIPT, **{**good, **wrong})
            assert answer.status == 400, wrong
        assert (await browser.post("/phone/microphone", headers=SCRIPT, lost="2")).status == 400
    seen = [each for each in controller.wishes if isinstance(each, MicrophoneSeen)]
    assert [(e.seat, e.endpoint, e.is_lost) for e in seen] == [
        ("seat-01", "seat-01w", True),
        ("seat-01", "seat-01w", False),
    ]
    assert heard == [("seat-01", Voice(loss_percent=7.5, jitter_ms=12.0, silent_s=0.0))]


async def test_the_socket_carries_sip_both_ways_until_the_person_leaves(
    phone_site: Site, board: Switchboard
) -> None:
    async with Browser(phone_site) as browser:
        await seated(browser, phone_site)
        socket = await browser.socket(path="/ws/sip", protocols=("sip",))
        assert socket.protocol == "sip"
        await socket.send_str(REGISTER)
        assert (await socket.receive_str(timeout=5)).startswith("SIP/2.0 200")
        assert board.heard == [REGISTER]
        await browser.post("/seat/leave")
        async with asyncio.timeout(2):
            assert (await socket.receive()).type is WSMsgType.CLOSE
    assert board.revoked == ["seat-01"]


async def test_who_says_more_than_a_phone_may_is_cut_off_and_not_heard(
    phone_site: Site, board: Switchboard
) -> None:
    async with Browser(phone_site) as browser:
        await seated(browser, phone_site)
        socket = await browser.socket(path="/ws/sip", protocols=("sip",))
        await socket.send_str(REGISTER.replace("REGISTER", "INVITE"))
        async with asyncio.timeout(2):
            assert (await socket.receive()).type is WSMsgType.CLOSE
    assert board.heard == []


async def test_an_asterisk_that_is_away_closes_the_socket(
    phone_site: Site, board: Switchboard
) -> None:
    board.websocket = "http://127.0.0.1:9/ws"
    async with Browser(phone_site) as browser:
        await seated(browser, phone_site)
        socket = await browser.socket(path="/ws/sip", protocols=("sip",))
        async with asyncio.timeout(2):
            assert (await socket.receive()).type is WSMsgType.CLOSE


async def nobody_answers(*_: object, **__: object) -> None:
    raise DatabaseUnavailable(why="away")


async def test_the_bar_of_a_locked_page_is_told_of_its_own_seat_and_of_nobody(
    site: Site, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_S", 0.05)
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        await browser.post("/seat/take", seat="seat-01")
        await browser.get("/home")
        socket = await browser.socket(path="/live/phone")
        assert len((await told(socket))["seats"]) == len(site.seats)
        await browser.post("/lock")
        shut = await told(socket)
        while not shut.get("snapshot"):
            shut = await told(socket)
        assert [(each["id"], each["person"]) for each in shut["seats"]] == [("seat-01", "")]
        assert (shut["numbers"], shut["notice"]) == ({}, "")
        controller.show("seat-01", SeatState.TALKING, call="c1")
        assert seats_of(await told(socket)) == {"seat-01": "talking"}  # its call goes on
        with monkeypatch.context() as away:
            away.setattr(sessions, "find", nobody_answers)
            await asyncio.sleep(0.2)  # some looks at the session, of which none is answered
            controller.show("seat-01", SeatState.WRAP_UP)
            assert seats_of(await told(socket)) == {"seat-01": "wrap_up"}
        await browser.get("/unlock")
        await browser.post("/unlock", password=OWN)
        assert len((await told(socket))["seats"]) == len(site.seats)
        await browser.post("/sign-out")
        assert (await told(socket))["over"] == "/sign-in"
