"""Small files that are either whole or not there."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from app.errors import HomeUnusable


def write_atomically(path: Path, text: str) -> None:
    """Write a file for its owner alone: a reader sees the old one or the new one, never half.

    Raises:
        HomeUnusable: it cannot be written, for example because the disk is full.
    """
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(fresh, "w", encoding="utf-8", opener=_for_owner) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
    except OSError as exc:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise HomeUnusable(path=str(path), why=exc.strerror or str(exc)) from exc


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
