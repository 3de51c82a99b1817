"""One whole instance as a stranger runs it: started by `madoguchi up`, asked by its commands."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from app.home import open_home
from app.opened import flows_of
from app.plain import read_plain
from callcenter.commands import CloseCall, ShowSeat
from callcenter.events import CallArrived, CallReturned
from config import campaign as campaign_files
from ivr_flows.prompts import Prompt
from tests.asterisk.log_reader import LogReader
from tests.asterisk.phones.behaviour import Behaviour
from tests.asterisk.phones.seat_phone import SeatPhone
from tests.asterisk.phones.sip_socket import Address
from tests.asterisk.shell import command, shell

PROGRAM = Path(sys.executable).with_name("madoguchi")
CAMPAIGNS = Path(__file__).parents[1] / "data/campaigns/asterisk"
SHIPPED = {path.stem for path in campaign_files.CAMPAIGNS.glob("*.toml")}
CACHE = Path(os.environ.get("MADOGUCHI_CACHE", "~/.cache/madoguchi")).expanduser()
LINE = "0110000100"
MONDAY = "2026-02-02T10:00+09:00"
"""The first Monday of operation, in hours."""

START_S = 110
"""The first start on a machine fetches an Asterisk and speaks the announcements."""
STOP_S = 25
LOOK_S = 0.05
FOLLOWED_S = 4.0
ROW_S = 15.0
_BROKEN = ("Traceback (most recent call last)", '"action": "bug"', '"action": "work_failed"')


@dataclass(slots=True)
class Instance:
    """A running instance."""

    home: Path
    process: asyncio.subprocess.Process
    log: LogReader
    passwords: dict[str, str] = field(default_factory=dict)
    """Of the seats' phones, by seat."""

    @property
    def run(self) -> dict[str, Any]:
        """What the instance says of itself; it is written again after each restart of a part."""
        told: dict[str, Any] = json.loads((self.home / "run.json").read_text())
        return told

    @property
    def sip(self) -> Address:
        """Where phones and trunks reach it."""
        host, _, port = self.run["sip"].rpartition(":")
        return host, int(port)

    @property
    def now(self) -> datetime:
        """The instant on the instance's own clock."""
        offset = timedelta(seconds=self.run["clock_offset_s"])
        return datetime.fromtimestamp(time.time(), UTC) + offset

    def epoch(self, at: datetime) -> float:
        """Give the machine's time (epoch seconds) of an instant on the instance's clock."""
        return at.timestamp() - float(self.run["clock_offset_s"])

    async def until_clock(self, at: str) -> None:
        """Wait until the instance's clock shows this instant (ISO 8601)."""
        await asyncio.sleep((datetime.fromisoformat(at) - self.now).total_seconds())

    async def command(self, *words: str) -> str:
        """Run a command of the command line on this home and give what it printed.

        Raises:
            CommandFailed: its status was not 0.
        """
        await self._followed()
        return await command(*words, "--home", str(self.home))

    async def _followed(self) -> None:
        """Wait until the rows tell all that the log does; not for an office that is away."""
        until, n = time.monotonic() + FOLLOWED_S, self.log.n
        while self._rows_n() < n and time.monotonic() < until:  # noqa: ASYNC110 - a file
            await asyncio.sleep(LOOK_S / 5)

    def _rows_n(self) -> int:
        file = self.home / "madoguchi.db"
        if not file.exists():  # they are in a PostgreSQL
            return self.log.n
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as rows:
            return int(rows.execute("select n from projection").fetchone()[0])

    async def ready(self, *seats: str) -> None:
        """Set seats ready, in this order."""
        await self.command("seats", "set", *seats, "ready")

    async def not_ready(self, *seats: str) -> None:
        """Set seats not ready."""
        await self.command("seats", "set", *seats, "not_ready")

    async def seats(self) -> dict[str, dict[str, Any]]:
        """Give what `seats --json` tells, by seat."""
        rows = json.loads(await self.command("seats", "--json"))
        return {row["id"]: row for row in rows}

    async def calls(self) -> dict[str, dict[str, Any]]:
        """Give what `calls --json` tells, by call."""
        rows = json.loads(await self.command("calls", "--json"))
        return {row["id"]: row for row in rows}

    async def row(
        self, call: str, *, has: Callable[[dict[str, Any]], bool] | None = None
    ) -> dict[str, Any]:
        """Give a call's row as soon as it has ended, and `has` of it what is awaited."""
        row: dict[str, Any] | None = None
        until = time.monotonic() + ROW_S
        while time.monotonic() < until:
            row = (await self.calls()).get(call)
            if row and row["outcome"] and (has is None or has(row)):
                return row
            await asyncio.sleep(LOOK_S)
        raise AssertionError(f"the row of {call} stays {row}")

    async def arrived(self, *, after: int, within_s: float = 10.0) -> CallArrived | CallReturned:
        """Wait for the next call that comes to us after a record."""
        return await self.log.arrival(after=after, within_s=within_s)

    async def closed(self, call: str, *, within_s: float = 10.0) -> CloseCall:
        """Wait until a call is filed."""
        return await self.log.command(CloseCall, call=call, within_s=within_s)

    @contextlib.asynccontextmanager
    async def seated(
        self,
        seat: str,
        behaviour: Behaviour | None = None,
        *,
        tone_hz: int | None = 1000,
        ready: bool = True,
    ) -> AsyncIterator[SeatPhone]:
        """Put a phone on a seat and, unless told otherwise, set the seat ready."""
        before = self.log.n
        phone = SeatPhone(
            self.sip, seat, self.passwords[seat], behaviour=behaviour, tone_hz=tone_hz
        )
        async with phone:
            await self.log.command(ShowSeat, after=before, seat=seat, registered=True)
            if ready:
                await self.ready(seat)
            yield phone
        await self.log.command(ShowSeat, after=before, seat=seat, registered=False)

    def prompt(self, flow: str, text: str = "", *, version: str = "") -> Path:
        """Give the sound of a flow of this instance that says a text, or the first with it."""
        folder, found = self._prompts(flow, version)
        prompts = [each for each in found if text in each.text]
        said = next((each for each in prompts if text == each.text.strip()), prompts[0])
        return folder / f"{said.sound}.wav"

    def sounds(self, flow: str, names: Collection[object], *, version: str = "") -> dict[str, Path]:
        """Give sounds of a flow by their texts, of those with these names."""
        folder, found = self._prompts(flow, version)
        return {each.text: folder / f"{each.sound}.wav" for each in found if each.sound in names}

    def _prompts(self, flow: str, version: str) -> tuple[Path, list[Prompt]]:
        home = open_home(self.home)
        plain = read_plain(home.plain)
        flows = flows_of(home, version or plain.flows)
        (found,) = [each for each in flows if each.name == flow]
        return Path(plain.prompts), list(found.prompts())

    async def metrics(self) -> dict[str, float]:
        """Read /metrics: values by name and labels, as written there."""
        text = await self._get("/metrics")
        lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, _, value in lines}

    async def healthz(self) -> str:
        """Read /healthz."""
        return await self._get("/healthz")

    async def left_in_asterisk(self) -> list[str]:
        """Name every channel and bridge that Asterisk holds now."""
        async with self._ari() as (ari, url):
            return [
                f"{kind} {each['id']}"
                for kind in ("channels", "bridges")
                for each in await _json(ari, f"{url}/{kind}")
            ]

    async def context_of(self, channel: str) -> str | None:
        """Say where in the dialplan a channel is; None if it is no more."""
        async with self._ari() as (ari, url):
            listed = await _json(ari, f"{url}/channels")
        return next((each["dialplan"]["context"] for each in listed if each["id"] == channel), None)

    @contextlib.asynccontextmanager
    async def _ari(self) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
        plain = json.loads((self.home / "plain.json").read_text())["ari"]
        account = aiohttp.encode_basic_auth(plain["user"], plain["password"])
        async with aiohttp.ClientSession(headers={"Authorization": account}) as ari:
            yield ari, plain["url"]

    async def until_empty(self, *, within_s: float = 5.0) -> None:
        """Wait until nothing is left in Asterisk."""
        until = time.monotonic() + within_s
        while left := await self.left_in_asterisk():
            assert time.monotonic() < until, f"still in Asterisk after {within_s:g} s: {left}"
            await asyncio.sleep(LOOK_S)

    async def until_overwritten(self, call: str, *, within_s: float = 5.0) -> list[str]:
        """Wait until no raw file of a call is in the spool; give what stays there."""
        spool = self.home / "asterisk" / "spool" / "recording"
        left: list[str] = []
        for _ in range(round(within_s / 0.05)):
            left = sorted(path.name for path in spool.glob(f"{call}~*"))
            if not left:
                break
            await asyncio.sleep(0.05)
        return left

    async def until_pid(self, name: str, *, other_than: int, within_s: float = 15.0) -> int:
        """Wait until run.json names another process for a part."""
        until = time.monotonic() + within_s
        while (pid := int(self.run[name])) == other_than:
            assert time.monotonic() < until, f"{name} is still {pid} after {within_s:g} s"
            await asyncio.sleep(LOOK_S)
        return pid

    async def _get(self, path: str) -> str:
        async with aiohttp.ClientSession() as web, web.get(self.run["web"] + path) as answer:
            return await answer.text()


