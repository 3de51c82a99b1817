"""The ARI client against a small server that speaks ARI's HTTP and WebSocket for real."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field

import pytest
from aiohttp import WSMsgType, web

from telephony import ari_client, ari_events, ari_legs, ari_requests
from telephony.ari_client import AriClient, Connected, Disconnected, Replaced
from telephony.errors import AriConflict, AriError, AriGone, AriLate, AriRefused, AriUnreachable

pytestmark = pytest.mark.unit

PASSWORD = "mon-mot-de-passe-秘密"
NOT_ARI = "<!DOCTYPE HTML><title>404 Not Found</title>"


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, str]
    body: str
    connection: int


@dataclass
class FakeAri:
    """Asterisk's side of ARI, as far as the client sees it."""

    asked: list[Asked] = field(default_factory=list)
    status: int = 200
    answer: str = "{}"
    is_booting: bool = False
    answers_pings: bool = True
    slow: asyncio.Event | None = None
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    is_full: asyncio.Event = field(default_factory=asyncio.Event)
    at_once: int = 0
    at_most: int = 0
    url: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        expected = base64.b64encode(f"asterisk:{PASSWORD}".encode()).decode()
        if self.is_booting:
            return web.Response(status=404, text=NOT_ARI, content_type="text/html")
        if request.headers.get("Authorization") != f"Basic {expected}":
            return web.json_response({"message": "Authentication required"}, status=401)
        if request.path == "/ari/events":
            return await self._events(request)
        path = request.raw_path.partition("?")[0]
        query, body = dict(request.query), await request.text()
        self.asked.append(Asked(request.method, path, query, body, id(request.transport)))
        return await self._answer(path)

    async def _answer(self, path: str) -> web.Response:
        if path.startswith("/ari/applications"):
            return web.json_response({})
        self.at_once += 1
        self.at_most = max(self.at_most, self.at_once)
        if self.at_once == ari_client.POOL:
            self.is_full.set()
        if self.slow is not None:
            await self.slow.wait()
        self.at_once -= 1
        return web.Response(status=self.status, text=self.answer)

    async def _events(self, request: web.Request) -> web.WebSocketResponse:
        assert dict(request.query) == {
            "app": "madoguchi,madoguchi-phones",
            "subscribeAll": "false",
        }
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self.sockets.append(socket)
        async for message in socket:
            if message.type is WSMsgType.PING and self.answers_pings:
                await socket.pong(message.data)
        return socket

    async def say(self, kind: str, **fields: object) -> None:
        await self.sockets[-1].send_str(json.dumps({"type": kind, **fields}))


@pytest.fixture
async def fake() -> AsyncIterator[FakeAri]:
    fake = FakeAri()
    app = web.Application()
    app.router.add_route("*", "/ari/{any:.*}", fake.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}/ari"
    yield fake
    for socket in fake.sockets:
        await socket.close()
    await runner.cleanup()


def make(fake: FakeAri, *, password: str = PASSWORD, deadline_s: float = 2.0) -> AriClient:
    return AriClient(
        fake.url,
        user="asterisk",
        password=password,
        app="madoguchi",
        sources=ari_client.sources(f"seat-{n:02}" for n in range(60)),
        deadline_s=deadline_s,
    )


@pytest.fixture
async def client(fake: FakeAri) -> AsyncIterator[AriClient]:
    async with make(fake) as client:
        yield client


async def refusal(client: AriClient) -> AriError:
    with pytest.raises(AriError) as caught:
        await client.request("POST", "/channels/c.1/answer", params={"secret": "0312345678"})
    return caught.value


async def test_request_goes_out_as_it_was_said(fake: FakeAri, client: AriClient) -> None:
    fake.answer = '{"id": "c.1~1"}'
    request = ari_legs.ring_seat(
        "c.1~1",
        call="c.1",
        endpoint="seat-01",
        app="madoguchi",
        ring_s=20,
        caller_id='"非通知" <anonymous>',
    )
    assert await client.send(request) == {"id": "c.1~1"}
    [asked] = fake.asked
    assert (asked.method, asked.path) == ("POST", "/ari/channels")
    assert asked.query == request.params
    assert json.loads(asked.body) == {
        "callerId": '"非通知" <anonymous>',
        "variables": {
            "TIMEOUT(absolute)": "22",
            "GROUP(with)": "c.1",
            "CHANNEL(hangup_handler_push)": "left,s,1(c.1)",
        },
    }


