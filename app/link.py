"""The controller's Unix socket: records go out to who follows, wishes come in.

One line is one JSON object. A follower sends `{"from": n}`, with `"calm": true` if nobody waits for
what it does, is told which life of the controller this is, the log's last record when it began and
the last one now (`{"run": id, "began": n, "last": n}`), and gets every record after n, live, as the
log has them. `{"behind": n, "late": b}` closes the stream when the next one it needs is no longer
kept (the first that is, is n): the log's files have it, or will have it when the disk takes what
waits (`late`). `{"vital": {..}}` tells each second how the controller is. A wish is
`{"submit": {"type": ..}, "token": t}`, answered by `{"token": t, "n": n, "refused": reason}`.

Nothing queues up for a slow client: a follower reads from one ring at its own pace, a wish is read
when the answer to the one before was taken, and who takes nothing for `DRAIN_S` seconds is dropped.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import typing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from app.clock import Clock
from app.errors import LinkBroken
from callcenter.events import Asked
from metrics.vital import Vital

KEPT = 10_000
GATHER_S = 0.02
"""How long news is gathered before it is sent: one write for a burst of records, not one each; who
rings at a seat is told at once."""
CALM_S = 0.2
"""The same for who said so: nobody waits for what they do with it."""
BATCH = 20
DRAIN_S = 10.0
PULSE_S = 1.0
"""How often the controller tells its followers how it is."""

ASKED: dict[str, type[Asked]] = {kind.__name__: kind for kind in typing.get_args(Asked)}

Answer = tuple[int, str | None]
"""Number of the wish's record, and why it was refused (None: it was not)."""

log = logging.getLogger(__name__)


