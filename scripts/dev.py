#!/usr/bin/env python3
"""Run the demo and let it follow the source while it runs, with calls and sign-ins (`make dev`).

What is saved decides what is done:

    a template of the pages     nothing: the next page shows it
    a flow (ivr_flows/flows)    it is checked, spoken and published: the next caller hears it
    Asterisk's files            the demo is started again; calls end, people and records stay
    everything else             the running demo goes on as the new code (`demo --take-over`)

Code that cannot be loaded and flows that are wrong are told, and what runs goes on. Ctrl-C ends it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import enum
import signal
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from watchfiles import awatch

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".dev"
MADOGUCHI = (sys.executable, "-P", "-m", "app")
LOOK_S = 0.1
GATHER_MS, STEP_MS = 600, 50
"""So long what is saved together is gathered, and how often it is looked at."""


class Step(enum.Enum):
    """What a change asks for; the later ones include the earlier."""

    NOTHING = "shown at once"
    PUBLISH = "published"
    TAKE_OVER = "taken over"
    RESTART = "started again"


def step_for(path: Path) -> Step:
    """Tell what a changed file of the source asks for; `path` is relative to the root."""
    room, *inner = path.parts
    if path.suffix in (".pyc", "") or path.name.startswith("."):
        return Step.NOTHING
    if room == "agent_ui" and inner[:1] == ["templates"]:
        return Step.NOTHING
    if room == "ivr_flows" and inner[:1] == ["flows"]:
        return Step.PUBLISH
    if room == "config" and inner[:1] == ["asterisk"]:
        return Step.RESTART
    return Step.TAKE_OVER


def rooms() -> list[Path]:
    """Name the folders whose files the running demo is made of."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    return [ROOT / each for each in packages]


class Demo:
    """A demo in a process of its own, and what is done to it."""

    def __init__(self, home: Path, *, keep: bool) -> None:
        self._home = home
        self._keep = keep
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it: afresh at first unless told otherwise, later with what it has."""
        self._process = await self._begun("demo", *(("--keep",) if self._keep else ()))
        await self._until_ready()

    async def follow(self, paths: Iterable[Path]) -> None:
        """Do what these changed files ask for, and tell it."""
        changed = {path.relative_to(ROOT): step_for(path.relative_to(ROOT)) for path in paths}
        steps = {step for step in changed.values() if step is not Step.NOTHING}
        shown = sorted(str(path) for path, step in changed.items() if step in steps)
        if not steps:
            return
        say(f"changed: {', '.join(shown[:5])}{' and more' if shown[5:] else ''}")
        if not self._runs or Step.RESTART in steps:
            await self.stop()
            await self.start()
        elif Step.TAKE_OVER in steps:
            await self._take_over()
            await self._until_ready()
        if Step.PUBLISH in steps and self._runs:
            await self._publish()

    async def stop(self) -> None:
        """End it in order, and wait until it has ended."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        await self._process.wait()

    @property
    def _runs(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def _take_over(self) -> None:
        """Hand the demo over to the code as it is now, which may go on as a process of its own."""
        successor = await self._begun("demo", "--take-over")
        while successor.returncode is None and self._runs:  # noqa: ASYNC110 - two processes
            await asyncio.sleep(LOOK_S)
        if not self._runs:  # it did not react, so who was to take over has taken its place
            self._process = successor
        elif successor.returncode:
            self._tell_failed()

    async def _publish(self) -> None:
        told = ("--by", "dev", "--confirmed", "make dev")
        if await (await self._begun("ivr", "publish", *told)).wait():
            self._tell_failed()

    async def _begun(self, *words: str) -> asyncio.subprocess.Process:
        command = (*MADOGUCHI, *words, "--home", str(self._home))
        return await asyncio.create_subprocess_exec(*command)

    def _tell_failed(self) -> None:
        say("not done, as said above; what runs goes on, and the next change is tried again")

    async def _until_ready(self) -> None:
        """Wait until it takes calls or has ended; one that can be kept is kept from then on."""
        while self._runs and not (self._home / "run.json").exists():  # noqa: ASYNC110 - a file
            await asyncio.sleep(LOOK_S)
        if self._runs:
            self._keep = True
            say("follows the source; Ctrl-C ends it")
        else:
            say("does not run; it is started again after the next change")


def say(text: str) -> None:
    """Tell the developer one line."""
    print(f"dev: {text}", flush=True)  # noqa: T201


async def watch(demo: Demo) -> None:
    """Run the demo after each change until told to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(each, stop.set)
    changes = awatch(*rooms(), stop_event=stop, debounce=GATHER_MS, step=STEP_MS)
    async with asyncio.TaskGroup() as group:
        starting = group.create_task(demo.start(), name="dev: start")
        async for found in changes:
            await starting
            await demo.follow(Path(path) for _, path in found)
        await demo.stop()


def main() -> None:
    """Read the command line and run until Ctrl-C."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, default=HOME, help="of the demo (default: .dev)")
    parser.add_argument("--keep", action="store_true", help="go on with the last one's home")
    given = parser.parse_args()
    asyncio.run(watch(Demo(given.home.absolute(), keep=given.keep)))


if __name__ == "__main__":
    main()
