"""Asterisk as we configure it, without supervisor, controller and office."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from hashlib import md5
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from telephony import ari_requests
from telephony.ari_requests import Request
from telephony.asterisk import find
from telephony.asterisk_files import AsteriskPlan, Trunk, write
from telephony.asterisk_process import free_port, start, stop, wait_until_ready
from telephony.fallback import Fallen, fallen
from telephony.fallback_files import Fallback, Sound
from telephony.fallback_plan import FallbackPlan, Stretch
from tests.asterisk.phones.behaviour import Behaviour
from tests.asterisk.phones.seat_phone import SeatPhone
from tests.asterisk.phones.sip_socket import Address

CACHE = Path(os.environ.get("MADOGUCHI_CACHE", Path.home() / ".cache/madoguchi"))
TEMPLATES = {
    path.name: path.read_text(encoding="utf-8")
    for path in (Path(__file__).parents[2] / "config/asterisk").iterdir()
}
APP = "madoguchi"
REALM = "madoguchi"
KEY = "0123456789abcdef"
PASSWORD = "secret"


@dataclass(slots=True)
class Program:
    """An ARI program: what it was told, in order, each with when it came (epoch seconds)."""

    socket: aiohttp.ClientWebSocketResponse
    told: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    async def listen(self) -> None:
        """Note what is told, for ever."""
        async for message in self.socket:
            self.told.append((time.time(), msgspec.json.decode(message.data)))

    async def event(
        self, kind: str, *, after: int = 0, within_s: float = 5.0, **of: str
    ) -> dict[str, Any]:
        """Wait for an event of this type, and of these ids (`channel="..."`).

        The first `after` events are passed over; others may have been told already.
        """
        until = time.monotonic() + within_s
        while True:
            for _, event in self.told[after:]:
                if event["type"] == kind and all(
                    event.get(thing, {}).get("id") == its_id for thing, its_id in of.items()
                ):
                    return event
            assert time.monotonic() < until, f"no {kind} of {of} in {within_s:g} s"
            await asyncio.sleep(0.002)


@dataclass(slots=True)
class Exchange:
    """A running Asterisk with our files."""

    plan: AsteriskPlan
    command: tuple[str, ...]
    pid: int
    http: aiohttp.ClientSession

    @property
    def sip(self) -> Address:
        """Where phones and callers reach it."""
        return self.plan.sip_host, self.plan.sip_port

    @property
    def recordings(self) -> Path:
        """Where sound is recorded to."""
        return self.plan.folder / "spool/recording"

    async def ask(self, request: Request) -> tuple[int, Any]:
        """Send a request; its status and what was answered."""
        async with self.http.request(
            request.method,
            f"http://127.0.0.1:{self.plan.ari_port}/ari{request.path}",
            params=dict(request.params),
            json=request.body,
        ) as answer:
            text = await answer.read()
            return answer.status, msgspec.json.decode(text) if text else None

    async def do(self, *requests: Request) -> Any:
        """Send requests one after the other, none of which may be refused; the last answer."""
        said = None
        for request in requests:
            status, said = await self.ask(request)
            assert status < 300, f"{request.method} {request.path}: {status} {said}"
        return said

    async def channels(self) -> list[dict[str, Any]]:
        """List all channels."""
        listed: list[dict[str, Any]] = await self.do(ari_requests.list_channels())
        return listed

    @contextlib.asynccontextmanager
    async def program(self) -> AsyncIterator[Program]:
        """Connect as the controller does, and hear everything."""
        url = f"ws://127.0.0.1:{self.plan.ari_port}/ari/events?app={APP}"
        async with self.http.ws_connect(url) as socket, asyncio.TaskGroup() as tasks:
            program = Program(socket)
            listening = tasks.create_task(program.listen(), name="ARI program")
            try:
                yield program
            finally:
                listening.cancel()

    @contextlib.asynccontextmanager
    async def seated(
        self,
        phone: str,
        behaviour: Behaviour | None = None,
        *,
        is_ready: bool | None = True,
        tone_hz: int = 1000,
    ) -> AsyncIterator[SeatPhone]:
        """Register a seat's phone and say of it what the controller would; None says nothing."""
        secret = md5(f"{phone}:{REALM}:{PASSWORD}".encode()).hexdigest()
        auth = ari_requests.put_auth(phone, username=phone, md5_cred=secret, realm=REALM)
        await self.do(auth)
        async with SeatPhone(
            self.sip, phone, PASSWORD, behaviour=behaviour, tone_hz=tone_hz
        ) as seat:
            if is_ready is not None:
                await self.do(ari_requests.mirror_phone(phone, may_ring=is_ready))
            await self._until_reachable(phone)
            yield seat
            if is_ready is not None:
                await self.do(ari_requests.mirror_phone(phone, may_ring=False))

    async def _until_reachable(self, phone: str) -> None:
        for _ in range(100):
            listed = await self.do(ari_requests.list_endpoints())
            if {"resource": phone, "state": "online"}.items() <= next(
                each for each in listed if each["resource"] == phone
            ).items():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"{phone} is not reachable")


