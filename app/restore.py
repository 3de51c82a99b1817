"""Bringing a backup back: everything is read and proved before anything is written, all or nothing.

What was erased since the backup does not come back: the copy of the keys has no key of it, and the
register beside the keys says what it was, so that rows, trail and people tell the same as before.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession

from app.backup_errors import BackupRefused
from app.backup_form import Head, Manifest
from app.backup_source import Progress, Source, opened
from app.errors import PlainUnreadable
from app.home import Home
from app.key_copy import KeyCopy
from app.plain import Plain, read_plain, write_plain
from app.restored_rows import erase_again, revision_of, without_key, write_rows
from config.problem import line_for
from config.settings import load_settings
from config.settings_file import Settings
from recordings.stores import store_at
from recordings.vault import Vault
from storage import people_file
from storage.audit import Action, Fact, trail_in
from storage.engine import connect, transaction
from storage.kept import SYSTEM
from storage.key_ring import KeyRing
from storage.migrate import heads, upgrade, upgrade_within


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back."""

    id: str
    rows: int
    files: int
    sounds: int
    erased_again: int
    """Recordings that were erased since, and did not come back."""
    without_key: tuple[str, ...]
    """Recordings that came back, but that nobody can read: the copy of the keys is older."""
    upgraded_from: str = ""
    """The earlier revision that its tables were of; empty: of this version's."""


async def restore(
    home: Home,
    folder: Path,
    copy: KeyCopy,
    *,
    environ: Mapping[str, str],
    at: datetime,
    progress: Progress = lambda what, done, of: None,
) -> Restored:
    """Bring a backup back into a home that is empty, and into the database of its settings.

    Raises:
        BackupRefused: home or database are not empty, the keys are another instance's, or the
            backup was made by a later version of the program.
        BackupBroken: the backup is not what was written.
        DatabaseUnavailable, StoreFailed, OSError: what was to be written takes nothing now.
        Whatever is raised, home and rows are as before.
    """
    source = opened(folder, copy.key)
    if home.folder.exists() and any(home.folder.iterdir()):
        raise BackupRefused(f"{home.folder} is not empty; name an empty folder with --home")
    draft = Home(home.folder.with_name(f".{home.folder.name}.restoring"))
    shutil.rmtree(draft.folder, ignore_errors=True)
    try:
        _unpack(source, copy, draft, progress)
        return await _with_rows(source, copy, draft, home, _Around(environ, at, progress))
    except BaseException:
        shutil.rmtree(draft.folder, ignore_errors=True)
        raise


@dataclass(frozen=True, slots=True)
class _Around:
    environ: Mapping[str, str]
    at: datetime
    progress: Progress


def _unpack(source: Source, copy: KeyCopy, draft: Home, progress: Progress) -> None:
    """Write keys, files and recordings, each proved, into a folder that nobody knows yet."""
    draft.folder.mkdir(mode=0o700, parents=True)
    for name, content in copy.files.items():
        _write(draft.key.parent / name, iter([content]))
    for n, member in enumerate(source.manifest.files, start=1):
        _write(draft.folder / member.name, source.parts(member))
        progress("files", n, len(source.manifest.files))
    for n, sound in enumerate(source.manifest.sounds, start=1):
        _write(draft.recordings / sound.name, source.sound(sound))
        progress("recordings", n, len(source.manifest.sounds))
    for person in copy.erased.people if draft.people.exists() else ():
        _forget(draft.people, person, copy.made_at)


async def _with_rows(
    source: Source, copy: KeyCopy, draft: Home, home: Home, around: _Around
) -> Restored:
    settings = load_settings(draft.folder, around.environ)
    if not isinstance(settings, Settings):
        raise BackupRefused("; ".join(map(line_for, settings)))
    url = settings.database.url.get_secret_value()
    is_within = str(draft.folder) in url
    revision = await revision_of(source)
    await upgrade(url, to=revision)
    database = connect(url, foreign_keys=False)
    store = settings.recordings.store.get_secret_value()
    vault = Vault(store_at(store, draft.recordings), KeyRing(draft.key.parent))
    try:
        async with transaction(database) as session:
            connection = await session.connection()
            await write_rows(source, connection, around.progress, revision=revision)
            await upgrade_within(connection)
            if store:
                _to_bucket(vault, source.manifest, draft.recordings)
            again = await erase_again(session, copy.erased, vault, around.at)
            await _note(session, source.manifest.head, around.at, erased_again=len(again))
            without = await without_key(session, vault)
            _point(draft, url.replace(str(draft.folder), str(home.folder)))
            if not is_within:
                _into_place(draft, home)
    finally:
        await database.dispose()
    if is_within:
        _into_place(draft, home)
    head = source.manifest.head
    return Restored(
        id=head.id,
        rows=head.rows,
        files=head.files,
        sounds=head.sounds - len(again),
        erased_again=len(again),
        without_key=without,
        upgraded_from="" if {revision} == heads() else revision,
    )


async def _note(session: AsyncSession, head: Head, at: datetime, *, erased_again: int) -> None:
    told: dict[str, Fact] = {"rows": head.rows, "erased_again": erased_again}
    trail = await trail_in(session)
    await trail.note(at, SYSTEM, Action.BACKUP_RESTORED, head.id, told)


def _to_bucket(vault: Vault, manifest: Manifest, folder: Path) -> None:
    """Bring recordings to where the settings keep them; what is there already stays."""
    for sound in manifest.sounds:
        if vault.store.size(sound.name) is None:
            vault.store.put(sound.name, [(folder / sound.name).read_bytes()])
        (folder / sound.name).unlink()


def _point(draft: Home, url: str) -> None:
    """Let the commands that read find the rows before the first `up`, which writes all of it anew.

    What an earlier version wrote there may not be readable any more: then it is left to `up`.
    """
    if not draft.plain.exists():
        return
    try:
        plain: Plain = read_plain(draft.plain)
    except PlainUnreadable:
        draft.plain.unlink()
    else:
        write_plain(draft.plain, replace(plain, database_url=url))


def _into_place(draft: Home, home: Home) -> None:
    if home.folder.exists():
        home.folder.rmdir()
    draft.folder.rename(home.folder)


def _forget(path: Path, person: str, at: datetime) -> None:
    database = people_file.connect(path, busy_s=5.0)
    try:
        people_file.erase(database, person, blind=None, at=at.isoformat())
        people_file.empty_wal(database)
    finally:
        database.close()


def _write(path: Path, parts: Iterator[bytes]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
