"""Making a backup of an instance, running or not: rows, log, files, recordings; the keys apart.

The order is what makes the parts fit: the rows first, as they are at one instant; then files and
log, which know at least as much as the rows; then the people, whom the log names; then the vault,
and last the copy of the keys, which has the key of everything before it. Calls go on meanwhile:
nothing is locked, and nobody waits.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import msgspec
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col, select

from app import backup_files
from app.backup_errors import BackupRefused
from app.backup_files import READ
from app.backup_form import (
    HEAD,
    MANIFEST,
    OUTSIDE,
    PART,
    SOUNDS,
    Head,
    KeptCopy,
    Manifest,
    Member,
    backups_in,
    key_of,
    manifest_of,
)
from app.backup_source import Progress
from app.home import Home
from app.key_copy import KeyCopy, is_apart, recovery_key, write_copy
from app.plain import Plain
from app.vault import place_of
from recordings.stores import SUFFIX
from recordings.vault import Vault
from storage import dump
from storage.engine import snapshot
from storage.keys import instance_key, name_of
from storage.message_tables import Message
from storage.sealed_file import SealedWriter, Written
from storage.sealed_file import write as write_sealed
from storage.tables import Projected, Recording

AGAIN = 5
"""So often the rows are read anew if a recording went into the vault in the midst."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a backup and the copy of the keys go, apart from each other."""

    backups: Path
    keys: Path
    also: tuple[Path, ...] = ()
    """Files outside of the home that belong to it: the campaign's."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made."""

    folder: Path
    keys: Path
    copy: KeyCopy
    head: Head


@dataclass(slots=True)
class _Making:
    """One backup while it is made."""

    home: Home
    folder: Path
    id: str
    key: bytes
    database_url: str
    also: tuple[Path, ...]
    progress: Progress
    tables: list[Member] = field(default_factory=list)
    files: dict[str, Member] = field(default_factory=dict)
    sounds: list[KeptCopy] = field(default_factory=list)
    projected: int = 0
    database: str = ""
    revision: str = ""
    stored: int = 0

    def write(self, stored: str, parts: Iterable[bytes]) -> Written:
        written = write_sealed(self.folder / stored, parts, key=self.key, name=stored)
        self.stored += written.stored
        return written

    def member(self, name: str, parts: Iterable[bytes]) -> None:
        stored = f"files/{len(self.files):06d}.sealed"
        written = self.write(stored, parts)
        self.files[name] = Member(
            name=name, stored=stored, bytes=written.bytes, sha256=written.sha256
        )


async def make_backup(
    home: Home,
    plain: Plain,
    engine: AsyncEngine,
    places: Places,
    *,
    at: datetime,
    progress: Progress = lambda what, done, of: None,
) -> Made:
    """Make a backup in a folder; it has its name only when it is whole.

    Raises:
        BackupRefused: the two folders are not apart, another backup is being made, there is no
            recovery key, or the database is not of this version.
        DatabaseUnavailable, StoreFailed, StorageError, OSError: what was to be read, or the folder,
            cannot be used now; nothing is left of it.
    """
    to = places.backups
    if not is_apart(to, places.keys):
        raise BackupRefused(f"the copy of the keys must lie apart from the backups: {places.keys}")
    recovery_key(home)
    key = instance_key(home.key)
    id_ = f"{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    with _alone(to) as draft:
        draft /= f".{id_}{PART}"
        try:
            url = plain.database_url
            making = _Making(home, draft, id_, key_of(key, id_), url, places.also, progress)
            await _rows_and_files(making, engine)
            _people(making)
            _sounds(making, place_of(home, plain).vault(), _former(to, key), plain)
            async with snapshot(engine) as connection:
                keys, copy = await write_copy(connection, home, places.keys)
            head = _ended(making, instance=name_of(key), at=at)
            draft.rename(to / id_)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        _sync(to)
    return Made(to / id_, keys, copy, head)


def prune(to: Path, *, instance: str, keep: int) -> list[str]:
    """Remove an instance's oldest backups; gives their names. Recordings stay in the others.

    Raises:
        OSError: one of them cannot be removed.
    """
    ours = [path for path, head in backups_in(to) if head and head.instance == instance]
    for path in ours[:-keep]:
        gone = path.with_name(f".{path.name}{PART}")
        path.rename(gone)
        shutil.rmtree(gone)
    return [path.name for path in ours[:-keep]]


async def _rows_and_files(making: _Making, engine: AsyncEngine) -> None:
    for _ in range(AGAIN):
        shutil.rmtree(making.folder / "rows", ignore_errors=True)
        async with snapshot(engine) as connection:
            if not await dump.is_of_this_version(connection):
                why = "the database is not of this version: start the instance once with `up`"
                raise BackupRefused(why)
            making.database = connection.dialect.name
            making.revision = ",".join(sorted(await dump.revisions_of(connection)))
            found = await connection.execute(select(col(Projected.n)))
            making.projected = found.scalar_one()
            waiting = await _unsealed(connection)
            tables = await dump.tables_of(connection)
            making.tables = [
                await _table(making, connection, table, n, len(tables))
                for n, table in enumerate(tables, start=1)
            ]
        _files(making)
        if waiting <= making.files.keys():
            return
    raise BackupRefused("recordings come faster than they can be copied; try again in a minute")