async def test_two_requests_travel_as_one_and_each_has_its_refusal(
    fake: FakeAri, client: AriClient
) -> None:
    free, join = ari_requests.lease("c.1~1", seconds=0), ari_requests.add_to_bridge("b", "c.1~1")
    assert await client.send_both(free, join) == (None, None)
    assert [(each.method, each.path) for each in fake.asked] == [
        ("POST", "/ari/channels/c.1~1/variable"),
        ("POST", "/ari/bridges/b/addChannel"),
    ]
    assert fake.asked[0].query == free.params
    fake.status, fake.answer = 404, '{"message": "Channel not found"}'
    refused = await client.send_both(free, join)
    assert [type(each) for each in refused] == [AriGone, AriGone]


async def test_hostile_id_stays_one_part_of_the_path(fake: FakeAri, client: AriClient) -> None:
    await client.send(ari_requests.answer("a/../b?x=1#y z"))
    assert fake.asked[0].path == "/ari/channels/a%2F..%2Fb%3Fx%3D1%23y%20z/answer"


async def test_empty_answer_is_none(fake: FakeAri, client: AriClient) -> None:
    fake.status, fake.answer = 204, ""
    assert await client.send(ari_requests.answer("c.1")) is None


@pytest.mark.parametrize(
    ("status", "answer", "kind", "why"),
    [
        (404, '{"message": "Channel not found"}', AriGone, "Channel not found"),
        (404, NOT_ARI, AriUnreachable, "no answer of ARI's"),
        (503, '{"message": "Asterisk not booted"}', AriUnreachable, "Asterisk not booted"),
        (409, '{"message": "Channel not in Stasis application"}', AriConflict, None),
        (422, '{"message": "Channel not in Stasis application"}', AriRefused, None),
        (500, '{"error": "Allocation failed"}', AriRefused, "Allocation failed"),
        (500, "", AriRefused, None),
        (400, "{", AriRefused, None),
    ],
)
async def test_refusals_are_typed_by_status(
    fake: FakeAri,
    client: AriClient,
    status: int,
    answer: str,
    kind: type[AriError],
    why: str | None,
) -> None:
    fake.status, fake.answer = status, answer
    error = await refusal(client)
    assert type(error) is kind
    assert error.status == status
    assert why is None or error.why == why


async def test_another_web_server_is_no_ari(fake: FakeAri, client: AriClient) -> None:
    fake.answer = "<html>welcome</html>"
    assert isinstance(await refusal(client), AriRefused)


async def test_silent_asterisk_is_unreachable_after_the_deadline(fake: FakeAri) -> None:
    fake.slow = asyncio.Event()
    async with make(fake, deadline_s=0.05) as client:
        error = await refusal(client)
    fake.slow.set()
    assert isinstance(error, AriLate)
    assert error.status == 0


async def test_absent_asterisk_is_unreachable(fake: FakeAri) -> None:
    fake.url = "http://127.0.0.1:1/ari"
    async with make(fake) as client:
        assert type(await refusal(client)) is AriUnreachable


async def test_no_error_holds_password_or_query(fake: FakeAri) -> None:
    errors: list[BaseException | None] = []
    async with make(fake, password="wrong-" + PASSWORD) as client:
        errors.append(await refusal(client))
        with pytest.raises(AriRefused) as caught:
            await anext(client.events())
        errors.append(caught.value)
    fake.url = "http://127.0.0.1:1/ari"
    async with make(fake) as client:
        errors.append(await refusal(client))
    for error in errors:
        assert error is not None
        for each in told_with(error):
            assert PASSWORD not in str(each) + repr(each.__dict__)
            assert "0312345678" not in str(each) + repr(each.__dict__)


def told_with(error: BaseException) -> Iterator[BaseException]:
    """The error and what a trace of it would show before it."""
    yield error
    for before in (error.__cause__, error.__context__):
        if before is not None:
            yield from told_with(before)


async def test_connections_are_kept_and_at_most_sixteen(fake: FakeAri, client: AriClient) -> None:
    for _ in range(5):
        await client.request("GET", "/channels")
    assert len({each.connection for each in fake.asked}) == 1
    async with aclosing(client.events()) as happenings:
        await anext(happenings)
        fake.slow = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            for _ in range(40):
                tasks.create_task(client.request("GET", "/channels"))
            await fake.is_full.wait()
            fake.slow.set()
    assert fake.at_most == ari_client.POOL


