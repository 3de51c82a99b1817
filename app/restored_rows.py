"""The rows of a backup, written and counted again; and what was erased since, erased again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.backup_errors import BackupBroken, BackupRefused
from app.backup_source import Progress, Source
from app.key_copy import Erased, row_of, subjects_of
from recordings.vault import Vault
from storage import dump, erasures, past
from storage.audit import Action, Fact, trail_in
from storage.kept import SYSTEM
from storage.vault_tables import Erasure, ErasureItem, KeptSound


async def revision_of(source: Source) -> str:
    """Tell of which revision the tables of a backup are, that a database of it may take them.

    Raises:
        BackupRefused: they are none of this version, nor of an earlier one.
        BackupBroken: a table is not what was written.
    """
    told = source.manifest.revision
    if not told:
        told = await past.revision_with(_shape(source)) or ""
    if not past.knows(told):
        version = source.manifest.head.version
        raise BackupRefused(f"the backup has other tables; restore it with version {version}")
    return told


def _shape(source: Source) -> past.Shape:
    """Read the names of all columns, which stand in the first block of each table."""
    shape: dict[str, tuple[str, ...]] = {}
    for each in source.manifest.tables:
        try:
            shape[each.name] = dump.columns_of(dump.split(source.parts(each)))
        except ValueError as exc:
            raise BackupBroken(where=f"{source.folder}/{each.stored}", why=str(exc)) from exc
    return shape


async def write_rows(
    source: Source, connection: AsyncConnection, progress: Progress, *, revision: str
) -> None:
    """Write all rows and count them again: as many, with the same hashes.

    Raises:
        BackupRefused: the database is not empty, or has not the tables of this revision.
        BackupBroken: a table is not what was written.
    """
    tables = {each.name: each for each in await dump.tables_of(connection)}
    told = {each.name: each for each in source.manifest.tables}
    if tables.keys() != told.keys() or await dump.revisions_of(connection) != {revision}:
        raise BackupRefused("the database of the settings is in use already; name an empty one")
    if not await dump.is_untouched(connection, list(tables.values())):
        raise BackupRefused("the database of the settings has rows already; name an empty one")
    for n, (name, table) in enumerate(tables.items(), start=1):
        try:
            await dump.write_rows(connection, table, dump.split(source.parts(told[name])))
        except ValueError as exc:
            raise BackupBroken(where=f"{source.folder}/{told[name].stored}", why=str(exc)) from exc
        async with connection.begin_nested() as looking:
            found = await dump.counted(connection, table)
            # PostgreSQL lets go of its reading, without which an old table cannot be altered.
            await looking.rollback()
        if (found.rows, found.sha256) != (told[name].rows, told[name].sha256):
            raise BackupBroken(where=name, why="the rows that were written are not those read")
        progress("tables", n, len(tables))


async def erase_again(
    session: AsyncSession, erased: Erased, vault: Vault, at: datetime
) -> list[str]:
    """Erase what was erased after the backup, as the register tells it; gives the recordings.

    Raises:
        StoreFailed, OSError: the store or the disk refuses.
    """
    again: list[str] = []
    asked = select(ErasureItem).where(col(ErasureItem.erased_at).is_not(None))
    known = {(each.erasure, each.subject) for each in (await session.exec(asked)).all()}
    of_sounds = set(subjects_of(erased))
    for told in erased.erasures:
        items = [each for each in erased.items if each["erasure"] == told["id"]]
        if {(each["erasure"], each["subject"]) for each in items} <= known:
            continue
        await _take_over(session, told, items)
        trail = await trail_in(session)
        for each in items:
            item = ErasureItem(**row_of(ErasureItem, each))
            if item.subject in of_sounds:
                await erasures.reduce(session, item, at=item.erased_at or at)
                again.append(item.subject)
            detail: dict[str, Fact] = {"erasure": item.erasure, "restored": True}
            detail |= {"sha256": item.sha256, "bytes": item.bytes}
            is_sound = item.subject in of_sounds
            action = Action.SOUND_ERASED if is_sound else Action.FILE_ERASED
            await trail.note(at, SYSTEM, action, item.subject if is_sound else "", detail)
        done: dict[str, Fact] = {"quantity": told["quantity"], "restored": True}
        await trail.note(at, SYSTEM, Action.ERASURE_DONE, told["id"], done)
    gone = [*again, *(subject for _, subject in known)]
    for kept in await erasures.kept(session, gone):
        vault.destroy(kept.call, kept.name)
    return again


async def without_key(session: AsyncSession, vault: Vault) -> tuple[str, ...]:
    """Name the recordings that nobody can read: their keys are younger than the copy of keys."""
    asked = select(KeptSound.call).where(col(KeptSound.erased_at).is_(None))
    calls = (await session.exec(asked.order_by(col(KeptSound.call)))).all()
    return tuple(each for each in calls if not vault.ring.has(each))


async def _take_over(
    session: AsyncSession, told: dict[str, object], items: list[dict[str, object]]
) -> None:
    """Put an erasure of the register in place of what the rows know of it."""
    named = str(told["id"])
    await session.exec(delete(ErasureItem).where(col(ErasureItem.erasure) == named))
    await session.exec(delete(Erasure).where(col(Erasure.id) == named))
    await session.exec(insert(Erasure).values(**row_of(Erasure, told)))
    for each in items:
        await session.exec(insert(ErasureItem).values(**row_of(ErasureItem, each)))
        kept = await session.get(KeptSound, str(each["subject"]))
        if kept is not None:
            kept.erasure = named
            session.add(kept)
    await session.flush()
