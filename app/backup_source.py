"""A backup that is opened with its instance's key, each part proved as it is read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.backup_errors import BackupBroken, BackupRefused
from app.backup_files import READ
from app.backup_form import (
    SOUNDS,
    KeptCopy,
    Manifest,
    Member,
    head_of,
    key_of,
    manifest_of,
    parts_of,
)
from storage.keys import name_of

Progress = Callable[[str, int, int], None]
"""Told what is being copied, how much of it is done, and how much it is."""


@dataclass(frozen=True, slots=True)
class Source:
    """A backup that is opened."""

    folder: Path
    manifest: Manifest
    key: bytes

    def parts(self, member: Member) -> Iterator[bytes]:
        """Give a member's content; raises `BackupBroken` if it is not what the manifest says."""
        digest = hashlib.sha256()
        for part in parts_of(self.folder, member.stored, self.key):
            digest.update(part)
            yield part
        if digest.hexdigest() != member.sha256:
            raise BackupBroken(where=f"{self.folder}/{member.stored}", why="not what was written")

    def sound(self, sound: KeptCopy) -> Iterator[bytes]:
        """Give a sealed recording; raises `BackupBroken` if it is not what the manifest says."""
        path, digest = self.folder / SOUNDS / sound.name, hashlib.sha256()
        for part in _read(path):
            digest.update(part)
            yield part
        if digest.hexdigest() != sound.sha256:
            raise BackupBroken(where=str(path), why="not what was written")


def opened(folder: Path, instance_key: bytes) -> Source:
    """Open a backup with the instance's key.

    Raises:
        BackupRefused: it is another instance's.
        BackupBroken: it is none, or not what was written.
    """
    head = head_of(folder)
    if name_of(instance_key) != head.instance:
        raise BackupRefused(f"{folder} is a backup of another instance; it needs that one's keys")
    key = key_of(instance_key, head.id)
    return Source(folder, manifest_of(folder, key), key)


def verify(folder: Path, instance_key: bytes, progress: Progress) -> Manifest:
    """Read a whole backup and compare it with its manifest; raises as `opened`."""
    source = opened(folder, instance_key)
    members = [*source.manifest.tables, *source.manifest.files]
    for n, member in enumerate(members, start=1):
        for _ in source.parts(member):
            pass  # reading is what proves it
        progress("tables and files", n, len(members))
    for n, sound in enumerate(source.manifest.sounds, start=1):
        for _ in source.sound(sound):
            pass
        progress("recordings", n, len(source.manifest.sounds))
    return source.manifest


def _read(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while part := file.read(READ):
                yield part
    except FileNotFoundError as exc:
        raise BackupBroken(where=str(path), why="missing") from exc
