"""HTTP/1.1 to one server over kept connections: one request in the air on each, and no more code
on its way than the wire needs. Two go together if nothing may come between them, not even our own
death: they leave us in one `write`, and the server does one after the other.

A call's caller waits for four requests, one after the other, before somebody speaks; aiohttp's
client spent most of our processor time on them (ADR 0006). Reading the answers is httptools'.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast
from urllib.parse import urlsplit

import httptools

from telephony.errors import NoAnswer

_TLS = {"http": False, "https": True}
_PORT = {"http": 80, "https": 443}


class Answer(NamedTuple):
    """What the server said."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is asked of the server."""

    connections: int
    keep_s: float
    """How long an idle connection is used again; less than the server keeps it, in seconds."""
    deadline_s: float
    """Longest time for one request, waiting for a connection included, in seconds."""


class KeptHttp:
    """Requests to one server; `close` it."""

    def __init__(self, url: str, headers: Mapping[str, str], limits: Limits) -> None:
        """Prepare; nothing is opened before the first request.

        Args:
            url: Server and first part of each path, `http://127.0.0.1:8088/ari`.
            headers: Sent with each request.
            limits: How much is asked of the server.
        """
        parts = urlsplit(url)
        self._host, self._tls = parts.hostname or "", _TLS[parts.scheme]
        self._port = parts.port or _PORT[parts.scheme]
        self._prefix = parts.path
        lines = (f"{name}: {value}\r\n" for name, value in headers.items())
        self._lines = f"Host: {parts.netloc.rpartition('@')[2]}\r\n{''.join(lines)}"
        self._limits = limits
        self._idle: list[_Connection] = []
        self._all: set[_Connection] = set()
        self._queue: deque[asyncio.Future[None]] = deque()
        self._in_use = 0

    async def ask(self, method: str, target: str, body: bytes = b"") -> Answer:
        """Ask one thing.

        Args:
            method: HTTP verb.
            target: What follows the URL, escaped, with its query.
            body: JSON.

        Raises:
            NoAnswer: the server did not answer.
        """
        (answer,) = await self._ask(self._message(method, target, body))
        return answer

    async def ask_both(
        self, first: tuple[str, str], second: tuple[str, str]
    ) -> tuple[Answer, Answer]:
        """Ask two things, each a verb and a target, the second one right after the first.

        Raises:
            NoAnswer: the server did not answer both.
        """
        one, other = await self._ask(self._message(*first), self._message(*second))
        return one, other

    def _message(self, method: str, target: str, body: bytes = b"") -> bytes:
        kind = "Content-Type: application/json\r\n" if body else ""
        head = f"{method} {self._prefix}{target} HTTP/1.1\r\n{self._lines}{kind}"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode("ascii") + body

    async def _ask(self, *messages: bytes) -> list[Answer]:
        try:
            async with asyncio.timeout(self._limits.deadline_s):
                return await self._exchange(messages)
        except OSError as exc:  # TimeoutError is one
            raise NoAnswer(why=type(exc).__name__) from exc

    def drop_idle(self) -> None:
        """Use none of the present connections again; what is being asked on them goes on."""
        while self._idle:
            self._idle.pop().close()

    async def close(self) -> None:
        """Close all connections."""
        for connection in tuple(self._all):
            connection.close()
        await asyncio.sleep(0)  # transports end in the next round of the loop

    async def _exchange(self, messages: Sequence[bytes]) -> list[Answer]:
        await self._take_turn()
        try:
            connection = self._kept() or await self._opened()
            answers = await connection.exchange(messages)
            if connection.is_open:
                self._idle.append(connection)
            return answers
        finally:
            self._end_turn()

    async def _take_turn(self) -> None:
        """Wait until fewer than the bound are in use, first come first served."""
        if self._in_use < self._limits.connections:
            self._in_use += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._end_turn()  # it was given to us just before
            raise

    def _end_turn(self) -> None:
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._in_use -= 1

    def _kept(self) -> _Connection | None:
        """Give the connection that was used last; those that idled too long are closed."""
        oldest = asyncio.get_running_loop().time() - self._limits.keep_s
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open and connection.used_at > oldest:
                return connection
            connection.close()
        return None

    async def _opened(self) -> _Connection:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(
            lambda: _Connection(loop, self._all.discard), self._host, self._port, ssl=self._tls
        )
        self._all.add(connection)
        return connection


class _Connection(asyncio.Protocol):
    """One connection; it is read by httptools, which calls the `on_` methods."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, gone: Callable[[_Connection], None]
    ) -> None:
        self.used_at = 0.0
        self.is_open = False
        self._loop = loop
        self._gone = gone
        self._transport: asyncio.Transport | None = None
        self._awaited: asyncio.Future[list[Answer]] | None = None
        self._answers: list[Answer] = []
        self._wanted = 0
        self._body = b""
        self._parser = httptools.HttpResponseParser(self)

    async def exchange(self, messages: Sequence[bytes]) -> list[Answer]:
        """Send requests in one write and wait for their answers."""
        assert self._transport is not None
        self._awaited = self._loop.create_future()
        self._answers, self._wanted = [], len(messages)
        self._transport.write(b"".join(messages))
        try:
            return await self._awaited
        except asyncio.CancelledError:
            self.close()  # its answer would be taken for the next one's
            raise

    def close(self) -> None:
        """Give it up."""
        self.is_open = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's classes, though they do the same.
        self._transport, self.is_open = cast(asyncio.Transport, transport), True

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        self._gone(self)
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_exception(exc or ConnectionResetError())

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.close()

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        self._answers.append(Answer(self._parser.get_status_code(), self._body))
        self._body = b""
        self.used_at = self._loop.time()
        if not self._parser.should_keep_alive():
            self.close()
        if len(self._answers) < self._wanted:
            return
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_result(self._answers)
