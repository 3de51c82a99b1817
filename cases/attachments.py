"""Files that go with an application: known by their content, sealed, and shown once they are clean.

The rules of this file:
1. What a file is, its first bytes say, never its name; what is none of the known kinds is refused.
2. A file is `waiting` until a scanner has called it clean; only then is it given out.
3. The scanner is the operator's command: the content on its input, 0 clean, 1 infected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import CaseRefused, Unreadable
from cases.store import Actor, Shelf
from storage.case_tables import Case
from storage.case_work_tables import CaseAttachment

MAX_BYTES = 10 * 1024 * 1024
MOST = 20
"""Files of one case."""
LONGEST_NAME = 120

_SIGNATURES = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}


class Scan(StrEnum):
    """What the scanner said."""

    WAITING = "waiting"
    CLEAN = "clean"
    INFECTED = "infected"


SCANS: dict[Scan, str] = {
    Scan.WAITING: "検査待ち",
    Scan.CLEAN: "検査済み",
    Scan.INFECTED: "ウイルスの疑い",
}
Scanner = Callable[[bytes], Scan]
"""Gives `WAITING` if it could not tell."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it is listed."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    scan: Scan
    at: datetime


def type_of(content: bytes) -> str | None:
    """Tell a file's media type by its content; None if it is of no known kind."""
    return next((kind for sign, kind in _SIGNATURES.items() if content.startswith(sign)), None)


async def add(
    session: AsyncSession, shelf: Shelf, case: Case, name: str, content: bytes, actor: Actor
) -> str:
    """Keep a file, sealed; gives its SHA-256. The same content again is the same file.

    Raises:
        CaseRefused: it is empty, too large, of no known kind, or one too many.
    """
    kind = type_of(content)
    if len(content) > MAX_BYTES:
        why = f"{MAX_BYTES >> 20} MB までのファイルを添付できます。"
        raise CaseRefused(number=case.number, why=why)
    if kind is None:
        raise CaseRefused(number=case.number, why="PDF・JPEG・PNG のファイルだけを添付できます。")
    known = (
        await session.exec(select(CaseAttachment).where(col(CaseAttachment.case) == case.seq))
    ).all()
    digest = hashlib.sha256(content).hexdigest()
    if digest in {each.sha256 for each in known}:
        return digest
    if len(known) >= MOST:
        raise CaseRefused(number=case.number, why=f"添付できるのは {MOST} 件までです。")
    row = f"attachment:{case.seq}:{digest}"
    session.add(
        CaseAttachment(
            case=case.seq,
            name=shelf.vault.close(name[:LONGEST_NAME], row=f"{row}:name"),
            media_type=kind,
            size=len(content),
            sha256=digest,
            scan=Scan.WAITING.value,
            content=shelf.vault.close_bytes(content, row=row),
            at=actor.at,
            by=actor.by,
        )
    )
    return digest


async def of_case(session: AsyncSession, shelf: Shelf, case: Case) -> list[Attachment]:
    """List the files of a case.

    Raises:
        Unreadable: they were sealed with another key.
    """
    asked = select(CaseAttachment).where(col(CaseAttachment.case) == case.seq)
    return [
        Attachment(
            id=row.id or 0,
            name=shelf.vault.open(row.name, row=f"{_row(row)}:name"),
            media_type=row.media_type,
            size=row.size,
            sha256=row.sha256,
            scan=Scan(row.scan),
            at=row.at,
        )
        for row in await session.exec(asked.order_by(col(CaseAttachment.id)))
    ]


async def content_of(
    session: AsyncSession, shelf: Shelf, case: Case, id_: int
) -> tuple[str, bytes] | None:
    """Give a clean file of a case with its type; None if it is not there, or not clean (yet).

    Raises:
        Unreadable: it was sealed with another key, or is not what was kept.
    """
    row = await session.get(CaseAttachment, id_)
    if row is None or row.case != case.seq or row.scan != Scan.CLEAN:
        return None
    content = shelf.vault.open_bytes(row.content, row=_row(row))
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise Unreadable(row=_row(row))
    return row.media_type, content


async def scan_waiting(
    session: AsyncSession, shelf: Shelf, scanner: Scanner, at: datetime
) -> dict[Scan, int]:
    """Have every waiting file scanned; counts what the scanner said."""
    asked = select(CaseAttachment).where(col(CaseAttachment.scan) == Scan.WAITING.value)
    counts = dict.fromkeys(Scan, 0)
    for row in await session.exec(asked):
        said = scanner(shelf.vault.open_bytes(row.content, row=_row(row)))
        counts[said] += 1
        if said is not Scan.WAITING:
            row.scan, row.scanned_at = said.value, at
    return counts


def _row(row: CaseAttachment) -> str:
    return f"attachment:{row.case}:{row.sha256}"