async def _table(
    making: _Making, connection: AsyncConnection, table: Table, n: int, of: int
) -> Member:
    stored, rows = f"rows/{table.name}.sealed", 0
    writer = SealedWriter(making.folder / stored, key=making.key, name=stored)
    try:
        async for block, count in dump.blocks_of(connection, table):
            writer.write(block)
            rows += count
        written = writer.end()
    finally:
        writer.close()
    making.stored += written.stored
    making.progress("tables", n, of)
    return Member(
        name=str(table.name), stored=stored, bytes=written.bytes, sha256=written.sha256, rows=rows
    )


async def _unsealed(connection: AsyncConnection) -> set[str]:
    """Name the sound files that rows tell of and that are not in the vault yet."""
    paths: set[str] = set()
    for column in (col(Recording.path), col(Message.path)):
        found = await connection.execute(select(column).where(column.is_not(None)))
        paths.update(each for each in found.scalars() if each and not each.endswith(SUFFIX))
    return paths


def _files(making: _Making) -> None:
    shutil.rmtree(making.folder / "files", ignore_errors=True)
    making.files.clear()
    names = list(backup_files.paths_of(making.home, making.database_url))
    for n, name in enumerate(names, start=1):
        try:
            making.member(name, backup_files.read_parts(making.home, name))
        except FileNotFoundError:
            (making.folder / f"files/{len(making.files):06d}.sealed").unlink(missing_ok=True)
        making.progress("files", n, len(names))
    for path in making.also:
        making.member(f"{OUTSIDE}/{path.name}", _read(path))


def _people(making: _Making) -> None:
    copied = making.folder / "people.db"
    if backup_files.copy_people(making.home, copied):
        making.member("people.db", _read(copied))
        copied.unlink()


def _sounds(
    making: _Making, vault: Vault, former: tuple[Path, dict[str, KeptCopy]], plain: Plain
) -> None:
    names = list(vault.store.names())
    for n, name in enumerate(names, start=1):
        changed_ns = _changed_ns(making.home.recordings / name) if not plain.sound_store else 0
        folder, before = former
        known = before.get(name)
        to = making.folder / SOUNDS / name
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if known and changed_ns and known.changed_ns == changed_ns and _linked(folder / name, to):
            making.sounds.append(known)
        elif copied := _copied(vault, name, to):
            size, sha256 = copied
            making.sounds.append(
                KeptCopy(name=name, bytes=size, sha256=sha256, changed_ns=changed_ns)
            )
            making.stored += size
        making.progress("recordings", n, len(names))


def _copied(vault: Vault, name: str, to: Path) -> tuple[int, str] | None:
    """Copy what lies in the store; None if it was erased meanwhile."""
    size = vault.store.size(name)
    if size is None:
        return None
    digest, at = hashlib.sha256(), 0
    with open(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while at < size and (part := vault.store.read(name, at, min(READ, size - at))):
            digest.update(part)
            file.write(part)
            at += len(part)
        file.flush()
        os.fsync(file.fileno())
    if at != size:
        to.unlink()
        return None
    return at, digest.hexdigest()


def _linked(before: Path, to: Path) -> bool:
    """Let the file of the backup before stand in this one, too; not every disk can do that."""
    try:
        os.link(before, to)
    except OSError:
        return False
    return True


def _changed_ns(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _former(to: Path, key: bytes) -> tuple[Path, dict[str, KeptCopy]]:
    """Give the recordings of the newest backup of this instance."""
    for path, head in reversed(backups_in(to)):
        if head is not None and head.instance == name_of(key):
            manifest = manifest_of(path, key_of(key, head.id))
            return path / SOUNDS, {each.name: each for each in manifest.sounds}
    return to, {}


def _ended(making: _Making, *, instance: str, at: datetime) -> Head:
    head = Head(
        id=making.id,
        instance=instance,
        version=version("madoguchi"),
        made_at=at,
        database=making.database,
        rows=sum(each.rows for each in making.tables),
        files=len(making.files),
        sounds=len(making.sounds),
        bytes=making.stored,
    )
    manifest = Manifest(
        head=head,
        projected=making.projected,
        revision=making.revision,
        tables=making.tables,
        files=list(making.files.values()),
        sounds=making.sounds,
    )
    (making.folder / HEAD).write_bytes(msgspec.json.format(msgspec.json.encode(head)))
    making.write(MANIFEST, [msgspec.json.encode(manifest)])
    _sync(making.folder)
    return head


@contextmanager
def _alone(to: Path) -> Iterator[Path]:
    """See that nobody else makes a backup there, and remove what a death left behind."""
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(to / ".lock", os.O_RDWR | os.O_CREAT, 0o600), "rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise BackupRefused(f"another backup is being made in {to}") from exc
        for left in to.glob(f".*{PART}"):
            shutil.rmtree(left, ignore_errors=True)
        yield to


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(READ):
            yield part


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
