"""One instance of Madoguchi, started and asked as any program does it: by its command line."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bench.campaign import CLOCK
from bench.console import Console
from bench.errors import InstanceFailed
from telephony.asterisk import find
from tests.asterisk.phones.sip_socket import Address

PROGRAM = Path(sys.executable).parent / "madoguchi"
_START_S = 180  # the first start on a machine fetches an Asterisk
_ENVIRONMENT = {"MADOGUCHI_WEB__PORT": "0", "MADOGUCHI_ASTERISK__SIP_PORT": "0"}


@dataclass(frozen=True, slots=True)
class Instance:
    """A running one, as its run.json tells."""

    home: Path
    sip: Address
    asterisk_pid: int

    def controller(self) -> int:
        """Tell the process of the controller that is at work."""
        return int(json.loads((self.home / "run.json").read_text())["pid"])

    def console(self) -> Console:
        """Reach its Asterisk; finding that takes the same steps as the instance's own start."""
        cache = Path(os.environ.get("MADOGUCHI_CACHE", "~/.cache/madoguchi")).expanduser()
        installation = find(cache, debian_mirror=None, say=lambda _: None)
        return Console(installation.command, self.home / "asterisk/etc/asterisk.conf")

    async def passwords(self) -> dict[str, str]:
        """Ask for the SIP accounts of all seats, name to password.

        Raises:
            InstanceFailed: the command line did not say.
        """
        seats: list[dict[str, str]] = []
        while not seats:  # the office may not have followed the log yet
            seats = json.loads(await _ask(self.home, "seats", "--json", "--secrets"))
        return {seat["sip_user"]: seat["sip_password"] for seat in seats}

    async def all_ready(self, seats: list[str]) -> None:
        """Set the seats ready.

        Raises:
            InstanceFailed: the command line refused.
        """
        await _ask(self.home, "seats", "set", *seats, "ready")


@contextlib.asynccontextmanager
async def instance(home: Path, *, text: str) -> AsyncIterator[Instance]:
    """Run an instance with a campaign, given as its file's text, in an empty home.

    Raises:
        InstanceFailed: it ended, or was not ready in time.
    """
    campaign = home / "bench.toml"
    campaign.write_text(text)
    arguments = ("up", "--home", str(home), "--campaign", str(campaign), "--clock", CLOCK)
    with (home / "up.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(str(PROGRAM), *arguments),
            env=os.environ | _ENVIRONMENT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=asyncio.subprocess.STDOUT,
        )
    try:
        yield await _until_ready(home, process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _until_ready(home: Path, process: asyncio.subprocess.Process) -> Instance:
    """Wait for run.json."""
    for _ in range(_START_S * 5):
        if process.returncode is not None:
            break
        if (home / "run.json").exists():
            run = json.loads((home / "run.json").read_text())
            host, _, port = run["sip"].rpartition(":")
            return Instance(home, (host, int(port)), run["asterisk_pid"])
        await asyncio.sleep(0.2)
    raise InstanceFailed((home / "up.log").read_text(errors="replace"))


async def _ask(home: Path, *words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *(str(PROGRAM), *words),
        env=os.environ | {"MADOGUCHI_HOME": str(home)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    printed, complaint = await process.communicate()
    if process.returncode != 0:
        raise InstanceFailed(complaint.decode(errors="replace"))
    return printed.decode()
