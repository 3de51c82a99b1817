"""Starting an instance: validate in a child, then become its supervisor by `exec`."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from app import handover
from app.errors import ChildFailed, HomeTaken, HomeUnusable, PlainUnreadable
from app.home import Home, lock_home, make_home
from app.plain import read_plain
from app.printed import tell
from app.run_file import still_running

PYTHON = (sys.executable, "-P", "-m")
"""Our own modules, not those of the folder where the command happens to run."""
STATE = (
    *("versions", "log", "logs", "keys", "recordings", "asterisk"),
    *("plain.json", "clock.json", "run.json", "processes.json", "followed", "successor"),
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
    take_over: bool = False,
) -> None:
    """Make the home ready and run it; this process becomes the supervisor.

    Seats that are `ready` at first are a demo's, in which whom we call is played by Asterisk.
    With `take_over`, an instance that runs there goes on as this code, and this function returns.

    Raises:
        HomeTaken: an instance runs there.
        HandOverFailed: the running instance ended when it was to be taken over.
        HomeUnusable: the home cannot be made.
        ChildFailed: something is wrong, and the validating child has said what.
        PlainUnreadable: the running instance is of a version that cannot be taken over.
    """
    make_home(home)
    held = _locked(home, take_over=take_over) if lock is None else lock
    keep = _has_adoptable(home, is_ours=held is not None)
    _validate(home, campaign=campaign, clock=clock, ready=ready, keep=keep)
    if held is None:
        _try_to_load()
        if handover.ask(home):
            tell("taken over: the instance goes on with this code, and with its calls")
            return
        held = handover.lock_when_free(home)
    os.set_inheritable(held, True)
    supervisor = (*PYTHON, "app.supervisor", "--home", str(home.folder), "--lock", str(held))
    os.execv(sys.executable, supervisor)


def _locked(home: Home, *, take_over: bool) -> int | None:
    """Lock the home; None if somebody else holds it and is to be taken over."""
    try:
        return lock_home(home)
    except HomeTaken:
        if take_over:
            return None
        raise


def _try_to_load() -> None:
    """See that this code can be loaded, before the running instance gives up its own."""
    modules = "import app.controller, app.office, app.supervisor"
    if subprocess.run([sys.executable, "-P", "-c", modules], check=False).returncode:
        raise ChildFailed(name="madoguchi", why="see above; the running instance goes on")


def _validate(
    home: Home, *, campaign: str | None, clock: str | None, ready: tuple[str, ...], keep: bool
) -> None:
    command = [*PYTHON, "app.validate", "--home", str(home.folder)]
    command += ["--clock", clock] if clock else []
    command += ["--keep-asterisk"] if keep else []
    command += ["--demo", *ready] if ready else []
    environment = dict(os.environ)
    if campaign is not None:
        environment["MADOGUCHI_CAMPAIGN"] = _absolute(campaign)
    if subprocess.run(command, env=environment, check=False).returncode:
        raise ChildFailed(name="madoguchi", why="see above")


def fresh_demo(home: Home) -> int:
    """Empty a demo's home for a new demo; returns its lock's descriptor.

    Raises:
        HomeTaken: an instance runs there.
        HomeUnusable: it holds an instance that is no demo's.
    """
    make_home(home)
    held = lock_home(home)
    mark = home.demo
    if not mark.exists() and any((home.folder / name).exists() for name in STATE):
        raise HomeUnusable(
            path=str(home.folder), why="it holds an instance that is no demo's; give another --home"
        )
    for pid in still_running(home.processes).values():
        os.kill(pid, signal.SIGKILL)
    mark.write_text("")
    for name in STATE:
        _remove(home.folder / name)
    return held


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _has_adoptable(home: Home, *, is_ours: bool) -> bool:
    """Tell whether an Asterisk runs that can be taken over, from a dead supervisor or a living one.

    One whose settings this code cannot read is ended, unless it is still somebody else's.
    """
    left = still_running(home.processes).get("asterisk")
    if left is None:
        return False
    try:
        plain = read_plain(home.plain)
    except PlainUnreadable:
        if not is_ours:
            raise
        os.kill(left, signal.SIGKILL)
        return False
    tell("Asterisk of the last start still runs; it goes on with its calls and its settings")
    return plain.asterisk is not None


def _absolute(campaign: str) -> str:
    is_path = "/" in campaign or campaign.endswith(".toml")
    return str(Path(campaign).absolute()) if is_path else campaign
