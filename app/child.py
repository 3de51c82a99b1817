"""One child process seen from the supervisor: started, watched, killed when frozen, started again.

The child writes its signs of life into a socket (`lifeline`); the end of that stream is its death,
and silence of `heartbeat_s` means that it is frozen; sooner, if nothing but itself holds it up.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.backoff import Backoff
from app.errors import ChildFailed
from app.spare import Spare, Started
from app.stillness import Thread, is_still, look

TRIES = 3
"""So often may a child die before it was ever ready; after that the start has failed."""
FIRST_SIGN_S = 30.0
"""So long may a child load its code before its first sign of life, on a machine that is busy."""
BUSY_TIMES = 4
"""One that is held up by others meanwhile may take so many times as long."""
LAST_LOOK_S = 0.3
SPARE_AFTER_S = 1.0
"""So long after a child became ready its spare is started: what waited for the child goes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What a child is."""

    name: str
    command: tuple[str, ...]
    """The number of its lifeline's descriptor is appended."""
    descriptors: tuple[int, ...] = ()
    """Further descriptors that it is given."""
    heartbeat_s: float = 10.0
    frozen_s: float | None = None
    """Once ready it may be silent for so long only, unless it waits for processor or disk; None: it
    is not looked at."""
    spare: bool = False
    """Whether another one waits, loaded, to take its place; it is then told when to work."""
    niceness: int = 0
    """How far it stands back for others, also while it loads its code."""
    errors: Path | None = None
    """File for what it prints; None lets it through to the supervisor's own."""


@dataclass(frozen=True, slots=True)
class Silence:
    """No sign of life for so long."""

    for_s: float


