"""What a dead supervisor left of an instance: parts and spares that have not noticed its death yet.

They end within a second by themselves, unless they are frozen, or their machine is so busy that
they do not come to it; and until then they hold the web socket: nobody else can listen there.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path

PARTS = ("app.controller", "app.office")
GONE_S = 5.0
"""The kernel ends what is killed as soon as it has a processor for it."""


def end_orphans(home: Path, noted: Iterable[int] = ()) -> None:
    """End the parts of a home; only for who holds its lock, and so has all that may run there.

    Returns when they are gone, with all that they held, or after `GONE_S`.

    Args:
        home: Folder of the instance.
        noted: Parts that the dead supervisor noted and that live on, however they were started.
    """
    for pid in {*noted, *_parts_of(home)}:
        # Gone by itself; or another user's, who may name a process of theirs like ours.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            handle = os.pidfd_open(pid)
            try:
                signal.pidfd_send_signal(handle, signal.SIGKILL)
                poll = select.poll()
                poll.register(handle, select.POLLIN)
                poll.poll(GONE_S * 1000)
            finally:
                os.close(handle)


def _parts_of(home: Path) -> Iterator[int]:
    """Find them by how they were started, as the supervisor starts them."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace").split("\0")
        except OSError:  # it ended meanwhile
            continue
        for part in PARTS:
            started = ["-m", part, "--home", str(home)]
            if any(words[n : n + len(started)] == started for n in range(len(words))):
                yield int(path.parent.name)
