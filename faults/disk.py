"""A small disk for a home, that can be filled to its last byte; needs root (mount(8))."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from faults.errors import FaultRefused

SIZE_MB = 400
"""The keeper leaves 200 MB of a disk free: on a smaller one it would never deliver anything."""
_BALLAST = "ballast"
_STEP = 1 << 20


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Mount a disk in memory on an empty folder.

    Raises:
        FaultRefused: this user may not mount.
    """
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}M,mode=0700", "none", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise FaultRefused("a small disk", done.stderr.strip())
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True)


def fill(folder: Path) -> None:
    """Take all space that is left, whole steps first, then byte by byte of a block."""
    with (folder / _BALLAST).open("ab", buffering=0) as ballast:
        for size in (_STEP, 4096, 1):
            with contextlib.suppress(OSError):  # there is no more
                while True:
                    os.write(ballast.fileno(), b"\0" * size)


def free(folder: Path) -> None:
    """Give the space back."""
    (folder / _BALLAST).unlink(missing_ok=True)
