"""Starting an instance: validate in a child, then become its supervisor by `exec`."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from app.errors import ChildFailed, HomeUnusable, PlainUnreadable
from app.home import Home, lock_home, make_home
from app.plain import read_plain
from app.printed import tell
from app.run_file import still_running

PYTHON = (sys.executable, "-P", "-m")
"""Our own modules, not those of the folder where the command happens to run."""
DEMO_MARK = "demo"
STATE = (
    *("versions", "log", "logs", "keys", "recordings", "asterisk"),
    *("plain.json", "clock.json", "run.json", "processes.json", "followed"),
    "controller.sock",
    *("people.db", "people.db-wal", "people.db-shm"),
    *("madoguchi.db", "madoguchi.db-wal", "madoguchi.db-shm"),
)
"""What an instance makes in its home; settings and flows of one's own are none of it."""


def up(
    home: Home,
    *,
    campaign: str | None = None,
    clock: str | None = None,
    ready: tuple[str, ...] = (),
    lock: int | None = None,
) -> NoReturn:
    """Make the home ready and run it; this process becomes the supervisor.

    Raises:
        HomeTaken: an instance runs there.
        HomeUnusable: the home cannot be made.
        ChildFailed: something is wrong, and the validating child has said what.
    """
    make_home(home)
    held = lock_home(home) if lock is None else lock
    keep = _has_adoptable(home)
    command = [*PYTHON, "app.validate", "--home", str(home.folder)]
    command += ["--clock", clock] if clock else []
    command += ["--keep-asterisk"] if keep else []
    command += ["--ready", *ready] if ready else []
    environment = dict(os.environ)
    if campaign is not None:
        environment["MADOGUCHI_CAMPAIGN"] = _absolute(campaign)
    if subprocess.run(command, env=environment, check=False).returncode:
        raise ChildFailed(name="madoguchi", why="see above")
    os.set_inheritable(held, True)
    supervisor = (*PYTHON, "app.supervisor", "--home", str(home.folder), "--lock", str(held))
    os.execv(sys.executable, supervisor)


def fresh_demo(home: Home) -> int:
    """Empty a demo's home for a new demo; returns its lock's descriptor.

    Raises:
        HomeTaken: an instance runs there.
        HomeUnusable: it holds an instance that is no demo's.
    """
    make_home(home)
    held = lock_home(home)
    mark = home.folder / DEMO_MARK
    if not mark.exists() and any((home.folder / name).exists() for name in STATE):
        raise HomeUnusable(
            path=str(home.folder), why="it holds an instance that is no demo's; give another --home"
        )
    for pid in still_running(home.processes).values():
        os.kill(pid, signal.SIGKILL)
    mark.touch()
    for name in STATE:
        _remove(home.folder / name)
    return held


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _has_adoptable(home: Home) -> bool:
    """Tell whether an Asterisk that a dead supervisor left behind can be taken over."""
    left = still_running(home.processes).get("asterisk")
    if left is None:
        return False
    try:
        plain = read_plain(home.plain)
    except PlainUnreadable:
        os.kill(left, signal.SIGKILL)
        return False
    tell("Asterisk of the last start still runs; it goes on with its calls and its settings")
    return plain.asterisk is not None


def _absolute(campaign: str) -> str:
    is_path = "/" in campaign or campaign.endswith(".toml")
    return str(Path(campaign).absolute()) if is_path else campaign