@contextlib.asynccontextmanager
async def running(
    folder: Path,
    *,
    campaign: str = "counter",
    clock: str = MONDAY,
    settings: str = "",
    environment: Mapping[str, str] | None = None,
    flows: str = "",
    word: str = "up",
    address: str = "",
) -> AsyncIterator[Instance]:
    """Run an instance in an empty folder, and end it as Ctrl-C does.

    A campaign is one of `tests/data/campaigns/asterisk` or of the shipped ones, spoken in short
    sentences, or `sapporo` as it is shipped, or any file by its path, with the shipped flows;
    `settings` is the text of madoguchi.toml, `flows` a folder of more flows beside the campaigns;
    `word` is the command, `up` or `demo`. With an `address` the home is made by `madoguchi init`,
    with an authority of its own for it; what init told is kept beside it as `init.json`.

    Raises:
        AssertionError: it was not ready in time, did not end in order, left a process behind, or
            wrote of a bug.
    """
    home = folder / "home"
    is_of_tests = campaign not in SHIPPED and "/" not in campaign
    given = str(CAMPAIGNS / f"{campaign}.toml") if is_of_tests else campaign
    named = await _made(home, given, settings=settings, address=address)
    if campaign != "sapporo" and "/" not in campaign:
        shutil.copytree(CAMPAIGNS / "flows", home / "flows")
    if flows:
        shutil.copytree(CAMPAIGNS / flows, home / "flows", dirs_exist_ok=True)
    with (folder / "up.out").open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            *(str(PROGRAM), word, "--home", str(home), *named, "--clock", clock),
            env={**shell(), **(environment or {})},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=asyncio.subprocess.STDOUT,
        )
    instance: Instance | None = None
    try:
        await _until_ready(home, process, folder / "up.out")
        instance = Instance(home, process, LogReader(home / "log"))
        while not instance.passwords:  # the office may not have followed the log yet
            rows = json.loads(await instance.command("seats", "--json", "--secrets"))
            instance.passwords = {row["id"]: row["sip_password"] for row in rows}
        yield instance
    finally:
        # A test may have started it again.
        last = process if instance is None else instance.process
        await _stop(last)
    _judge(home, folder / "up.out", last.returncode)


