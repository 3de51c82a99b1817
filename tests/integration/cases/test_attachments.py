"""Files of a case: known by content, sealed, and given out once they are clean."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from cases import attachments
from cases.attachments import MAX_BYTES, MOST, Attachment, Scan
from cases.errors import CaseRefused, Unreadable
from cases.importing import Importer
from cases.store import Shelf
from storage.case_tables import Case
from storage.case_work_tables import CaseAttachment
from storage.engine import transaction
from tests.integration.cases.test_importing import ACTOR, NOW, file, people

pytestmark = pytest.mark.integration

PNG = b"\x89PNG\r\n\x1a\n" + b"picture of a bankbook"
EICAR = b"%PDF-1.7 EICAR"


@pytest.fixture(autouse=True)
async def _cases(importer: Importer) -> None:
    await importer.take(file(people(2, flawless=True)), ACTOR)


async def add(engine: AsyncEngine, shelf: Shelf, content: bytes, name: str = "通帳.png") -> str:
    async with transaction(engine) as session:
        case = await session.get_one(Case, 1)
        return await attachments.add(session, shelf, case, name, content, ACTOR)


async def listed(engine: AsyncEngine, shelf: Shelf) -> list[Attachment]:
    async with transaction(engine) as session:
        return await attachments.of_case(session, shelf, await session.get_one(Case, 1))


async def read(engine: AsyncEngine, shelf: Shelf, id_: int, case: int = 1) -> object:
    async with transaction(engine) as session:
        found = await session.get_one(Case, case)
        return await attachments.content_of(session, shelf, found, id_)


async def scan(engine: AsyncEngine, shelf: Shelf) -> dict[Scan, int]:
    def scanner(content: bytes) -> Scan:
        if b"unknown" in content:
            return Scan.WAITING
        return Scan.INFECTED if b"EICAR" in content else Scan.CLEAN

    async with transaction(engine) as session:
        return await attachments.scan_waiting(session, shelf, scanner, NOW)


@pytest.mark.clause("SPR-III-5-2-ア-※2")
async def test_a_file_is_given_out_once_it_is_clean_and_to_its_case_alone(
    engine: AsyncEngine, shelf: Shelf
) -> None:
    """SPR-III-5-2-ア-※2."""
    assert await add(engine, shelf, PNG) == hashlib.sha256(PNG).hexdigest()
    await add(engine, shelf, PNG, "again.png")
    await add(engine, shelf, EICAR, "x.png")
    await add(engine, shelf, b"\xff\xd8\xffunknown")
    files = await listed(engine, shelf)
    assert [(each.name, each.media_type, each.size) for each in files] == [
        ("通帳.png", "image/png", len(PNG)),
        ("x.png", "application/pdf", len(EICAR)),
        ("通帳.png", "image/jpeg", 10),
    ]
    assert [await read(engine, shelf, each.id) for each in files] == [None] * 3
    assert await scan(engine, shelf) == {Scan.WAITING: 1, Scan.CLEAN: 1, Scan.INFECTED: 1}
    assert [await read(engine, shelf, each.id) for each in files] == [
        ("image/png", PNG),
        None,
        None,
    ]
    assert await read(engine, shelf, files[0].id, case=2) is None
    assert await read(engine, shelf, 999) is None
    async with transaction(engine) as session:
        rows = list(await session.exec(select(CaseAttachment)))
    assert all(PNG not in row.content and "通帳".encode() not in row.name for row in rows)


@pytest.mark.clause("SPR-III-5-2-ア-※2")
@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00", b"<svg onload=alert(1)>", b"GIF89a", b" %PDF-1.7", b"PK\x03\x04"],
)
async def test_what_is_of_no_known_kind_is_refused(
    engine: AsyncEngine, shelf: Shelf, content: bytes
) -> None:
    with pytest.raises(CaseRefused, match="PDF"):
        await add(engine, shelf, content, "harmless.pdf")
    assert await listed(engine, shelf) == []


async def test_too_large_and_too_many_are_refused(engine: AsyncEngine, shelf: Shelf) -> None:
    with pytest.raises(CaseRefused, match="10 MB"):
        await add(engine, shelf, PNG + bytes(MAX_BYTES))
    for n in range(MOST):
        await add(engine, shelf, PNG + bytes([n]))
    with pytest.raises(CaseRefused, match="20 件"):
        await add(engine, shelf, PNG)


async def test_a_file_that_was_exchanged_is_not_given_out(
    engine: AsyncEngine, shelf: Shelf
) -> None:
    digest = await add(engine, shelf, PNG)
    await scan(engine, shelf)
    async with transaction(engine) as session:
        row = (await session.exec(select(CaseAttachment))).one()
        row.content = shelf.vault.close_bytes(b"other", row=f"attachment:1:{digest}")
    with pytest.raises(Unreadable):
        await read(engine, shelf, row.id or 0)
