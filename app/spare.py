"""A process that waits, with its code loaded, to take the place of one that died.

Loading the controller's code takes 0.3 s on a quiet machine and more than 1 s on a busy one; a
spare has that behind it, so that callers do not wait for it.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from app.lifeline import WORK


@dataclass(frozen=True, slots=True)
class Started:
    """A process, and our end of its lifeline."""

    process: subprocess.Popen[bytes]
    line: socket.socket


class Spare:
    """At most one process that waits for its turn; it does no work and holds nothing."""

    def __init__(self, start: Callable[[], Started]) -> None:
        """Make a place for a spare; `start` starts a process that waits for `WORK`."""
        self._start = start
        self._waiting: Started | None = None

    def prepare(self) -> None:
        """Start one, unless one waits already; without it, the next start takes longer."""
        if self._waiting is None:
            with contextlib.suppress(OSError):
                self._waiting = self._start()

    def take(self) -> Started:
        """Put the spare to work; a new process if there is none, or if it died unused.

        Raises:
            OSError: none can be started.
        """
        spare, self._waiting = self._waiting, None
        if spare is not None and not _is_told(spare):
            _end(spare)
            spare = None
        if spare is None:
            spare = self._start()
            _is_told(spare)
        return spare

    def drop(self) -> None:
        """End the spare, if there is one."""
        spare, self._waiting = self._waiting, None
        if spare is not None:
            _end(spare)


def _is_told(spare: Started) -> bool:
    """Tell it to work; False if it is dead."""
    if spare.process.poll() is not None:
        return False
    try:
        return spare.line.send(WORK, socket.MSG_NOSIGNAL) == len(WORK)
    except OSError:
        return False


def _end(spare: Started) -> None:
    spare.line.close()
    spare.process.kill()
    spare.process.wait()
