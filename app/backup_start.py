"""Making a backup of a home from its settings: by a command, or by the office's clock."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path

from app.backup import Made, Places, make_backup, prune
from app.backup_errors import BackupRefused
from app.backup_source import Progress
from app.backup_state import BackupState, last_backup, note_backup
from app.clock import clock_with
from app.home import Home
from app.key_copy import KeyCopy, write_copy
from app.plain import read_plain
from config.campaign import backup_table
from config.problem import line_for
from config.settings import load_settings
from config.settings_file import Settings
from ivr_flows.loader import SHIPPED
from storage import engine
from storage.audit import Action, Actor, Fact, trailed
from storage.engine import snapshot


def settings_of(home: Home) -> Settings:
    """Read the settings; raises `BackupRefused` with what is wrong in them."""
    found = load_settings(home.folder, os.environ)
    if isinstance(found, list):
        raise BackupRefused("; ".join(map(line_for, found)))
    return found


def places_of(home: Home, *, to: Path | None, keys_to: Path | None) -> Places:
    """Tell where a backup goes: as asked, else as the settings say.

    Raises:
        BackupRefused: neither says where, or the settings are wrong.
    """
    settings = settings_of(home)
    backups = to or (Path(settings.backup.folder) if settings.backup.folder else None)
    keys = keys_to or (Path(settings.backup.keys) if settings.backup.keys else None)
    if backups is None or keys is None:
        what = "--to DIR or backup.folder" if backups is None else "--keys-to DIR or backup.keys"
        raise BackupRefused(f"it is not said where: give {what} in {home.settings}")
    campaign = Path(settings.campaign)
    is_outside = campaign.is_file() and home.folder not in campaign.absolute().parents
    return Places(backups.absolute(), keys.absolute(), (campaign,) if is_outside else ())


def require_approval(home: Home) -> None:
    """See that the client agreed to the way of backing up, where the contract asks for it.

    Raises:
        BackupRefused: it did not, or the campaign is wrong (SET-特-19).
    """
    names = sorted({path.stem for at in (SHIPPED, home.flows) for path in at.glob("*.toml")})
    table = backup_table(settings_of(home).campaign, flows=names)
    if isinstance(table, list):
        raise BackupRefused("; ".join(map(line_for, table)))
    if not table.is_allowed:
        why = (
            "この業務では、バックアップの方法に委託者の承認が先に要ります。"
            "承認の日付と文書を業務ファイルの [backup] approved に書いてください。"
        )
        raise BackupRefused(why)


def back_up(home: Home, places: Places, *, actor: Actor, progress: Progress) -> Made:
    """Make a backup, note it in trail and home, and remove those that are too many.

    Raises:
        PlainUnreadable: the instance was never started.
        BackupRefused, DatabaseUnavailable, StorageError, OSError: as `make_backup`.
    """
    require_approval(home)
    plain = read_plain(home.plain)
    at = clock_with(0.0)()

    async def made() -> Made:
        database = engine.connect(plain.database_url)
        try:
            done = await make_backup(home, plain, database, places, at=at, progress=progress)
            told: dict[str, Fact] = {"rows": done.head.rows, "sounds": done.head.sounds}
            async with trailed(database) as trail:
                now = clock_with(plain.clock_offset_s)()
                await trail.note(now, actor, Action.BACKUP_MADE, done.head.id, told)
            return done
        finally:
            await database.dispose()

    done = asyncio.run(made())
    note_backup(
        home,
        BackupState(
            id=done.head.id,
            at=at,
            folder=str(places.backups),
            keys=str(done.keys),
            keys_at=done.copy.made_at,
            bytes=done.head.bytes,
            erased=len(done.copy.erased.items),
        ),
    )
    prune(places.backups, instance=done.head.instance, keep=settings_of(home).backup.keep)
    return done


def copy_keys(home: Home, folder: Path) -> Path:
    """Write the copy of the keys anew, as after an erasure; raises as `write_copy`."""
    plain = read_plain(home.plain)

    async def written() -> tuple[Path, KeyCopy]:
        database = engine.connect(plain.database_url)
        try:
            async with snapshot(database) as connection:
                return await write_copy(connection, home, folder)
        finally:
            await database.dispose()

    path, copy = asyncio.run(written())
    state = last_backup(home)
    if state is not None:
        erased = len(copy.erased.items)
        note_backup(home, replace(state, keys=str(path), keys_at=copy.made_at, erased=erased))
    return path
