"""Records over the controller's socket and from the log's files: no gap, no double, no waiting."""

from __future__ import annotations

import asyncio
import dataclasses
import socket
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from app import link
from app.ask import Accepted, Refused, Unreachable, submit
from app.follow import Ears, follow
from app.home import Home, make_home
from app.link import Answer, LinkServer, Ring, address
from callcenter import record
from callcenter.events import Asked, NotReadyPressed, OfSeat, ReadyPressed, TimerFired
from callcenter.record import Header, Record
from metrics.vital import Vital

pytestmark = pytest.mark.integration

NOON = datetime(2026, 2, 2, 3, tzinfo=UTC)


def made(n: int) -> Record:
    return Record(n=n, event=TimerFired(at=NOON + timedelta(seconds=n), timer=f"call~t{n}"))


def write_file(home: Home, first: int, last: int) -> None:
    """Write a log file as the controller does: a header, then records."""
    header = Header(n=first - 1, at=NOON, source="", campaign="", offset_s=0, state={})
    home.log.mkdir(exist_ok=True)
    (home.log / f"{first:012d}.jsonl").write_bytes(
        record.encode_header(header)
        + b"".join(record.encode(made(n)) for n in range(first, last + 1))
    )


class Controller:
    """What a link needs of a controller: takes wishes, remembers tokens, makes records."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.tokens: dict[str, Answer] = {}

    def ask(self, wish: Asked, token: str) -> Answer:
        if token not in self.tokens:
            self.asked.append(wish)
            assert isinstance(wish, OfSeat)
            refused = "unknown_seat" if wish.seat == "seat-99" else None
            self.tokens[token] = (len(self.asked), refused)
        return self.tokens[token]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    deep = Home(tmp_path / ("a-long-folder-name-" * 5))
    make_home(deep)
    return deep


@asynccontextmanager
async def served(
    home: Home,
    *,
    last_n: int = 0,
    kept: int = 10_000,
    controller: Controller | None = None,
    vital: Callable[[], Vital] = Vital,
) -> AsyncIterator[LinkServer]:
    server = LinkServer(
        home.socket,
        ask=(controller or Controller()).ask,
        clock=lambda: NOON,
        ring=Ring(last_n=last_n, kept=kept),
        vital=vital,
    )
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(server.serve())
        await server.listening.wait()
        yield server
        serving.cancel()


async def numbers(home: Home, *, after: int, until: int) -> list[int]:
    found: list[int] = []
    async with asyncio.timeout(10):
        async for each in follow(home, after=after):
            found.append(each.n)
            if each.n == until:
                break
    return found


async def test_a_follower_reads_old_files_then_live_records(home: Home) -> None:
    write_file(home, 1, 40)
    write_file(home, 41, 60)
    async with served(home, last_n=60) as server, asyncio.TaskGroup() as group:
        following = group.create_task(numbers(home, after=10, until=70))
        for n in range(61, 71):
            await asyncio.sleep(0.005)
            server.publish(n, record.encode(made(n)))
        assert await following == list(range(11, 71))


async def test_a_follower_that_is_up_to_date_needs_no_file(home: Home) -> None:
    async with served(home, last_n=5) as server:
        for n in range(6, 20):
            server.publish(n, record.encode(made(n)))
        assert await numbers(home, after=7, until=19) == list(range(8, 20))


async def test_a_follower_passed_by_the_ring_goes_back_to_the_files(home: Home) -> None:
    async with served(home, kept=10) as server:
        for n in range(1, 101):
            server.publish(n, record.encode(made(n)))
        write_file(home, 1, 100)
        assert await numbers(home, after=0, until=100) == list(range(1, 101))


async def test_a_follower_goes_on_across_the_controllers_death(home: Home) -> None:
    async with asyncio.TaskGroup() as group:
        following = group.create_task(numbers(home, after=0, until=30))
        async with served(home) as server:
            for n in range(1, 11):
                server.publish(n, record.encode(made(n)))
        write_file(home, 1, 20)  # ten more were written, and seen by nobody
        async with served(home, last_n=20) as server:
            for n in range(21, 31):
                server.publish(n, record.encode(made(n)))
            assert await following == list(range(1, 31))


async def test_without_a_controller_the_files_are_read(home: Home) -> None:
    write_file(home, 1, 25)
    assert await numbers(home, after=3, until=25) == list(range(4, 26))


async def test_records_that_a_full_disk_lost_are_passed_over(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    write_file(home, 1, 5)
    async with served(home, last_n=9) as server:
        server.publish(10, record.encode(made(10)))
        assert await numbers(home, after=0, until=10) == [1, 2, 3, 4, 5, 10]
    assert [each.action for each in caplog.records if hasattr(each, "action")][-1:] == [
        "records_missing"
    ]


async def test_a_torn_last_line_is_left_out(home: Home) -> None:
    write_file(home, 1, 5)
    with (home.log / f"{1:012d}.jsonl").open("ab") as file:
        file.write(record.encode(made(6))[:-7])
    async with served(home, last_n=5) as server:
        server.publish(6, record.encode(made(6)))
        assert await numbers(home, after=0, until=6) == [1, 2, 3, 4, 5, 6]


async def test_a_follower_is_told_which_life_it_follows_and_may_go_back(home: Home) -> None:
    told: list[tuple[int, int]] = []

    def begun(run: str, began: int, n: int) -> int:
        told.append((began, n))
        return min(n, began)

    write_file(home, 1, 5)
    async with served(home, last_n=5) as server:
        write_file(home, 6, 7)
        for n in (6, 7):
            server.publish(n, record.encode(made(n)))
        found = [each.n async for each in _until(follow(home, after=9, ears=Ears(begun=begun)), 7)]
    assert found == [6, 7]
    assert told[0] == (5, 9)


async def _until(records: AsyncIterator[Record], last: int) -> AsyncIterator[Record]:
    async for each in records:
        yield each
        if each.n == last:
            return


async def test_a_reader_that_takes_nothing_is_dropped_and_others_go_on(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "DRAIN_S", 0.3)
    async with served(home) as server, asyncio.TaskGroup() as group:
        with address(home.socket) as path:
            slow, writer = await asyncio.open_unix_connection(path, limit=1024)
        writer.write(b'{"from": 0}\n')
        following = group.create_task(numbers(home, after=0, until=6_000))
        for n in range(1, 6_001):
            server.publish(n, record.encode(made(n)))
            if n % 100 == 0:
                await asyncio.sleep(0)
        assert await following == list(range(1, 6_001))
        await asyncio.sleep(0.5)
        with suppress(ConnectionError):
            async with asyncio.timeout(5):
                got = await slow.read(-1)
            assert got.count(b"\n") < 6_000
        writer.close()


async def test_who_asks_on_and_on_and_takes_no_answer_is_held_up_by_its_own_socket(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "DRAIN_S", 0.3)
    controller = Controller()
    wish = b'{"submit": {"type": "ReadyPressed", "seat": "seat-01", "by": "x"}, "token": "%d"}\n'
    async with served(home, controller=controller) as server:
        with socket.socket(socket.AF_UNIX) as client, address(home.socket) as path:
            client.connect(path)
            client.setblocking(False)
            sent = 0
            for _ in range(50):
                with suppress(BlockingIOError, BrokenPipeError):
                    while sent < 100_000:
                        client.send(wish % sent)
                        sent += 1
                await asyncio.sleep(0.02)
            assert 0 < len(controller.asked) < sent / 2  # what it did not take was not made
        server.publish(1, record.encode(made(1)))
        assert await numbers(home, after=0, until=1) == [1]


async def test_a_follower_with_much_to_catch_up_leaves_turns_to_the_others(home: Home) -> None:
    async with served(home) as server, asyncio.TaskGroup() as group:
        for n in range(1, 10_001):
            server.publish(n, record.encode(made(n)))
        turns = 0
        following = group.create_task(numbers(home, after=0, until=10_000))
        while not following.done():
            turns += 1
            await asyncio.sleep(0)
        assert turns >= 10_000 / link.BATCH


async def test_a_follower_hears_how_the_controller_is(home: Home) -> None:
    heard: list[Vital] = []
    is_refused = False
    told = asyncio.Event()

    def vital() -> Vital:
        return Vital(log_refused=is_refused, people_late=3)

    def hear(said: Vital) -> None:
        heard.append(said)
        told.set()

    async def listen() -> None:
        async for _ in follow(home, after=0, ears=Ears(vital=hear)):
            pass

    async with asyncio.TaskGroup() as group, served(home, vital=vital):
        following = group.create_task(listen())
        async with asyncio.timeout(5):
            await told.wait()
            assert heard[-1] == Vital(people_late=3)
            is_refused = True
            while not heard[-1].log_refused:
                told.clear()
                await told.wait()
        following.cancel()


@pytest.mark.parametrize("is_linked", [True, False])
async def test_a_follower_knows_when_it_has_everything_that_there_was(
    home: Home, is_linked: bool
) -> None:
    level = asyncio.Event()
    found: list[int] = []

    async def listen() -> None:
        async for each in follow(home, after=0, ears=Ears(level=level.set)):
            assert not level.is_set()
            found.append(each.n)

    write_file(home, 1, 500)
    async with asyncio.TaskGroup() as group, AsyncExitStack() as stack:
        if is_linked:
            server = await stack.enter_async_context(served(home, last_n=500))
            for n in range(501, 901):
                server.publish(n, record.encode(made(n)))
        following = group.create_task(listen())
        async with asyncio.timeout(5):
            await level.wait()
        assert found == list(range(1, 901 if is_linked else 501))
        following.cancel()


async def test_records_that_wait_for_a_full_disk_are_waited_for(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    """The controller remembers the last ten, and the disk has not taken the fifteen before."""
    is_refused = True
    write_file(home, 1, 5)
    async with (
        served(home, last_n=5, kept=10, vital=lambda: Vital(log_refused=is_refused)) as server,
        asyncio.TaskGroup() as group,
    ):
        for n in range(6, 31):
            server.publish(n, record.encode(made(n)))
        following = group.create_task(numbers(home, after=0, until=30))
        await asyncio.sleep(0.5)
        assert not following.done()
        write_file(home, 6, 30)
        is_refused = False
        assert await following == list(range(1, 31))
    assert not [each for each in caplog.records if getattr(each, "action", "") == "records_missing"]


async def test_a_wish_reaches_the_controller_on_its_own_clock(home: Home) -> None:
    controller = Controller()
    wish = NotReadyPressed(at=NOON - timedelta(days=9), seat="seat-01", by="cli", reason="昼休み")
    async with served(home, controller=controller):
        assert await submit(home, wish, token="t1") == Accepted(1)
    assert controller.asked == [dataclasses.replace(wish, at=NOON)]


async def test_a_token_that_was_seen_is_not_taken_again(home: Home) -> None:
    controller = Controller()
    wish = ReadyPressed(at=NOON, seat="seat-01", by="cli")
    async with served(home, controller=controller):
        first = await submit(home, wish, token="same")
        assert await submit(home, wish, token="same") == first
    assert len(controller.asked) == 1


async def test_a_refusal_carries_its_reason(home: Home) -> None:
    wish = ReadyPressed(at=NOON, seat="seat-99", by="cli")
    async with served(home):
        assert await submit(home, wish, token="t1") == Refused(1, "unknown_seat")


async def test_without_a_controller_a_wish_is_unreachable(home: Home) -> None:
    wish = ReadyPressed(at=NOON, seat="seat-01", by="cli")
    assert isinstance(await submit(home, wish, token="t1"), Unreachable)


async def test_a_frozen_controller_is_unreachable_within_two_seconds(home: Home) -> None:
    wish = ReadyPressed(at=NOON, seat="seat-01", by="cli")

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)
        writer.close()
        await writer.wait_closed()
        gone.set()

    gone = asyncio.Event()
    with address(home.socket) as path:
        server = await asyncio.start_unix_server(silent, path)
    began = asyncio.get_running_loop().time()
    async with server:
        assert isinstance(await submit(home, wish, token="t1"), Unreachable)
    assert asyncio.get_running_loop().time() - began < 2.2
    await gone.wait()


async def test_what_is_no_wish_ends_that_connection_alone(home: Home) -> None:
    async with served(home) as server:
        for nonsense in (b"[]\n", b"\xff\n", b'{"submit": {"type": "CallArrived"}, "token": 1}\n'):
            with address(home.socket) as path:
                reader, writer = await asyncio.open_unix_connection(path)
            writer.write(nonsense)
            with suppress(ConnectionError):
                assert await reader.read(-1) == b""
            writer.close()
        server.publish(1, record.encode(made(1)))
        assert await numbers(home, after=0, until=1) == [1]


async def test_the_socket_is_for_its_owner_alone(home: Home) -> None:
    async with served(home):
        assert stat.S_IMODE(home.socket.stat().st_mode) == 0o600


def test_a_ring_forgets_the_oldest() -> None:
    ring = Ring(last_n=0, kept=3)
    for n in range(1, 6):
        ring.add(n, record.encode(made(n)))
    assert ring.first_n == 3
    assert [msgspec.json.decode(line)["n"] for line in ring.after(2)] == [3, 4, 5]
    assert ring.after(5) == []
