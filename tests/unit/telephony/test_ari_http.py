"""Kept HTTP connections against a server that says byte for byte what a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from telephony.ari_http import Answer, KeptHttp, Limits
from telephony.errors import NoAnswer

pytestmark = pytest.mark.unit

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
LIMITS = Limits(connections=2, keep_s=5.0, deadline_s=1.0)

Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """Reads whole requests, one after the other, and replies as it was told."""

    reply: Reply
    port: int = 0
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open.add(writer)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(length))
                await self.reply(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            self.open.discard(writer)


def saying(*parts: bytes) -> Reply:
    async def reply(writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0)

    return reply


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server(saying(OK))
    listening = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    yield made
    listening.close()
    for writer in tuple(made.open):
        writer.close()
    await asyncio.sleep(0.01)


@pytest.fixture
async def http(server: Server) -> AsyncIterator[KeptHttp]:
    made = client(server)
    yield made
    await made.close()


def client(server: Server, limits: Limits = LIMITS) -> KeptHttp:
    return KeptHttp(f"http://127.0.0.1:{server.port}/ari", {"Authorization": "Basic eA=="}, limits)


async def test_what_is_sent_is_a_whole_request(server: Server, http: KeptHttp) -> None:
    await http.ask("POST", "/channels?app=x", b'{"a":1}')
    assert server.requests == [
        b"POST /ari/channels?app=x HTTP/1.1\r\n"
        b"Host: 127.0.0.1:%d\r\nAuthorization: Basic eA==\r\n"
        b"Content-Type: application/json\r\nContent-Length: 7\r\n\r\n"
        b'{"a":1}' % server.port
    ]


@pytest.mark.parametrize(
    ("parts", "answer"),
    [
        ((OK,), Answer(200, b"{}")),
        ((b"HTTP/1.1 204 No Content\r\n\r\n",), Answer(204, b"")),
        (tuple(OK[n : n + 1] for n in range(len(OK))), Answer(200, b"{}")),
        (
            (
                b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n",
                b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
            ),
            Answer(404, b"abcde"),
        ),
    ],
    ids=["plain", "empty", "byte by byte", "in chunks"],
)
async def test_answers_are_read_however_they_come(
    server: Server, http: KeptHttp, parts: tuple[bytes, ...], answer: Answer
) -> None:
    server.reply = saying(*parts)
    assert [await http.ask("GET", "/x") for _ in range(3)] == [answer] * 3
    assert server.connections == 1


async def test_two_that_belong_together_leave_at_once_and_are_answered_in_order() -> None:
    came: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            came.append(data)
            if b"".join(came).count(b"POST /ari/") == 2:
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n" + OK)
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/ari"
    http = KeptHttp(url, {}, LIMITS)
    both = await http.ask_both(("POST", "/a"), ("POST", "/b"))
    await http.close()
    listening.close()
    await asyncio.sleep(0.01)
    assert both == (Answer(204, b""), Answer(200, b"{}"))
    assert len(came) == 1


async def test_one_answer_of_two_is_none(server: Server, http: KeptHttp) -> None:
    replies = iter((OK, b""))
    server.reply = lambda writer: saying(next(replies))(writer)
    with pytest.raises(NoAnswer):
        await http.ask_both(("POST", "/a"), ("POST", "/b"))
    server.reply = saying(OK)
    assert await http.ask("GET", "/c") == Answer(200, b"{}")  # on another connection


async def test_a_server_that_closes_is_met_on_a_new_connection(
    server: Server, http: KeptHttp
) -> None:
    server.reply = saying(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    assert await http.ask("GET", "/x") == await http.ask("GET", "/x") == Answer(200, b"")
    assert server.connections == 2


async def test_a_connection_that_idled_too_long_is_not_used(server: Server) -> None:
    http = client(server, Limits(connections=2, keep_s=0.0, deadline_s=1.0))
    await http.ask("GET", "/x")
    await http.ask("GET", "/x")
    assert server.connections == 2
    await http.close()


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nContent-Le", b"SIP/2.0 200 OK\r\n\r\n"])
async def test_a_broken_answer_is_none_and_the_next_request_is_served(
    server: Server, http: KeptHttp, said: bytes
) -> None:
    async def breaks(writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        writer.close()

    server.reply = breaks
    with pytest.raises(NoAnswer):
        await http.ask("GET", "/x")
    server.reply = saying(OK)
    assert await http.ask("GET", "/x") == Answer(200, b"{}")


async def test_a_late_answer_is_never_taken_for_the_next_request_s(server: Server) -> None:
    http = client(server, Limits(connections=2, keep_s=5.0, deadline_s=0.05))
    is_due = asyncio.Event()

    async def late(writer: asyncio.StreamWriter) -> None:
        await is_due.wait()
        writer.write(b"HTTP/1.1 500 Late\r\nContent-Length: 0\r\n\r\n")

    server.reply = late
    with pytest.raises(NoAnswer) as caught:
        await http.ask("GET", "/x")
    assert caught.value.why == "TimeoutError"
    server.reply = saying(OK)
    is_due.set()
    assert await http.ask("GET", "/x") == Answer(200, b"{}")
    await http.close()


async def test_no_more_connections_than_the_bound_and_none_is_lost(
    server: Server, http: KeptHttp
) -> None:
    async with asyncio.TaskGroup() as tasks:
        asked = [tasks.create_task(http.ask("GET", f"/{n}")) for n in range(20)]
        await asyncio.sleep(0)
        for each in asked[5:10]:
            each.cancel()
    assert server.connections == 2
    assert {each.result() for each in asked if not each.cancelled()} == {Answer(200, b"{}")}
    assert sum(each.cancelled() for each in asked) == 5
    assert await http.ask("GET", "/x") == Answer(200, b"{}")


async def test_nobody_at_home_is_no_answer(server: Server) -> None:
    http = KeptHttp("http://127.0.0.1:1/ari", {}, LIMITS)
    with pytest.raises(NoAnswer) as caught:
        await http.ask("GET", "/x")
    assert caught.value.why == "ConnectionRefusedError"
