"""The instance that faults are made in: started, asked and started again as an operator does."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import shutil
import socket
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bench.campaign import CLOCK
from bench.console import Console
from faults.campaign import CONTROL, FLOWS, campaign_file
from faults.errors import NotBack
from faults.fault import Victim
from telephony.asterisk import find
from tests.asterisk.instance import CACHE, PROGRAM
from tests.asterisk.phones.sip_socket import Address
from tests.asterisk.shell import command

START_S = 180.0
"""The first start on a machine fetches an Asterisk and speaks the announcements."""
BACK_S = 60.0
"""So long a part is waited for on a machine with other work; what is promised is judged apart."""
LOOK_S = 0.01
STOP_S = 30.0
_PORTS = (20_000, 30_000)
"""Below the ports that the kernel gives away: they must be free when their owners come back."""
_PIDS: dict[Victim, str] = {
    "controller": "pid",
    "office": "office_pid",
    "asterisk": "asterisk_pid",
    "supervisor": "supervisor_pid",
}


class Madoguchi:
    """A running instance in a home of its own; an async context that ends it."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.output = folder / "up.out"
        self._sip_port = _free_port(socket.SOCK_DGRAM)
        self._web_port = _free_port(socket.SOCK_STREAM)

    async def __aenter__(self) -> Self:
        """Start it in an empty home and wait until it is ready for calls.

        Raises:
            NotBack: it was not ready in time; what it said stands in `up.out`.
        """
        self.home.mkdir(exist_ok=True)
        (self.home / "faults.toml").write_text(campaign_file())
        shutil.copytree(FLOWS, self.home / "flows")
        await self.up()
        await self.until_ready(START_S)
        self.passwords: dict[str, str] = {}
        while not self.passwords:  # the office may not have followed the log yet
            rows = json.loads(await self.command("seats", "--json", "--secrets"))
            self.passwords = {row["id"]: row["sip_password"] for row in rows}
        plain = json.loads((self.home / "plain.json").read_text())
        self.ari_port = int(plain["ari"]["url"].rpartition(":")[2].partition("/")[0])
        installation = await asyncio.to_thread(find, CACHE, debian_mirror=None, say=lambda _: None)
        self.console = Console(installation.command, self.home / "asterisk/etc/asterisk.conf")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._process.returncode is None:
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), STOP_S)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        self._end_what_is_left()

    async def up(self) -> None:
        """Start it, or after its supervisor's death start it again."""
        with self.output.open("ab") as out:
            self._process = await asyncio.create_subprocess_exec(
                *(str(PROGRAM), "up", "--home", str(self.home)),
                *("--campaign", str(self.home / "faults.toml"), "--clock", CLOCK),
                env={
                    **os.environ,
                    "MADOGUCHI_WEB__PORT": str(self._web_port),
                    "MADOGUCHI_ASTERISK__SIP_PORT": str(self._sip_port),
                },
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=asyncio.subprocess.STDOUT,
            )

    async def gone(self) -> None:
        """Wait for the end of the process that was started as `madoguchi up`."""
        await self._process.wait()

    async def until_ready(
        self, within_s: float = BACK_S, *, old: dict[str, int] | None = None
    ) -> None:
        """Wait until run.json tells of it, and of other processes than the old ones.

        Raises:
            NotBack: it did not in time.
        """
        until = time.monotonic() + within_s
        while not self._tells_of_others(old or {}):
            if time.monotonic() > until or (old is None and self._process.returncode is not None):
                said = self.output.read_text(errors="replace")
                raise NotBack("the instance" if old is None else " and ".join(old), within_s, said)
            await asyncio.sleep(LOOK_S)

    def _tells_of_others(self, old: dict[str, int]) -> bool:
        run = self.run
        return run is not None and all(run[name] not in {None, pid} for name, pid in old.items())

    @property
    def run(self) -> dict[str, Any] | None:
        """What the instance says of itself; None while it says nothing."""
        try:
            told: dict[str, Any] = json.loads((self.home / "run.json").read_text())
        except (OSError, ValueError):
            return None
        return told

    def pids(self, *victims: Victim) -> dict[str, int]:
        """Give the process ids by run.json's keys."""
        run = self.run
        if run is None:
            raise NotBack("run.json", 0.0, "")
        return {_PIDS[victim]: int(run[_PIDS[victim]]) for victim in victims}

    @property
    def sip(self) -> Address:
        """Where phones and trunks reach it."""
        return "127.0.0.1", self._sip_port

    @property
    def clock_offset_s(self) -> float:
        """How far the instance's clock is ahead of the machine's."""
        return float((self.run or {})["clock_offset_s"])

    async def command(self, *words: str) -> str:
        """Run one of its commands and give what it printed; a status other than 0 raises."""
        return await command(*words, "--home", str(self.home))

    async def set_ready(self, seats: Collection[str]) -> None:
        """Make those of these seats ready that are not."""
        rows = json.loads(await self.command("seats", "--json"))
        away = [row["id"] for row in rows if row["id"] in seats and row["state"] == "not_ready"]
        if away:
            await self.command("seats", "set", *away, "ready")

    async def seat_states(self) -> dict[str, str]:
        """Tell what each seat does."""
        rows = json.loads(await self.command("seats", "--json"))
        return {row["id"]: row["state"] for row in rows if row["id"] != CONTROL}

    def _end_what_is_left(self) -> None:
        """Asterisk outlives a supervisor that did not come back or end: nobody else ends it."""
        for pid in _processes_of(self.home):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, 9)


def _processes_of(home: Path) -> Iterator[int]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            if str(home).encode() in path.read_bytes():
                yield int(path.parent.name)


def _free_port(kind: socket.SocketKind) -> int:
    for port in random.sample(range(*_PORTS), 100):
        trial = socket.socket(socket.AF_INET, kind)
        with trial, contextlib.suppress(OSError):
            trial.bind(("127.0.0.1", port))
            return port
    raise NotBack("a free port", 0.0, "")
