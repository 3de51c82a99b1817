"""The online form's files that are kept: listed for an erasure, part of one, erased.

Each question stands inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import update
from sqlalchemy.orm import defer
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.audit import Action, Actor, Fact, Trail
from storage.case_desk_tables import CaseFile
from storage.case_tables import CaseImport

_SUBJECT = "import:"
ONLINE, DONE = "online", "done"
"""Of imports: their kind, and the state of those that were read to the end."""


class KeptFile(NamedTuple):
    """A file that is still there."""

    source: int
    name: str
    sha256: str
    size: int
    erasure: str | None
    """The erasure that it is part of."""


def subject(source: int) -> str:
    """Name a file as erasures and the trail do."""
    return f"{_SUBJECT}{source}"


def source_of(name: str) -> int:
    """Read `subject` back."""
    return int(name.removeprefix(_SUBJECT))


async def kept(session: AsyncSession) -> list[KeptFile]:
    """List the files that were not erased, the oldest first."""
    asked = (
        select(CaseFile, CaseImport)
        .options(defer(CaseFile.content))  # type: ignore[arg-type]
        .where(col(CaseFile.source) == col(CaseImport.id), col(CaseFile.erased_at).is_(None))
        .order_by(col(CaseFile.source))
    )
    return [
        KeptFile(file.source, row.file_name, row.sha256, row.size, file.erasure)
        for file, row in await session.exec(asked)
    ]


async def last_came(session: AsyncSession, day: date) -> datetime | None:
    """Tell when the last file of the online form that was imported on a day came.

    Not one whose every row was refused: its applications are still to come.
    """
    added, changed = col(CaseImport.added), col(CaseImport.changed)
    taken = added + changed + col(CaseImport.same) + col(CaseImport.removed)
    asked = select(func.max(CaseImport.at)).where(
        col(CaseImport.kind) == ONLINE,
        col(CaseImport.day) == day,
        col(CaseImport.state) == DONE,
        or_(col(CaseImport.refused) == 0, taken > 0),
    )
    return (await session.exec(asked)).one()


async def take(session: AsyncSession, erasure: str, sources: Sequence[int]) -> None:
    """Make files part of an erasure that was applied for."""
    await session.exec(
        update(CaseFile).where(col(CaseFile.source).in_(sources)).values(erasure=erasure)
    )


async def let_go(session: AsyncSession, erasure: str) -> None:
    """Make the files of a refused erasure free for another one."""
    await session.exec(
        update(CaseFile).where(col(CaseFile.erasure) == erasure).values(erasure=None)
    )


async def erase(trail: Trail, source: int, erasure: str, *, actor: Actor, at: datetime) -> None:
    """Erase a file; what proves it stays."""
    session = trail.session
    connection = await session.connection()
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql("PRAGMA secure_delete=ON")  # what is freed is overwritten
    row = await session.get_one(CaseFile, source)
    of = await session.get_one(CaseImport, source)
    row.content, row.erased_at, row.erasure = None, at, erasure
    told: dict[str, Fact] = {"erasure": erasure, "sha256": of.sha256, "bytes": of.size}
    await trail.note(at, actor, Action.CASE_FILE_ERASED, subject(source), told)
