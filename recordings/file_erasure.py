"""Files erased by the book: daily CSVs, drafts and what else lies outside of the vault (SPR-I-7-4).

The road is that of recordings: five fields, approval by another person with the client's consent, a
witness, a certificate. A file is named by its path and by the hash that it had when it was applied
for: what changed since, or is gone, stops the whole erasure.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from recordings.erasing import Application, No, flaw_of
from storage import erasures
from storage.audit import Action, Actor, Fact, trailed
from storage.erasing import overwrite
from storage.vault_tables import Erasure, ErasureItem

KIND = "file"
READ = 1024 * 1024


async def request_files(
    engine: AsyncEngine,
    application: Application,
    files: Sequence[Path],
    *,
    home: Path,
    actor: Actor,
    at: datetime,
) -> str | No:
    """Apply for the erasure of these files; gives its id.

    `home` is the instance's: what lies in it has ways of its own and is no file for this.

    Raises:
        OSError: one of them cannot be read.
    """
    if (flaw := flaw_of(application)) is not None:
        return flaw
    found = await asyncio.to_thread(_looked_at, files, home)
    if not found:
        return No.NOTHING if not files else No.UNKNOWN
    return await _applied(engine, application, found, actor=actor, at=at)


async def request_logs(
    engine: AsyncEngine,
    application: Application,
    files: Sequence[Path],
    *,
    kept_until: date | None,
    actor: Actor,
    at: datetime,
) -> str | No:
    """Apply for the erasure of logs of the home that nobody writes any more; gives its id.

    `kept_until` is the last day on which the contract keeps them (SPR-別紙-5-6), None for ever; the
    application's planned day must come after it. The audit trail is no file and stays.

    Raises:
        OSError: one of them cannot be read.
    """
    if (flaw := flaw_of(application)) is not None:
        return flaw
    if not files:
        return No.NOTHING
    if kept_until is None or application.planned_on <= kept_until:
        return No.KEPT
    found = await asyncio.to_thread(lambda: [(path, *_digest(path)) for path in sorted(files)])
    return await _applied(engine, application, found, actor=actor, at=at)


async def _applied(
    engine: AsyncEngine,
    application: Application,
    found: Sequence[tuple[Path, int, str]],
    *,
    actor: Actor,
    at: datetime,
) -> str | No:
    if application.quantity != len(found):
        return No.QUANTITY
    made = application.row(f"e{secrets.token_hex(6)}", kind=KIND, by=actor.who, at=at)
    async with trailed(engine) as trail:
        files = ((str(path), sha256, size) for path, size, sha256 in found)
        await erasures.add_files(trail, made, files, actor=actor, at=at)
    return made.id


def are_as_asked(items: Sequence[ErasureItem]) -> bool:
    """Tell whether the files that are still to be erased are those applied for; blocks."""
    left = [(Path(each.subject), each.sha256) for each in items if each.erased_at is None]
    return all(
        path.is_file() and not path.is_symlink() and _digest(path)[1] == sha256
        for path, sha256 in left
    )


async def erase_file(engine: AsyncEngine, item: ErasureItem, *, actor: Actor, at: datetime) -> None:
    """Overwrite and remove one file; raises OSError.

    The trail has its hash, for a path may name somebody.
    """
    await asyncio.to_thread(overwrite, Path(item.subject))
    async with trailed(engine) as trail:
        await erasures.note_erased(trail.session, item, at=at)
        told: dict[str, Fact] = {"sha256": item.sha256, "bytes": item.bytes}
        await trail.note(at, actor, Action.FILE_ERASED, item.erasure, told)


def is_of_files(erasure: Erasure) -> bool:
    """Tell whether an erasure is of files."""
    return erasure.kind == KIND


def _looked_at(files: Sequence[Path], home: Path) -> list[tuple[Path, int, str]]:
    """Give path, size and hash of each file; nothing if one is no plain file outside of the home.

    Raises OSError.
    """
    paths = sorted({path.absolute() for path in files})
    for path in paths:
        is_plain = path.is_file() and not path.is_symlink() and path.resolve() == path
        if not is_plain or home.resolve() in path.parents:
            return []
    return [(path, *_digest(path)) for path in paths]


def _digest(path: Path) -> tuple[int, str]:
    computed, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while part := file.read(READ):
            computed.update(part)
            size += len(part)
    return size, computed.hexdigest()