@contextmanager
def address(socket: Path) -> Iterator[str]:
    """Name a Unix socket, however deep it lies: the kernel takes 107 bytes at most (unix(7))."""
    if len(os.fsencode(socket)) < 100:
        yield str(socket)
        return
    folder = os.open(socket.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{socket.name}"
    finally:
        os.close(folder)


class Ring:
    """The last records as lines, without gap."""

    def __init__(self, *, last_n: int, kept: int = KEPT) -> None:
        self.last_n = last_n
        self._lines: deque[bytes] = deque(maxlen=kept)

    @property
    def first_n(self) -> int:
        """Number of the first record that is kept, or will be."""
        return self.last_n + 1 - len(self._lines)

    def add(self, n: int, line: bytes) -> None:
        """Keep one more and let go of the oldest."""
        self._lines.append(line)
        self.last_n = n

    def after(self, n: int) -> Sequence[bytes]:
        """Give the next lines after n, at most a batch; empty if there are none yet."""
        begin = max(n + 1 - self.first_n, 0)
        end = min(begin + BATCH, len(self._lines))
        # By index: it is quick near either end, where followers are; a slice walks from the first.
        return [self._lines[each] for each in range(begin, end)]


class LinkServer:
    """Serves the controller's socket."""

    def __init__(
        self,
        socket: Path,
        *,
        ask: Callable[[Asked, str], Answer],
        clock: Clock,
        ring: Ring,
        vital: Callable[[], Vital],
    ) -> None:
        self._socket = socket
        self._ask = ask
        self._clock = clock
        self._ring = ring
        self._vital = vital
        self._pulse = b""
        self._run = secrets.token_hex(8)
        self._began = ring.last_n
        self._waiting: set[asyncio.Event] = set()
        self._hurried_n = -1
        self._hurried = asyncio.Event()
        self.listening = asyncio.Event()

    def publish(self, n: int, line: bytes) -> None:
        """Hand a record's line to everybody who follows."""
        self._ring.add(n, line)
        self._wake()

    def hurry(self) -> None:
        """Have what was published so far sent at once: somebody waits for it."""
        self._hurried_n = self._ring.last_n
        self._hurried.set()
        self._hurried = asyncio.Event()

    async def serve(self) -> None:
        """Listen until cancelled.

        Raises:
            OSError: the socket cannot be made.
        """
        async with asyncio.TaskGroup() as group:
            group.create_task(self._beat(), name="link: pulse")
            with address(self._socket) as path:
                server = await asyncio.start_unix_server(
                    lambda reader, writer: group.create_task(self._client(reader, writer)), path
                )
            self._socket.chmod(0o600)
            self.listening.set()
            async with server:
                await server.serve_forever()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        streams: list[asyncio.Task[None]] = []
        try:
            async with asyncio.TaskGroup() as group:
                while line := await reader.readline():
                    said = _parsed(line)
                    if "from" in said:
                        stream = self._stream(writer, int(said["from"]), calm="calm" in said)
                        streams.append(group.create_task(stream))
                    else:
                        writer.write(self._wish(said))
                        await _drained(writer)
                        await asyncio.sleep(0)  # one wish a turn, however many came at once
                for each in streams:
                    each.cancel()
        except Exception as exc:  # whatever a client does, the calls go on
            if not _is_goodbye(exc):
                log.exception("a client was dropped", extra={"action": "link_dropped"})
        finally:
            writer.transport.abort()
            with suppress(OSError):
                await writer.wait_closed()

    async def _stream(self, writer: asyncio.StreamWriter, n: int, *, calm: bool) -> None:
        """Send every record after n, until the follower falls behind what is kept."""
        writer.write(self._hello())
        news, told = asyncio.Event(), b""
        self._waiting.add(news)
        try:
            while n + 1 >= self._ring.first_n:
                news.clear()
                lines = [*self._ring.after(n)]
                n += len(lines)
                if self._pulse is not told:
                    told = self._pulse
                    lines.append(told)
                if lines:
                    writer.writelines(lines)
                    await _drained(writer)
                    await asyncio.sleep(0)  # one batch a turn: a drained socket would not wait
                else:
                    await news.wait()
                    await (asyncio.sleep(CALM_S) if calm else self._gathered(n))
            behind = {"behind": self._ring.first_n, "late": self._vital().log_refused}
            writer.write(msgspec.json.encode(behind) + b"\n")
            await _drained(writer)
            writer.write_eof()
        finally:
            self._waiting.discard(news)

    async def _gathered(self, n: int) -> None:
        """Wait for more to send together, unless somebody waits for what came after n."""
        if self._hurried_n <= n:
            with suppress(TimeoutError):
                async with asyncio.timeout(GATHER_S):
                    await self._hurried.wait()

    def _hello(self) -> bytes:
        told = {"run": self._run, "began": self._began, "last": self._ring.last_n}
        return msgspec.json.encode(told) + b"\n"

    async def _beat(self) -> None:
        while True:
            self._pulse = msgspec.json.encode({"vital": self._vital()}) + b"\n"
            self._wake()
            await asyncio.sleep(PULSE_S)

    def _wake(self) -> None:
        for each in self._waiting:
            each.set()

    def _wish(self, said: dict[str, Any]) -> bytes:
        try:
            token = str(said["token"])
            plain = dict(said["submit"])
            kind = ASKED[plain.pop("type")]
            wish = msgspec.convert({**plain, "at": self._clock()}, kind)
        except (KeyError, TypeError, ValueError) as exc:
            raise LinkBroken(why=f"not a wish: {type(exc).__name__}") from exc
        n, refused = self._ask(wish, token)
        return msgspec.json.encode({"token": token, "n": n, "refused": refused}) + b"\n"


async def _drained(writer: asyncio.StreamWriter) -> None:
    async with asyncio.timeout(DRAIN_S):
        await writer.drain()


def _is_goodbye(failure: Exception) -> bool:
    """Whether a client only went away: that is how every client ends."""
    if isinstance(failure, ExceptionGroup):
        return failure.split(ConnectionError)[1] is None
    return isinstance(failure, ConnectionError)


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except msgspec.DecodeError as exc:
        raise LinkBroken(why="a line is no JSON object") from exc
