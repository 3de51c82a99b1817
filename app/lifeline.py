"""A child's end of the socket to its supervisor: signs of life go out, its closing means the end.

The supervisor writes one word at most, to a spare that shall work now; when it dies, the kernel
closes its end, and the child ends within a second even if its loop is stuck. What the child writes
are lines of one word: `beat`, `ready`, or with a text `say` (for the operator) and `fatal` (this
cannot work; do not wait for it).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

GRACE_S = 0.7
BEAT_S = 0.5
ORPHANED = 75
WORK = b"work"
"""What a spare is told when its turn has come."""


class Lifeline:
    """Signs of life of this process."""

    def __init__(self, descriptor: int) -> None:
        os.set_inheritable(descriptor, False)
        self._socket = socket.socket(fileno=descriptor)
        self._said = ""

    def wait_for_work(self) -> None:
        """Block until the supervisor wants this process to work; end it with the supervisor."""
        self.beat()  # it has loaded its code: from now on it is not waited for as if it had not
        said = b""
        with contextlib.suppress(OSError):
            said = self._socket.recv(len(WORK))
        if said != WORK:
            sys.exit(ORPHANED)

    def beat(self) -> None:
        """Tell that the process makes progress."""
        self._send("beat")

    def ready(self) -> None:
        """Tell that the process can do its work now."""
        self._send("ready")

    def say(self, text: str) -> None:
        """Give the operator one line; the same one again is not repeated."""
        if text != self._said:
            self._said = text
            self._send(f"say {text}")

    def fatal(self, text: str) -> None:
        """Give the operator the one line why this process cannot work as it is set up."""
        self._send(f"fatal {text}")

    def on_orphaned(self, stop: Callable[[], None]) -> None:
        """Call `stop` in the running loop when the supervisor is gone, and end soon in any case."""
        loop = asyncio.get_running_loop()
        threading.Thread(
            target=self._wait_for_end, args=(loop, stop), name="lifeline", daemon=True
        ).start()

    async def keep_beating(self) -> None:
        """Beat twice a second for as long as this process's loop turns."""
        while True:
            self.beat()
            await asyncio.sleep(BEAT_S)

    def _wait_for_end(self, loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
        with contextlib.suppress(OSError):  # a reset is as good an end as a close
            while self._socket.recv(64):
                pass
        loop.call_soon_threadsafe(stop)
        threading.Event().wait(GRACE_S)
        os._exit(ORPHANED)

    def _send(self, line: str) -> None:
        words = " ".join(line.split()) + "\n"
        # a full or closed socket: the other side sees the silence, or is gone
        with contextlib.suppress(OSError):
            self._socket.send(words.encode(), socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)


def leave(status: int) -> NoReturn:
    """End this process, which has put everything in order, without taking its interpreter apart.

    That takes a large process a second and more, and `on_orphaned` can end nothing by then.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
