"""The online form's files of a day: the last whole one stays (requirements 3.7, SPR-III-5-2-エ-2).

The rules of this file:
1. A file is kept as it came, sealed, from when its import begins; it is whole once that is done.
2. After a day has closed its last whole file stays, and the others are erased; other days' files
   are not touched.
3. What is erased has its own erasure, under the client's standing consent (SPR-I-7-4, A-21);
   without one nothing is erased.
4. A file with a row that is neither in the file that stays nor among the cases stays, too, and is
   told (A-22).
5. What stays is erased by an application (`recordings.kept_file_erasure`), at the project's end; a
   file that one names is left to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import defer
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import NoSuchFile
from cases.files import File, Kind
from cases.plan import FileConsent
from cases.sheet import Sheet, read_sheet
from cases.store import Shelf
from storage import case_files
from storage.audit import Action, Trail, trailed
from storage.bulk import is_among
from storage.case_desk_tables import CaseFile
from storage.case_tables import Case, CaseImport
from storage.engine import transaction
from storage.erasures import under_consent
from storage.kept import SYSTEM
from storage.vault_tables import ErasureItem


class Held(StrEnum):
    """Why an earlier file of a day stays."""

    NO_CONSENT = "no_consent"
    ROWS = "rows"


WORDS: dict[Held, str] = {
    Held.NO_CONSENT: "委託者の包括同意がないため、消去していません",
    Held.ROWS: "残すファイルにも申請にもない行があるため、消去していません",
}

REASON = "その日の最後のファイルではないため"


@dataclass(frozen=True, slots=True)
class Kept:
    """One file, as it is listed."""

    id: int
    name: str
    day: date
    at: datetime
    is_whole: bool
    size: int
    sha256: str
    held: str
    erased_at: datetime | None
    erasure: str | None


@dataclass(frozen=True, slots=True)
class Closing:
    """What the close of days did."""

    erased: int
    held: int


def keep(session: AsyncSession, shelf: Shelf, row: CaseImport, file: File) -> None:
    """Keep a file of the online form, in the transaction that writes its import down."""
    if file.kind is Kind.ONLINE and row.id is not None:
        content = shelf.vault.close_bytes(file.data, row=f"file:{row.id}")
        session.add(CaseFile(source=row.id, day=row.day, content=content))


async def listed(session: AsyncSession) -> list[Kept]:
    """List all files that ever came, the newest first."""
    asked = (
        select(CaseImport, CaseFile)
        .options(defer(CaseFile.content))  # type: ignore[arg-type]
        .where(col(CaseFile.source) == col(CaseImport.id))
        .order_by(col(CaseImport.id).desc())
    )
    return [
        Kept(
            id=row.id or 0,
            name=row.file_name,
            day=row.day,
            at=row.at,
            is_whole=row.state == "done",
            size=row.size,
            sha256=row.sha256,
            held=file.held,
            erased_at=file.erased_at,
            erasure=file.erasure,
        )
        for row, file in await session.exec(asked)
    ]


async def content_of(session: AsyncSession, shelf: Shelf, id_: int) -> bytes:
    """Give a file as it came.

    Raises:
        NoSuchFile: there is none of this id, or it was erased.
        Unreadable: it was sealed with another key.
    """
    row = await session.get(CaseFile, id_)
    if row is None or row.content is None:
        raise NoSuchFile(id=id_)
    return shelf.vault.open_bytes(row.content, row=f"file:{id_}")


async def close_days(
    engine: AsyncEngine, shelf: Shelf, consent: FileConsent | None, *, today: date, at: datetime
) -> Closing:
    """Do what the rule asks for all days before `today`; again it does nothing.

    Raises:
        DatabaseUnavailable: the days so far are done.
        Unreadable: a file was sealed with another key.
    """
    async with transaction(engine) as session:
        days = await _days(session, today)
    erased = held = 0
    for day in days:
        # Files are read through before the trail is locked: nobody's sign-in waits for that.
        async with transaction(engine) as session:
            earlier = await _judged(session, shelf, consent, day)
        free = [each for each, why in earlier.items() if not why]
        held += len(earlier) - len(free)
        for source in free:
            assert consent is not None, "without one all are held"
            async with trailed(engine) as trail:
                erased += await _erase(trail, source, consent, at)
    return Closing(erased, held)


async def _days(session: AsyncSession, today: date) -> Sequence[date]:
    asked = select(col(CaseFile.day)).where(
        col(CaseFile.day) < today, col(CaseFile.erased_at).is_(None)
    )
    return sorted(set((await session.exec(asked)).all()))


async def _judged(
    session: AsyncSession, shelf: Shelf, consent: FileConsent | None, day: date
) -> dict[int, str]:
    """Give the files of a day but for the last whole one, with why each is held, and keep that."""
    asked = (
        select(CaseFile, CaseImport)
        .where(
            col(CaseFile.source) == col(CaseImport.id),
            col(CaseFile.day) == day,
            col(CaseFile.erased_at).is_(None),
        )
        .order_by(col(CaseFile.source))
    )
    found = list(await session.exec(asked))
    last = next((row.source for row, of in reversed(found) if of.state == "done"), None)
    if last is None or len(found) < 2:
        return {}
    stays = _ids(shelf, await content_of(session, shelf, last))
    earlier = [row for row, _ in found if row.source != last and row.erasure is None]
    for row in earlier:
        row.held = await _why_held(session, shelf, row, stays, consent)
    return {row.source: row.held for row in earlier}


async def _why_held(
    session: AsyncSession, shelf: Shelf, row: CaseFile, stays: set[str], consent: FileConsent | None
) -> str:
    if consent is None:
        return Held.NO_CONSENT.value
    ids = _ids(shelf, await content_of(session, shelf, row.source)) - stays
    if ids:
        wanted = await is_among(session, col(Case.external_id), sorted(ids))
        ids -= set((await session.exec(select(Case.external_id).where(wanted))).all())
    return Held.ROWS.value if ids else ""


def _ids(shelf: Shelf, content: bytes) -> set[str]:
    """Give the ids of a file's rows; a row without one is no id that anybody else has."""
    sheet = read_sheet(content)
    assert isinstance(sheet, Sheet), "it was imported once"
    at = sheet.header.index(shelf.schema.id_column)
    return {row[at].strip() if at < len(row) else "" for _, row in sheet.rows()}


async def _erase(trail: Trail, source: int, consent: FileConsent, at: datetime) -> bool:
    """Erase a file, with the erasure that tells of it from consent to execution.

    False: somebody has applied for its erasure meanwhile.
    """
    session = trail.session
    if (await session.get_one(CaseFile, source)).erasure is not None:
        return False
    of = await session.get_one(CaseImport, source)
    made = under_consent(consent, kind="day_file", reason=REASON, at=at)
    made.state, made.done_by, made.done_at, made.witness = "done", SYSTEM.who, at, ""
    session.add(made)
    await session.flush()
    name = case_files.subject(source)
    session.add(
        ErasureItem(erasure=made.id, subject=name, sha256=of.sha256, bytes=of.size, erased_at=at)
    )
    await trail.note(at, SYSTEM, Action.ERASURE_APPROVED, made.id, {"standing": True})
    await case_files.erase(trail, source, made.id, actor=SYSTEM, at=at)
    made.audit_n = await trail.note(
        at, SYSTEM, Action.ERASURE_DONE, made.id, {"quantity": 1, "witness": False}
    )
    return True
