"""Protected persons (DV 等の支援措置対象者), as the client names them: 責任者対応.

A person is named by kana and birth date, and may be an applicant or a child of any case, also of
one that comes later. Such a case is withheld wherever cases are shown or written; why, supervisors
alone may read.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.client_lists import Done, ListKind, Row, Work, Wrong
from cases.document import Document
from cases.field_rules import read_date
from cases.store import Shelf
from japan.kana import fold
from storage.case_tables import Case, CaseDocument
from storage.case_work_tables import CaseProtection

LONGEST_REASON = 200
_ROWS = 5_000


def is_protected(shelf: Shelf, document: Document, protected: Collection[bytes]) -> bool:
    """Tell whether somebody in a document is protected."""
    return bool(protected) and any(
        shelf.vault.person_key(kana, birth.isoformat()) in protected
        for kana, birth in shelf.roles.people(document)
    )


async def protected_keys(session: AsyncSession) -> frozenset[bytes]:
    """Give the keys of all who are protected now."""
    asked = select(CaseProtection.person_key).where(col(CaseProtection.ended_at).is_(None))
    return frozenset(await session.exec(asked))


async def take(work: Work, row: Row) -> Done | Wrong:
    """Begin or end the protection of one person."""
    kana, birth = fold(row["カナ氏名"]), read_date(row["生年月日"])
    if not kana:
        return Wrong("カナ氏名", "氏名をカナで書いてください。")
    if birth is None:
        return Wrong("生年月日", "日付として読めません。")
    if row["区分"] not in ("", "追加", "解除"):
        return Wrong("区分", "「追加」か「解除」と書いてください。")
    key = work.shelf.vault.person_key(kana, birth.isoformat())
    asked = select(CaseProtection).where(
        col(CaseProtection.person_key) == key, col(CaseProtection.ended_at).is_(None)
    )
    known = (await work.session.exec(asked)).first()
    if row["区分"] == "解除":
        return _end(work, known)
    if known is not None:
        return Done.SAME
    reason = work.shelf.vault.close(row["理由"][:LONGEST_REASON], row=f"protection:{key.hex()}")
    work.session.add(
        CaseProtection(
            source=work.source,
            person_key=key,
            reason=reason,
            at=work.actor.at,
            by=work.actor.by,
        )
    )
    return Done.ADDED


def _end(work: Work, known: CaseProtection | None) -> Done:
    if known is None:
        return Done.SAME
    known.ended_at, known.ended_by = work.actor.at, work.actor.by
    return Done.REMOVED


async def mark(work: Work) -> None:
    """See every case again: who is named now, and who is no more."""
    session, last = work.session, 0
    protected = await protected_keys(session)
    while True:
        asked = select(Case.seq, Case.is_protected, CaseDocument.document).where(
            col(Case.seq) == col(CaseDocument.seq), col(Case.seq) > last
        )
        rows = (await session.exec(asked.order_by(col(Case.seq)).limit(_ROWS))).all()
        if not rows:
            return
        for is_now in (True, False):
            changed = [
                seq
                for seq, before, kept in rows
                if before is not is_now and _is_now(work.shelf, seq, kept, protected) is is_now
            ]
            if changed:
                await session.exec(
                    update(Case)
                    .where(col(Case.seq).in_(changed))
                    .values(is_protected=is_now)
                    .execution_options(synchronize_session=False)
                )
        last = rows[-1][0]


def _is_now(shelf: Shelf, seq: int, kept: bytes, protected: frozenset[bytes]) -> bool:
    return is_protected(shelf, shelf.vault.open_document(kept, seq), protected)


async def reasons(session: AsyncSession, shelf: Shelf, case: Case) -> list[str]:
    """Read why a case is protected: for supervisors alone.

    Raises:
        Unreadable: it was sealed with another key.
    """
    keys = {
        shelf.vault.person_key(kana, birth.isoformat())
        for kana, birth in shelf.roles.people(shelf.read(case))
    }
    asked = select(CaseProtection).where(
        col(CaseProtection.person_key).in_(keys), col(CaseProtection.ended_at).is_(None)
    )
    return [
        shelf.vault.open(row.reason, row=f"protection:{row.person_key.hex()}")
        for row in await session.exec(asked)
    ]


PROTECTED = ListKind(
    needed=("カナ氏名", "生年月日"),
    optional=("区分", "理由"),
    key=("カナ氏名", "生年月日"),
    take=take,
    finish=mark,
)
