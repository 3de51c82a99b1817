"""Files with personal data: new ones that only their owner can read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import typer


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that is made here, and tell each with its size."""
    folder.mkdir(mode=0o700)
    for name, content in files.items():
        write_new(folder / name, content)
        typer.echo(f"{folder / name}: {len(content)} バイト")


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