@contextlib.asynccontextmanager
async def exchange(folder: Path, **changes: Any) -> AsyncIterator[Exchange]:
    """Run Asterisk with our files; `changes` are of `Fallback`."""
    found = find(
        CACHE, debian_mirror=os.environ.get("MADOGUCHI_ASTERISK__DEBIAN_MIRROR"), say=print
    )
    plan = AsteriskPlan(
        folder=folder / "asterisk",
        system_name=f"test.x-{secrets.token_hex(3)}",
        modules=found.modules,
        data=found.data,
        ari_port=free_port("127.0.0.1", socket.SOCK_STREAM),
        ari_password=secrets.token_urlsafe(24),
        sip_host="127.0.0.1",
        sip_port=free_port("127.0.0.1", socket.SOCK_DGRAM),
        rtp_first=32100,
        rtp_last=32700,
        realm=REALM,
        seats=("seat-01", "seat-02"),
        phone_networks=("127.0.0.0/8",),
        trunks=(Trunk(name="trunk", addresses=("127.0.0.1",)),),
        fallback=Fallback(
            **{
                "sounds": {},
                "records": True,
                "ring_s": 3,
                "wrap_up_s": 0,
                "wait_limit_s": 60,
                "announce_max": 20,
                "number_key": KEY,
                **changes,
            }
        ),
    )
    write(plan, TEMPLATES)
    async with started(plan, found.command) as running:
        yield running


@contextlib.asynccontextmanager
async def started(plan: AsteriskPlan, command: Sequence[str]) -> AsyncIterator[Exchange]:
    """Run Asterisk with files that were written before."""
    conf = plan.folder / "etc/asterisk.conf"
    process = start(command, conf, output=plan.folder / "log/console.log")
    try:
        wait_until_ready(
            process.pid,
            ari_port=plan.ari_port,
            ari_password=plan.ari_password,
            sip=(plan.sip_host, plan.sip_port),
            log=plan.folder / "log/messages.log",
            within_s=20,
        )
        account = aiohttp.encode_basic_auth(APP, plan.ari_password)
        async with aiohttp.ClientSession(headers={"Authorization": account}) as http:
            yield Exchange(plan, tuple(command), process.pid, http)
    finally:
        stop(process.pid, grace_s=10)
        process.wait()


def stretch(from_now_s: float, *, lines: int = 12, closed: Sound | None = None) -> Stretch:
    """A stretch of the plan that begins so many seconds from now."""
    return Stretch(round(time.time() + from_now_s), lines, closed)


async def plan(at: Exchange, *stretches: Stretch) -> None:
    """Write a plan."""
    await at.do(ari_requests.write_plan(str(FallbackPlan(stretches))))
    await asyncio.sleep(0.05)


async def fallen_at(at: Exchange) -> Fallen:
    """Tell who is in the fallback."""
    return fallen(await at.channels(), await at.do(ari_requests.list_bridges()))


async def until_waiting(at: Exchange, count: int, *, within_s: float = 3.0) -> tuple[str, ...]:
    """Wait until so many wait in the fallback; who they are."""
    until = time.monotonic() + within_s
    while len(waiting := (await fallen_at(at)).waiting) != count:
        assert time.monotonic() < until, f"{waiting} wait, not {count}"
        await asyncio.sleep(0.02)
    return waiting
