"""The Asterisk of this instance seen from the supervisor: started or adopted, watched, stopped.

It runs in a session of its own, so that calls outlive every process of ours; an Asterisk that a
dead supervisor left behind is adopted with its calls.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from app import asterisk_death
from app.backoff import Backoff
from app.home import Home
from app.plain import Plain
from telephony import asterisk_process
from telephony.errors import AsteriskError, AsteriskNotReady

REMEDY = (
    "is another instance running? Set asterisk.sip_port (MADOGUCHI_ASTERISK__SIP_PORT) to another "
    "port, or to 0 for a free one"
)
SERVED_S = 1.0
"""One that was ready for so long is started again at once, however often it dies: its start costs
callers a second, and waiting costs them more."""


class AsteriskWatch:
    """An Asterisk that is to be there as long as the supervisor is."""

    def __init__(
        self,
        plain: Plain,
        *,
        home: Home,
        adopted: int | None,
        say: Callable[[str], None],
        changed: Callable[[], None],
        backoff: Backoff | None = None,
    ) -> None:
        """Make a watch.

        Args:
            plain: What it is started by.
            home: What it prints, and when it died, is kept there.
            adopted: The id of one that runs already, with the same settings.
            say: Takes a line for the operator.
            changed: Called when it came or went.
            backoff: How long to wait before the next start.
        """
        assert plain.asterisk is not None, "somebody else's Asterisk is not watched"
        self.ready = False
        self.pid = adopted or 0
        self._ours = plain.asterisk
        self._password = plain.ari.password
        self._sip = (plain.sip_host, plain.sip_port)
        self._output = home.logs / "asterisk.err"
        self._died = home.asterisk_died
        self._say = say
        self._changed = changed
        self._backoff = backoff or Backoff(good_s=SERVED_S)
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = asyncio.Event()
        self._served_s = 0.0
        """How long the last one was ready."""

    async def run(self) -> None:
        """Keep Asterisk alive until `stop`.

        Raises:
            AsteriskNotReady: its first start failed.
        """
        first = not self.pid
        while not self._stopping.is_set():
            try:
                why = await self._live()
            except AsteriskError as exc:
                await self._kill()
                if first and not self._stopping.is_set():
                    raise
                why = str(exc)
            first = False
            if self._stopping.is_set():
                return
            wait_s = self._backoff.wait_s(lived_s=self._served_s)
            self._say(f"{why}; started again" + (f" in {wait_s:.1f} s" if wait_s else ""))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), wait_s)

    async def stop(self, *, deadline_s: float, hurry: asyncio.Event) -> None:
        """End Asterisk so that parties get a BYE, or kill it when it takes too long."""
        self._stopping.set()
        if not self.pid:
            return
        async with asyncio.TaskGroup() as group:
            hurried = group.create_task(self._kill_when(hurry))
            await asyncio.to_thread(asterisk_process.stop, self.pid, grace_s=deadline_s)
            hurried.cancel()
        await self._reaped()

    async def _live(self) -> str:
        """Start (or adopt) Asterisk and wait until it has ended; tells so."""
        self._served_s = 0.0
        if not self.pid:
            self._start()
        self._changed()
        await asyncio.to_thread(
            asterisk_process.wait_until_ready,
            self.pid,
            ari_port=self._ours.ari_port,
            ari_password=self._password,
            sip=self._sip,
            log=Path(self._ours.conf).parent.parent / "log" / "messages.log",
            within_s=self._ours.start_s,
        )
        self.ready = True
        self._changed()
        began = asyncio.get_running_loop().time()
        await _end_of(self.pid)
        self._served_s = asyncio.get_running_loop().time() - began
        asterisk_death.note(self._died, time.time())
        await self._reaped()
        return "Asterisk died"

    def _start(self) -> None:
        try:
            asterisk_process.require_free_ports(
                ari_port=self._ours.ari_port, sip_host=self._sip[0], sip_port=self._sip[1]
            )
        except AsteriskNotReady as exc:
            raise AsteriskNotReady(why=f"{exc.why}; {REMEDY}") from exc
        self._process = asterisk_process.start(
            self._ours.command, Path(self._ours.conf), output=self._output
        )
        self.pid = self._process.pid

    async def _kill(self) -> None:
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            await _end_of(self.pid)
            await self._reaped()

    async def _kill_when(self, hurry: asyncio.Event) -> None:
        await hurry.wait()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    async def _reaped(self) -> None:
        self.ready = False
        if self._process is not None:
            await asyncio.to_thread(self._process.wait)
        else:
            _forget(self.pid)
        self._process = None
        self.pid = 0


def _forget(pid: int) -> None:
    """Reap what has ended, if it is a child of this process: from before a hand-over it is."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


async def _end_of(pid: int) -> None:
    """Await the end of any process, our child or not (pidfd_open(2))."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(handle, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)
