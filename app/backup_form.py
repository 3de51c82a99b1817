"""The shape of a backup: a folder named by when it was made, with a head that all may read.

    20260202T010000Z-1f0c/backup.json      what it is and how much is in it; needs no key
                          manifest.sealed  every table, file and recording with its SHA-256
                          rows/TABLE.sealed, files/NUMBER.sealed
                          sounds/DAY/CALL.sealed   as they lie in the vault, under keys of their own

Everything but the head and the recordings is encrypted under a key that is derived from the
instance's key and the backup's name. No key is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from app.backup_errors import BackupBroken
from storage.errors import SealedFileBroken
from storage.keys import derive
from storage.sealed_file import read

FORMAT = 1
HEAD = "backup.json"
MANIFEST = "manifest.sealed"
SOUNDS = "sounds"
OUTSIDE = "outside"
"""Folder of files that lay outside of the home; a restore puts it into the home."""
PART = ".part"
"""Ends the name of a backup that is being made, or never was ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a backup is; nothing personal, and nothing that is relied on."""

    id: str
    instance: str
    """Name of the instance's key."""
    version: str
    """Of the program."""
    made_at: datetime
    database: str
    """`sqlite` or `postgresql`."""
    rows: int
    files: int
    sounds: int
    bytes: int
    """On the disk, recordings included."""
    format: int = FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A table or a file of the home."""

    name: str
    """The table's, or the path relative to the home."""
    stored: str
    """Relative to the backup."""
    bytes: int
    sha256: str
    """Of its content."""
    rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCopy:
    """A sealed recording, copied as it lies in the vault."""

    name: str
    bytes: int
    sha256: str
    """Of the ciphertext."""
    changed_ns: int = 0
    """When its file changed last; 0 if it lies in no folder of the home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything that is in a backup."""

    head: Head
    projected: int
    """Number of the log's last record that is in the rows."""
    revision: str = ""
    """Of the tables; backups of before 2026-12 do not tell it."""
    tables: list[Member] = field(default_factory=list)
    files: list[Member] = field(default_factory=list)
    sounds: list[KeptCopy] = field(default_factory=list)


def key_of(instance_key: bytes, id_: str) -> bytes:
    """Derive a backup's key."""
    return derive(instance_key, f"backup/{id_}")


def head_of(folder: Path) -> Head:
    """Read what a backup is.

    Raises:
        BackupBroken: it is no backup, or of another version of the format.
    """
    try:
        head = msgspec.json.decode((folder / HEAD).read_bytes(), type=Head)
    except OSError as exc:
        raise BackupBroken(where=str(folder), why="no backup is there") from exc
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        raise BackupBroken(where=f"{folder}/{HEAD}", why="it is altered or cut off") from exc
    if head.format != FORMAT:
        why = f"format {head.format}; use the version {head.version} that made it"
        raise BackupBroken(where=str(folder), why=why)
    return head


def manifest_of(folder: Path, key: bytes) -> Manifest:
    """Read what is in a backup; `key` is the backup's.

    Raises:
        BackupBroken: it is not what was written, or the key is another instance's.
    """
    head = head_of(folder)
    written = b"".join(parts_of(folder, MANIFEST, key))
    manifest = msgspec.json.decode(written, type=Manifest)
    if manifest.head != head:
        raise BackupBroken(where=f"{folder}/{HEAD}", why="it is altered")
    return manifest


def parts_of(folder: Path, stored: str, key: bytes) -> Iterator[bytes]:
    """Give the content of a sealed member; raises `BackupBroken` where it is not what it was."""
    try:
        yield from read(folder / stored, key=key, name=stored)
    except SealedFileBroken as exc:
        raise BackupBroken(where=f"{folder}/{stored}", why=exc.why) from exc


def backups_in(folder: Path) -> list[tuple[Path, Head | None]]:
    """List the ended backups of a folder, oldest first; without a head if that cannot be read."""
    found: list[tuple[Path, Head | None]] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not path.is_dir() or path.name.startswith(".") or not (path / MANIFEST).exists():
            continue
        try:
            found.append((path, head_of(path)))
        except BackupBroken:
            found.append((path, None))
    return found
