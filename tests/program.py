"""Runs `madoguchi` in a process of its own that need not load the program first.

An operator's command loads its code in about a second, and the tests give hundreds of commands. So
one process loads all of it once (`python -m tests.program SOCKET`), and each command is a fork of
it with its own arguments, environment, output and status. What is run is the real entry point;
that the installed script reaches it too is shown wherever `PROGRAM` is started.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Final

from app.cli.main import command_line, main

LOADED = ("app.validate", "app.case_work", "app.cli.rows", "app.ask")
"""What most commands load; the rest of it comes with these."""
READY: Final = b"ready\n"
_PARTS: Final = 3
_LARGEST: Final = 1 << 20


class ProgramStuck(AssertionError):
    """A command did not end in time; it was killed."""

    def __init__(self, words: tuple[str, ...], after_s: float) -> None:
        super().__init__(f"madoguchi {' '.join(words)} had not ended after {after_s:g} s")


def run(
    *words: str, environment: Mapping[str, str], within_s: float = 120.0
) -> subprocess.CompletedProcess[str]:
    """Run a command of the command line and give its output and status; it has no input.

    Raises:
        ProgramStuck: it did not end in time.
    """
    with (
        tempfile.TemporaryFile() as printed,
        tempfile.TemporaryFile() as complaint,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line,
        open(os.devnull, "rb") as nothing,
    ):
        line.connect(_loaded())
        wanted = json.dumps([words, dict(environment), str(Path.cwd())]).encode()
        fds = [nothing.fileno(), printed.fileno(), complaint.fileno()]
        socket.send_fds(line, [wanted], fds)
        line.shutdown(socket.SHUT_WR)
        answers = line.makefile("r")
        pid = int(answers.readline())
        line.settimeout(within_s)
        try:
            status = int(answers.readline())
        except TimeoutError as late:
            os.kill(pid, signal.SIGKILL)
            raise ProgramStuck(words, within_s) from late
        return subprocess.CompletedProcess(words, status, _text(printed), _text(complaint))


def _text(file: BinaryIO) -> str:
    file.seek(0)
    return file.read().decode()


@functools.cache
def _loaded() -> str:
    """Start the process that forks, once in each process of the tests, and give its address."""
    folder = tempfile.mkdtemp(prefix="madoguchi-program-")
    address = f"{folder}/socket"
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "tests.program", address],
        stdin=subprocess.PIPE,  # its end is ours: it goes when we go
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )

    def end() -> None:
        process.kill()
        process.wait()
        with contextlib.suppress(OSError):
            Path(address).unlink()
            Path(folder).rmdir()

    atexit.register(end)
    assert process.stdout is not None
    assert process.stdout.readline() == READY, f"tests.program ended with {process.poll()}"
    return address


def serve(address: str) -> int:
    """Fork for each command; returns the status, in the forks that of the command."""
    for each in LOADED:
        importlib.import_module(each)
    command_line()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(address)
        door.listen(64)
        os.write(1, READY)
        while door in select.select([door, sys.stdin], [], [])[0]:
            line, _ = door.accept()
            with line:
                wanted, fds, _, _ = socket.recv_fds(line, _LARGEST, _PARTS)
                while more := line.recv(_LARGEST):
                    wanted += more
                if os.fork() == 0:
                    door.close()
                    return _watch(line, wanted, fds)
            for fd in fds:
                os.close(fd)
    return 0


def _watch(line: socket.socket, wanted: bytes, fds: list[int]) -> int:
    """Fork the command and tell its process and its status; in the fork, be it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        line.close()
        return _be(wanted, fds)
    line.sendall(b"%d\n" % pid)
    _, how = os.waitpid(pid, 0)
    with contextlib.suppress(BrokenPipeError):  # the one who asked has gone
        line.sendall(b"%d\n" % os.waitstatus_to_exitcode(how))
    os._exit(0)


def _be(wanted: bytes, fds: list[int]) -> int:
    words, environment, folder = json.loads(wanted)
    for number, fd in enumerate(fds):
        os.dup2(fd, number)
        os.close(fd)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["madoguchi", *words]
    main()
    return 0


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1]))