async def test_connection_is_said_when_filter_and_subscriptions_stand(
    fake: FakeAri, client: AriClient
) -> None:
    async with aclosing(client.events()) as happenings:
        assert await anext(happenings) == Connected()
    asked = [(each.method, each.path.removeprefix("/ari/applications/")) for each in fake.asked]
    assert asked == [
        ("PUT", "madoguchi/eventFilter"),
        ("PUT", "madoguchi-phones/eventFilter"),
        ("POST", "madoguchi-phones/subscription"),
        ("POST", "madoguchi-phones/subscription"),
    ]
    calls, phones = (
        {each["type"] for each in json.loads(asked.body)["allowed"]} for asked in fake.asked[:2]
    )
    assert calls == {*ari_events.CALL_KINDS, "ApplicationReplaced"}
    assert phones == {"PeerStatusChange"}
    assert calls | phones == {*ari_events.KINDS, "ApplicationReplaced"}
    sources = [each.query["eventSource"] for each in fake.asked[2:]]
    assert ",".join(sources).split(",") == [f"endpoint:PJSIP/seat-{n:02}" for n in range(60)]


async def test_events_come_in_order_as_they_were_written(fake: FakeAri, client: AriClient) -> None:
    async with aclosing(client.events()) as happenings:
        await anext(happenings)
        for n in range(200):
            await fake.say("StasisEnd", n=n)
        heard = [await anext(happenings) for _ in range(200)]
    assert [json.loads(each)["n"] for each in heard if isinstance(each, bytes)] == list(range(200))


async def test_lost_socket_is_said_once_and_connected_again(
    fake: FakeAri, client: AriClient
) -> None:
    async with aclosing(client.events()) as happenings:
        await anext(happenings)
        fake.is_booting = True
        await fake.sockets[0].close()
        assert isinstance(await anext(happenings), Disconnected)
        waiting = asyncio.gather(anext(happenings))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        fake.is_booting = False
        assert (await waiting)[0] == Connected()
        await fake.say("StasisEnd")
        assert isinstance(await anext(happenings), bytes)
    assert len(fake.sockets) == 2


async def test_replaced_client_never_connects_again(fake: FakeAri, client: AriClient) -> None:
    async with aclosing(client.events()) as happenings:
        await anext(happenings)
        await fake.say("StasisStart", channel={"caller": {"name": "ApplicationReplaced"}})
        await fake.say("ApplicationReplaced", application="madoguchi")
        rest = [each async for each in happenings]
    assert [type(each) for each in rest] == [bytes, Replaced]
    assert len(fake.sockets) == 1


async def test_dead_link_is_given_up_within_three_seconds() -> None:
    assert ari_client.SILENCE_S * ari_client.SILENCES_MAX <= 2.5


async def test_link_that_answers_no_ping_is_lost(
    fake: FakeAri, client: AriClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ari_client, "SILENCE_S", 0.05)
    fake.answers_pings = False
    async with aclosing(client.events()) as happenings:
        await anext(happenings)
        began = time.monotonic()
        assert await anext(happenings) == Disconnected("silent")
    assert time.monotonic() - began >= 0.15


async def test_quiet_link_that_answers_pings_stays(
    fake: FakeAri, client: AriClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ari_client, "SILENCE_S", 0.05)
    await assert_stays(client, fake, lambda: None)


async def test_frozen_process_keeps_its_link_and_its_events(
    fake: FakeAri, client: AriClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ari_client, "SILENCE_S", 0.05)

    def freeze() -> None:
        threading.Event().wait(0.15)

    await assert_stays(client, fake, freeze)


async def assert_stays(client: AriClient, fake: FakeAri, disturb: Callable[[], None]) -> None:
    """Wait for many silences, each time disturbed, and hear an event on the same link."""
    async with aclosing(client.events()) as happenings:
        await anext(happenings)
        heard = asyncio.gather(anext(happenings))
        for _ in range(6):
            await asyncio.sleep(0.06)
            disturb()
        await fake.say("StasisEnd")
        assert isinstance((await heard)[0], bytes)
    assert len(fake.sockets) == 1


async def test_back_off_grows_to_a_quarter_of_a_second_and_no_further(
    fake: FakeAri, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.url = "http://127.0.0.1:1/ari"
    pauses: list[float] = []

    async def note(pause_s: float) -> None:
        pauses.append(pause_s)
        if len(pauses) == 50:
            raise asyncio.CancelledError

    monkeypatch.setattr(asyncio, "sleep", note)
    async with make(fake) as client:
        with pytest.raises(asyncio.CancelledError):
            await anext(client.events())
    assert pauses[0] <= 0.05
    assert 0.125 <= max(pauses) <= 0.25
    assert len(set(pauses[10:])) > 1, "no jitter"
