"""A follower reads whole lines, however the socket cuts them, and in their order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager, closing, suppress

import msgspec
import pytest

from app import follow as follow_module
from app.follow import follow
from app.home import Home
from app.link import address
from callcenter import record
from tests.integration.app.test_link import home, made, write_file

__all__ = ["home"]

pytestmark = pytest.mark.integration

HELLO = msgspec.json.encode({"run": "r", "began": 0, "last": 0}) + b"\n"


@asynccontextmanager
async def says(home: Home, pieces: Sequence[bytes]) -> AsyncIterator[None]:
    """Be a controller that writes these pieces, each for itself, to whoever follows."""

    async def tell(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Closed here: from Python 3.12 on a server's end waits for its connections.
        with closing(writer), suppress(ConnectionError):
            await reader.readline()
            for each in pieces:
                writer.write(each)
                await writer.drain()
                await asyncio.sleep(0)
            await reader.read()

    with address(home.socket) as path:
        server = await asyncio.start_unix_server(tell, path)
    async with server:
        yield


async def numbers(home: Home, last: int) -> list[int]:
    found: list[int] = []
    async with asyncio.timeout(10):
        async with aclosing(follow(home, after=0)) as following:
            async for each in following:
                found.append(each.n)
                if each.n == last:
                    return found
    raise AssertionError(found)


def lines(*numbers: int) -> bytes:
    return HELLO + b"".join(record.encode(made(n)) for n in numbers)


async def test_a_line_that_comes_letter_by_letter_is_one(home: Home) -> None:
    async with says(home, [bytes([each]) for each in lines(1, 2, 3)]):
        assert await numbers(home, 3) == [1, 2, 3]


async def test_lines_are_cut_wherever_a_read_ends(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow_module, "BURST", 7)
    async with says(home, [lines(1, 2, 3)]):
        assert await numbers(home, 3) == [1, 2, 3]


async def test_a_record_out_of_order_is_not_followed_and_the_files_are_read(home: Home) -> None:
    write_file(home, 1, 3)
    async with says(home, [lines(1, 3)]):
        assert await numbers(home, 3) == [1, 2, 3]


async def test_a_line_without_end_is_not_waited_for(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow_module, "LINE_MAX", 1_000)
    write_file(home, 1, 2)
    async with says(home, [lines(1), b"x" * 2_000]):
        assert await numbers(home, 2) == [1, 2]
