"""A way to PostgreSQL that can be made slow, swallowed, cut or refused: faults of the database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

PORT_FILE = ".s.PGSQL.5432"
CHUNK = 65_536


class PostgresProxy:
    """Listens in a folder as PostgreSQL does, and passes on to the server of another folder."""

    def __init__(self, folder: Path, server: Path) -> None:
        self.folder = folder
        self._server = server
        self._delay_s = 0.0
        self._open = asyncio.Event()
        self._links: set[asyncio.StreamWriter] = set()
        self._listening: asyncio.Server | None = None

    async def accept(self) -> None:
        """Take connections from now on, and let everything through."""
        self._open.set()
        path = str(self.folder / PORT_FILE)
        self._listening = await asyncio.start_unix_server(self._serve, path)

    async def refuse(self) -> None:
        """Cut every connection and take no more."""
        if self._listening is not None:
            self._listening.close()
            (self.folder / PORT_FILE).unlink(missing_ok=True)
            self._listening = None
        for each in self._links:
            each.transport.abort()

    @asynccontextmanager
    async def refusing(self) -> AsyncIterator[None]:
        """Refuse for a while."""
        await self.refuse()
        yield
        await self.accept()

    @asynccontextmanager
    async def slow(self, delay_s: float = 2.0) -> AsyncIterator[None]:
        """Let every request wait before it reaches the server."""
        self._delay_s = delay_s
        yield
        self._delay_s = 0.0

    @asynccontextmanager
    async def swallowing(self) -> AsyncIterator[None]:
        """Let nothing through, and cut nothing: a server that hangs."""
        self._open.clear()
        yield
        self._open.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError), closing(writer):
            theirs, to_server = await asyncio.open_unix_connection(str(self._server / PORT_FILE))
            with closing(to_server):
                self._links |= {writer, to_server}
                try:
                    async with asyncio.TaskGroup() as group:
                        group.create_task(self._pump(reader, to_server, is_asking=True))
                        group.create_task(self._pump(theirs, writer, is_asking=False))
                except* OSError:
                    pass  # one side went away
                finally:
                    self._links -= {writer, to_server}

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_asking: bool
    ) -> None:
        while data := await reader.read(CHUNK):
            if is_asking:
                await asyncio.sleep(self._delay_s)
            await self._open.wait()
            writer.write(data)
            await writer.drain()
        raise ConnectionError
