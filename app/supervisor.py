"""The supervisor: holds the home's lock and the web socket, and keeps the other processes alive.

`python -m app.supervisor --home DIR`. Standard library only: it is small, starts at once and has
next to nothing that could fail. Controller and office end within a second of its death; Asterisk
and its calls go on, and the next supervisor adopts it. SIGTERM ends everything in order; SIGUSR1
leaves Asterisk and its calls alone, and goes on as the code that is to take over (`handover`).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Protocol

from app import handover
from app.asterisk_watch import AsteriskWatch
from app.child import Child, Spec
from app.clock import clock_with, shown_time
from app.demo_note import WEB, read_note
from app.errors import AppError, HomeUnusable
from app.home import Home, lock_home, open_home
from app.listen import kept_or_new, shown_address
from app.orphans import end_orphans
from app.plain import Plain, read_plain
from app.printed import complain, tell
from app.run_file import Run, note_processes, started, still_running, write_run
from telephony.errors import TelephonyError

STOP_S: Mapping[str, float] = {"office": 5.0, "controller": 5.0, "asterisk": 10.0}
"""In this order they are stopped, each with its longest time."""
OUTLIVING = frozenset({"asterisk"})
"""These are left alone when other code takes over."""


class End(IntEnum):
    """How a supervisor's work came to its end."""

    STOPPED = 0
    FAILED = 1
    HANDED_OVER = 2


class Part(Protocol):
    """A process that the supervisor keeps."""

    ready: bool

    @property
    def pid(self) -> int:
        """Process id, 0 while there is none."""

    async def run(self) -> None:
        """Keep it alive until `stop`."""

    async def stop(self, *, deadline_s: float, hurry: asyncio.Event) -> None:
        """End it."""


class Supervisor:
    """Starts the parts side by side, keeps them, says when all are ready, stops them in order."""

    def __init__(
        self,
        *,
        parts: Callable[[Callable[[], None]], dict[str, Part]],
        note: Callable[[dict[str, int]], None],
        ready: Callable[[dict[str, int]], None],
        say: Callable[[str], None],
    ) -> None:
        """Make a supervisor.

        Args:
            parts: makes the processes by name, and is given what they call at every change.
            note: is told who runs, at every change.
            ready: is told so whenever all have become ready.
            say: takes one line for the operator's eyes.
        """
        self._parts = parts(self._changed)
        self._note = note
        self._ready = ready
        self._say = say
        self._stop = asyncio.Event()
        self._hurry = asyncio.Event()
        self._end = End.STOPPED

    async def run(self) -> End:
        """Run until told to stop or to hand over, or until the start has failed."""
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(each, self._asked_to_stop)
        loop.add_signal_handler(handover.ASKED, self._asked_to_hand_over)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, handover.HELD)
        try:
            async with asyncio.TaskGroup() as group:
                tasks = {
                    name: group.create_task(part.run(), name=name)
                    for name, part in self._parts.items()
                }
                await self._stop.wait()
                await self._stop_all()
                if self._end is End.HANDED_OVER:
                    for name in tasks.keys() & OUTLIVING:
                        tasks[name].cancel()  # its watch ends, not it
        except* (AppError, TelephonyError, OSError) as failed:
            self._say(str(failed.exceptions[0]))
            self._end = End.FAILED
            await self._stop_all()
        return self._end

    def _asked_to_stop(self) -> None:
        if self._end is End.HANDED_OVER:
            self._end = End.STOPPED
        else:
            (self._hurry if self._stop.is_set() else self._stop).set()

    def _asked_to_hand_over(self) -> None:
        if not self._stop.is_set():
            self._end = End.HANDED_OVER
            self._stop.set()

    async def _stop_all(self) -> None:
        for name, part in self._parts.items():
            if self._end is End.HANDED_OVER and name in OUTLIVING:
                continue
            await part.stop(deadline_s=STOP_S.get(name, 5.0), hurry=self._hurry)
        if self._end is End.HANDED_OVER:
            signal.pthread_sigmask(signal.SIG_BLOCK, handover.HELD)

    def _changed(self) -> None:
        pids = {name: part.pid for name, part in self._parts.items()}
        try:
            self._note(pids)
            if all(part.ready for part in self._parts.values()):
                self._ready(pids)
        except HomeUnusable as exc:
            self._say(str(exc))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run an instance that was validated; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m app.supervisor", description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--lock", type=int, help="descriptor of the home's lock, if held already")
    parser.add_argument("--web", type=int, help="descriptor of the web socket, at a hand-over")
    given = parser.parse_args(arguments)
    os.umask(0o077)
    try:
        home = open_home(given.home)
        lock = lock_home(home) if given.lock is None else given.lock
        os.set_inheritable(lock, False)
        return _supervise(home, read_plain(home.plain), lock=lock, web=given.web)
    except (AppError, OSError) as exc:
        complain(str(exc))
        return 1