class Child:
    """A process that is to be there as long as the supervisor is."""

    def __init__(
        self,
        spec: Spec,
        *,
        say: Callable[[str], None],
        changed: Callable[[], None],
        backoff: Backoff | None = None,
    ) -> None:
        self.spec = spec
        self.ready = False
        self._say = say
        self._changed = changed
        self._backoff = backoff or Backoff()
        self._process: subprocess.Popen[bytes] | None = None
        self._spare = Spare(self._start) if spec.spare else None
        self._stopping = asyncio.Event()
        self._was_ready = False
        self._ready_since: float | None = None

    @property
    def pid(self) -> int:
        """Process id, 0 while there is none."""
        return self._process.pid if self._process else 0

    async def run(self) -> None:
        """Keep the child alive until `stop`.

        Raises:
            ChildFailed: it never became ready.
        """
        tries = 0
        while not self._stopping.is_set():
            why = await self._live()
            if self._stopping.is_set():
                return
            tries += 1
            if not self._was_ready and (tries == TRIES or why.startswith("fatal ")):
                raise ChildFailed(name=self.spec.name, why=why.removeprefix("fatal "))
            wait_s = self._backoff.wait_s(lived_s=self._lived_s())
            why = why.removeprefix("fatal ")
            self._say(f"{self.spec.name} {why}; started again" + _after(wait_s))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), wait_s)

    async def stop(self, *, deadline_s: float, hurry: asyncio.Event) -> None:
        """End the child in order, or kill it after the deadline or when somebody hurries."""
        self._stopping.set()
        if self._spare:
            self._spare.drop()
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        process.send_signal(signal.SIGCONT)
        await ended_or_killed(process, deadline_s=deadline_s, hurry=hurry)

    async def _live(self) -> str:
        """Let one process live to its end and tell what ended it."""
        try:
            started = self._spare.take() if self._spare else self._start()
        except OSError as exc:
            return f"cannot be started: {exc.strerror}"
        self._process = started.process
        self._changed()
        self._ready_since = None
        reader, writer = await asyncio.open_connection(sock=started.line)
        try:
            why = await self._listen(reader)
            self._process.kill()
            status = await asyncio.to_thread(self._process.wait)
        finally:
            writer.close()
        self.ready = False
        return why or _died(status)

    def _start(self) -> Started:
        errors = self.spec.errors
        ours, theirs = socket.socketpair()
        try:
            with theirs, open(errors, "ab") if errors else contextlib.nullcontext() as out:
                process = subprocess.Popen(
                    [*self.spec.command, str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                    pass_fds=(theirs.fileno(), *self.spec.descriptors),
                    start_new_session=True,
                )
        except OSError:
            ours.close()
            raise
        if self.spec.niceness:
            stands_at = os.getpriority(os.PRIO_PROCESS, process.pid)
            # Nobody but root may be brought forward again.
            os.setpriority(os.PRIO_PROCESS, process.pid, max(stands_at, self.spec.niceness))
        return Started(process, ours)

    def _prepare_spare(self) -> None:
        if self._spare and self.ready and not self._stopping.is_set():
            self._spare.prepare()

    async def _listen(self, reader: asyncio.StreamReader) -> str:
        """Read signs of life until the child is dead ("") or shall be killed (the reason)."""
        patience_s = max(FIRST_SIGN_S, self.spec.heartbeat_s)
        while True:
            try:
                line = await self._sign(reader, patience_s)
            except ConnectionResetError:  # it died with our word unread
                return ""
            if isinstance(line, Silence):
                return f"gave no sign of life for {line.for_s:g} s and was killed"
            if not line:
                return ""
            patience_s = self.spec.heartbeat_s
            word, _, text = line.decode(errors="replace").rstrip("\n").partition(" ")
            if word == "fatal":
                return f"fatal {text}"
            self._heed(word, text)

    async def _sign(self, reader: asyncio.StreamReader, patience_s: float) -> bytes | Silence:
        """Await a sign of life, or that there was none for too long."""
        line = await self._quick_sign(reader, patience_s)
        if isinstance(line, Silence):
            # Look once more: it may be the supervisor itself that was stopped for a while.
            return await _line_within(reader, LAST_LOOK_S) or line
        return line

    async def _quick_sign(self, reader: asyncio.StreamReader, patience_s: float) -> bytes | Silence:
        """Await a sign of life; one that nothing holds up is waited for less."""
        frozen_s = self.spec.frozen_s
        if not self.ready:
            return await self._early_sign(reader, patience_s)
        if frozen_s is None:
            line = await _line_within(reader, patience_s)
            return Silence(patience_s) if line is None else line
        loop, step_s = asyncio.get_running_loop(), frozen_s / 2
        until, before = loop.time() + patience_s, dict[int, Thread]()
        while (left_s := until - loop.time()) > 0:
            due = loop.time() + min(left_s, step_s)
            if (line := await _line_within(reader, due - loop.time())) is not None:
                return line
            seen = look(self.pid)
            if not self._stopping.is_set() and is_still(before, seen, for_s=step_s):
                return Silence(frozen_s)
            # If we were held up ourselves, nobody is judged by how long it was.
            before = seen if loop.time() - due < step_s / 2 else {}
        return Silence(patience_s)

    async def _early_sign(self, reader: asyncio.StreamReader, patience_s: float) -> bytes | Silence:
        """Await a sign of one that begins: on a busy machine it waits for its turn, not we for it.

        To kill it and load the code once more would only make the machine busier.
        """
        for _ in range(BUSY_TIMES):
            before = look(self.pid)
            if (line := await _line_within(reader, patience_s)) is not None:
                return line
            if not before or is_still(before, look(self.pid), for_s=patience_s):
                break
        return Silence(patience_s)

    def _heed(self, word: str, text: str) -> None:
        if word == "ready" and not self.ready:
            self.ready = self._was_ready = True
            loop = asyncio.get_running_loop()
            self._ready_since = loop.time()
            loop.call_later(SPARE_AFTER_S, self._prepare_spare)
            self._changed()
        elif word == "say":
            self._say(f"{self.spec.name}: {text}")

    def _lived_s(self) -> float:
        if self._ready_since is None:
            return 0.0
        return asyncio.get_running_loop().time() - self._ready_since


async def ended_or_killed(
    process: subprocess.Popen[bytes], *, deadline_s: float, hurry: asyncio.Event
) -> None:
    """Await a process's end; after the deadline, or when somebody hurries, kill it."""
    async with asyncio.TaskGroup() as group:
        hurried = group.create_task(hurry.wait())
        ended = group.create_task(asyncio.to_thread(process.wait))
        await asyncio.wait(
            {hurried, ended}, timeout=deadline_s, return_when=asyncio.FIRST_COMPLETED
        )
        if not ended.done():
            process.kill()
        await ended
        hurried.cancel()


async def _line_within(reader: asyncio.StreamReader, seconds: float) -> bytes | None:
    """Await a line, b"" for the stream's end; None if nothing came."""
    try:
        async with asyncio.timeout(seconds):
            return await reader.readline()
    except TimeoutError:
        return None


def _died(status: int) -> str:
    if status < 0:
        return f"was killed by {signal.Signals(-status).name}"
    return f"ended with status {status}"


def _after(wait_s: float) -> str:
    return f" in {wait_s:.1f} s" if wait_s else ""
