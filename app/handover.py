"""Handing a running instance over to other code, with its calls: `madoguchi up --take-over`.

The supervisor keeps its process id, its lock and its web socket, and becomes the new code by
`exec`; controller and office end in order and are started anew; Asterisk is not touched. Asked by a
signal, so that an operator, systemd and our own command do the same. Standard library only.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from app.errors import HandOverFailed, HomeTaken
from app.home import Home, holder_of, lock_home
from app.run_file import read_run, started
from app.written import write_atomically

ASKED = signal.SIGUSR1
HELD = (ASKED, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""Signals that wait while one program becomes the other: none of them may be lost, or kill it."""
WITHIN_S = 20.0
"""So long a supervisor may take until its parts work again; then it is taken for frozen."""
FALLS_WITHIN_S = 2.0
LOOK_S = 0.02


def become(home: Home, *, lock: int, web: socket.socket) -> NoReturn:
    """Go on as the code that was named by who asked, with the lock and the web socket held.

    Raises:
        OSError: that code's Python cannot be run.
    """
    os.set_inheritable(lock, True)
    web.set_inheritable(True)
    python = _python(home)
    command = (python, "-P", "-m", "app.supervisor", "--home", str(home.folder))
    os.execv(python, (*command, "--lock", str(lock), "--web", str(web.fileno())))


def ask(home: Home) -> bool:
    """Have the running supervisor become this code, and wait until its parts work again.

    Returns:
        Whether an instance goes on; False if its supervisor did not react and was killed: then its
        children end, and its Asterisk waits to be adopted.

    Raises:
        HandOverFailed: the supervisor ended over it.
    """
    supervisor = holder_of(home)
    if supervisor is None:
        return False
    write_atomically(home.successor, sys.executable + "\n")
    before = _workers(home)
    os.kill(supervisor, ASKED)
    until = time.monotonic() + WITHIN_S
    while time.monotonic() < until:
        _pause()
        if started(supervisor) is None:
            raise HandOverFailed(path=str(home.folder))
        now = _workers(home)
        if now and not set(now) & set(before):
            return True
    os.kill(supervisor, signal.SIGKILL)
    return False


def lock_when_free(home: Home, *, within_s: float = FALLS_WITHIN_S) -> int:
    """Take the home's lock as soon as who held it has ended.

    Raises:
        HomeTaken: it is held on.
    """
    until = time.monotonic() + within_s
    while True:
        try:
            return lock_home(home)
        except HomeTaken:
            if time.monotonic() > until:
                raise
        _pause()


def _workers(home: Home) -> Sequence[int]:
    run = read_run(home.run)
    return (run.pid, run.office_pid) if run else ()


def _python(home: Home) -> str:
    """Name the Python of the code that is to be, our own if nobody named one."""
    try:
        named = home.successor.read_text(encoding="utf-8").strip()
    except OSError:
        return sys.executable
    home.successor.unlink(missing_ok=True)
    return named if Path(named).is_file() else sys.executable


def _pause() -> None:
    threading.Event().wait(LOOK_S)
