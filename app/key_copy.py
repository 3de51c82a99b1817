"""The copy of an instance's keys, kept apart from its backups, and the register of what was erased.

The copy is one small file, sealed for the recovery key, and replaced each time: what was erased
since has no key in it any more, so that its sound in older backups is noise. The register says the
same to a restore that is given an old copy of the rows.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select

from app.backup_errors import BackupBroken, BackupRefused
from app.clock import clock_with
from app.home import Home
from storage import people_file
from storage.erasing import overwrite
from storage.keys import instance_key, name_of
from storage.recovery import open_with, seal_for
from storage.vault_tables import Erasure, ErasureItem

SUFFIX = ".keys"
PUBLIC = "recovery.pub"
"""File of the home: the recovery key's public half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """Everything that was erased in an instance until an instant."""

    erasures: list[dict[str, Any]]
    items: list[dict[str, Any]]
    people: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCopy:
    """What a copy holds."""

    instance: str
    made_at: datetime
    files: dict[str, bytes]
    """By their path relative to the home's folder of keys."""
    erased: Erased

    @property
    def key(self) -> bytes:
        """The instance's key."""
        return self.files["instance.key"]


async def erased_in(connection: AsyncConnection, home: Home) -> Erased:
    """Read what was erased: recordings and files by the book, people by their ids.

    Raises:
        OSError: the people's store cannot be read.
    """
    done = select(ErasureItem).where(col(ErasureItem.erased_at).is_not(None))
    items = [dict(row) for row in (await connection.execute(done)).mappings()]
    named = sorted({each["erasure"] for each in items})
    found = await connection.execute(select(Erasure).where(col(Erasure.id).in_(named)))
    return Erased(
        erasures=[dict(row) for row in found.mappings()],
        items=items,
        people=_people(home),
    )


async def write_copy(connection: AsyncConnection, home: Home, folder: Path) -> tuple[Path, KeyCopy]:
    """Write the copy into a folder in place of the one before, which is overwritten.

    Raises:
        BackupRefused: there is no recovery key.
        KeyUnusable, RecoveryKeyWrong: the instance's key or the public half cannot be used.
        OSError: the folder takes nothing.
    """
    key = instance_key(home.key)
    erased = await erased_in(connection, home)
    keys = home.key.parent
    paths = [each for each in sorted(keys.rglob("*")) if each.is_file() and each.name[0] != "."]
    files: dict[str, bytes] = {}
    for each in paths:
        try:
            files[str(each.relative_to(keys))] = each.read_bytes()
        except FileNotFoundError:
            continue  # destroyed meanwhile, and so not to be kept
    made = KeyCopy(instance=name_of(key), made_at=clock_with(0.0)(), files=files, erased=erased)
    path = folder / f"{made.instance}{SUFFIX}"
    _replace(path, seal_for(recovery_key(home), msgspec.msgpack.encode(made)))
    return path, made


def read_copy(path: Path, written: str) -> KeyCopy:
    """Open a copy with the private half as a person wrote it.

    Raises:
        RecoveryKeyWrong: the key is mistyped, or another one, or the copy is altered.
        BackupBroken: it is no copy of this version.
        OSError: it cannot be read.
    """
    plain = open_with(written, path.read_bytes())
    try:
        copy = msgspec.msgpack.decode(plain, type=KeyCopy)
    except msgspec.DecodeError as exc:
        raise BackupBroken(where=str(path), why="a copy of another version") from exc
    if any(name.startswith("/") or ".." in Path(name).parts for name in copy.files):
        raise BackupBroken(where=str(path), why="it names files outside of the home")
    return copy


def row_of(table: type[Erasure] | type[ErasureItem], told: dict[str, Any]) -> dict[str, Any]:
    """Read a row of the register back: MessagePack has instants, but no days."""
    days = {"planned_on", "consented_on"}
    columns = set(table.model_fields)
    return {
        name: date.fromisoformat(value) if name in days and value is not None else value
        for name, value in told.items()
        if name in columns
    }


def is_apart(backups: Path, keys: Path) -> bool:
    """Tell whether the copy of the keys would lie outside of the folder of backups."""
    one, other = backups.resolve(), keys.resolve()
    return one != other and one not in other.parents and other not in one.parents


def recovery_key(home: Home) -> bytes:
    """Read the public half of the recovery key.

    Raises:
        BackupRefused: there is none, or it is broken.
    """
    try:
        return bytes.fromhex((home.folder / PUBLIC).read_text(encoding="ascii").strip())
    except FileNotFoundError as exc:
        why = "there is no recovery key yet: make one with `madoguchi backup recovery-key`"
        raise BackupRefused(why) from exc
    except ValueError as exc:
        raise BackupRefused(f"{home.folder / PUBLIC}: this is no public half of a key") from exc


def _replace(path: Path, sealed: bytes) -> None:
    """Put a file in place of the one before: one of the two is there at any instant, whole."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh, old = path.with_name(f".{path.name}.new"), path.with_name(f".{path.name}.old")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        path.replace(old)
    fresh.replace(path)
    overwrite(old)


def _people(home: Home) -> list[str]:
    if not home.people.exists():
        return []
    database = people_file.connect(home.people, busy_s=5.0)
    try:
        return [person for _, person in people_file.erased_after(database, 0)]
    finally:
        database.close()


def subjects_of(erased: Erased) -> Sequence[str]:
    """Name the recordings that were erased."""
    of_files = {each["id"] for each in erased.erasures if each["kind"] == "file"}
    return [each["subject"] for each in erased.items if each["erasure"] not in of_files]