async def _made(home: Path, campaign: str, *, settings: str, address: str) -> list[str]:
    """Make the home; gives the words that tell `up` of the campaign."""
    named = ["--campaign", campaign]
    if not address:
        home.mkdir()
        (home / "madoguchi.toml").write_text(settings)
        return named
    told = await command("init", *named, "--address", address, "--json", "--home", str(home))
    (home.parent / "init.json").write_text(told)
    return []  # it stands in the settings that were made


@contextlib.asynccontextmanager
async def going_on(home: Path) -> AsyncIterator[Instance]:
    """Run an instance on a home that is there already, and end it; raises as `running`."""
    out = home.parent / "again.out"
    with out.open("wb") as told:
        process = await asyncio.create_subprocess_exec(
            *(str(PROGRAM), "up", "--home", str(home)),
            env=shell(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=told,
            stderr=asyncio.subprocess.STDOUT,
        )
    try:
        await _until_ready(home, process, out)
        yield Instance(home, process, LogReader(home / "log"))
    finally:
        await _stop(process)
    _judge(home, out, process.returncode)


async def _until_ready(home: Path, process: asyncio.subprocess.Process, out: Path) -> None:
    until = time.monotonic() + START_S
    while not (home / "run.json").exists():
        said = out.read_text(errors="replace")
        assert process.returncode is None, f"up ended with {process.returncode}: {said}"
        assert time.monotonic() < until, f"not ready after {START_S} s: {said}"
        await asyncio.sleep(LOOK_S)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_S)
    except TimeoutError:
        process.kill()
        await process.wait()


def _judge(home: Path, out: Path, status: int | None) -> None:
    """Look at what an ended instance left behind."""
    said = out.read_text(errors="replace")
    assert status == 0, f"up ended with {status}: {said}"
    assert not (home / "run.json").exists()
    assert processes_of(home) == []
    for path in [out, *sorted((home / "logs").iterdir())]:
        for line in path.read_text(errors="replace").splitlines():
            assert not any(sign in line for sign in _BROKEN), f"{path.name}: {line}"


def processes_of(home: Path) -> list[str]:
    """List the processes whose command line names a home."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            words = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if str(home) in words:
                found.append(f"{path.parent.name} {words}")
    return found


async def _json(ari: aiohttp.ClientSession, url: str) -> list[dict[str, Any]]:
    async with ari.get(url) as answer:
        return msgspec.json.decode(await answer.read(), type=list[dict[str, Any]])