def _supervise(home: Home, plain: Plain, *, lock: int, web: int | None) -> int:
    left = still_running(home.processes)
    end_orphans(home.folder, (left[name] for name in ("controller", "office") if name in left))
    if web is None:  # at a hand-over the instance goes on: who asks of it, waits
        home.run.unlink(missing_ok=True)
    home.logs.mkdir(mode=0o700, exist_ok=True)
    listening = kept_or_new(web, plain.web.host, plain.web.port)
    address = shown_address(listening, tls=plain.web.tls_cert is not None)
    sip = f"{plain.sip_host}:{plain.sip_port}"
    said: list[str] = []

    def parts(changed: Callable[[], None]) -> dict[str, Part]:
        return _parts(
            home, plain, web=listening.fileno(), adopted=left.get("asterisk"), changed=changed
        )

    def ready(pids: dict[str, int]) -> None:
        write_run(home.run, _run(plain, web=address, sip=sip, pids=pids))
        line = f"ready: web {address}, SIP {sip}, line {', '.join(plain.lines)}"
        if line not in said:
            said.append(line)
            tell(line)
            for more in note.told if (note := read_note(home)) else ():
                tell(more.replace(WEB, address))

    async def run() -> End:
        supervisor = Supervisor(
            parts=parts,
            note=lambda pids: note_processes(home.processes, pids),
            ready=ready,
            say=complain,
        )
        return await supervisor.run()

    end = End.FAILED
    try:
        end = asyncio.run(run())
        if end is End.HANDED_OVER:
            handover.become(home, lock=lock, web=listening)
    finally:
        home.run.unlink(missing_ok=True)
    home.processes.unlink(missing_ok=True)
    return end


def _parts(
    home: Home, plain: Plain, *, web: int, adopted: int | None, changed: Callable[[], None]
) -> dict[str, Part]:
    def child(
        name: str,
        *more: str,
        descriptors: tuple[int, ...] = (),
        niceness: int = 0,
        frozen_s: float | None = None,
    ) -> Child:
        spec = Spec(
            name=name,
            command=(
                *(sys.executable, "-P", "-m", f"app.{name}", "--home", str(home.folder), *more),
                *("--spare", "--lifeline"),
            ),
            descriptors=descriptors,
            spare=True,
            niceness=niceness,
            heartbeat_s=plain.heartbeat_s,
            frozen_s=frozen_s,
            errors=home.logs / f"{name}.err",
        )
        return Child(spec, say=complain, changed=changed)

    parts: dict[str, Part] = {
        # The office's work may wait a little; the calls next door may not.
        "office": child("office", "--web", str(web), descriptors=(web,), niceness=10),
        "controller": child("controller", frozen_s=plain.frozen_s),
    }
    if plain.asterisk is not None:
        parts["asterisk"] = AsteriskWatch(
            plain,
            home=home,
            adopted=adopted,
            say=complain,
            changed=changed,
        )
        tell(f"Asterisk {plain.asterisk.version} " + ("goes on" if adopted else "starts"))
    return parts


def _run(plain: Plain, *, web: str, sip: str, pids: dict[str, int]) -> Run:
    asterisk = pids.get("asterisk")
    return Run(
        web=web,
        sip=sip,
        clock=shown_time(clock_with(plain.clock_offset_s)(), plain.zone),
        clock_offset_s=plain.clock_offset_s,
        pid=pids["controller"],
        office_pid=pids["office"],
        supervisor_pid=os.getpid(),
        asterisk_pid=asterisk,
        asterisk_started=started(asterisk) if asterisk else None,
    )


if __name__ == "__main__":
    sys.exit(main())
