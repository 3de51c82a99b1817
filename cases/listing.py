"""Cases as a list: filtered by what is not personal, page by page, the newest receipt first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from cases.schema import WITHHELD, Role
from cases.store import Shelf
from storage.case_tables import Case, CaseDeficiency

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What is asked for; an empty text asks for all."""

    status: str = ""
    channel: str = ""
    code: str = ""
    """Of an open deficiency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the list."""

    number: str
    status: str
    channel: str
    received_at: datetime
    status_since: datetime
    name: str
    """The family name alone."""
    is_protected: bool
    codes: tuple[str, ...]
    """Of its open deficiencies."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list, and how many rows there are in all."""

    rows: list[Row]
    count: int


async def listed(
    session: AsyncSession,
    shelf: Shelf,
    wanted: Filter,
    *,
    page: int = 1,
    shows_protected: bool = True,
) -> Listed:
    """Give a page of the cases that fit; pages count from 1.

    Without `shows_protected` those of protected persons are neither listed nor counted.
    """
    asked = _asked(wanted)
    if not shows_protected:
        asked = asked.where(col(Case.is_protected).is_(False))
    count = (await session.exec(select(func.count()).select_from(asked.subquery()))).one()
    ordered = asked.order_by(col(Case.received_at).desc(), col(Case.seq).desc())
    cases = list(await session.exec(ordered.offset((page - 1) * PAGE).limit(PAGE)))
    return Listed(await rows_of(session, shelf, cases), count)


async def rows_of(session: AsyncSession, shelf: Shelf, cases: Sequence[Case]) -> list[Row]:
    """Make lines of cases, in their order."""
    asked = select(CaseDeficiency.case, CaseDeficiency.code).where(
        col(CaseDeficiency.case).in_([each.seq for each in cases]),
        col(CaseDeficiency.closed_at).is_(None),
    )
    codes: dict[int, list[str]] = {}
    for seq, code in await session.exec(asked.order_by(col(CaseDeficiency.id))):
        codes.setdefault(seq, []).append(code)
    return [
        Row(
            number=case.number,
            status=case.status,
            channel=case.channel,
            received_at=case.received_at,
            status_since=case.status_since,
            name=_family_name(shelf, case),
            is_protected=case.is_protected,
            codes=tuple(dict.fromkeys(codes.get(case.seq, []))),
        )
        for case in cases
    ]


def _asked(wanted: Filter) -> SelectOfScalar[Case]:
    asked = select(Case)
    if wanted.status:
        asked = asked.where(col(Case.status) == wanted.status)
    if wanted.channel:
        asked = asked.where(col(Case.channel) == wanted.channel)
    if wanted.code:
        having = select(CaseDeficiency.case).where(
            col(CaseDeficiency.code) == wanted.code, col(CaseDeficiency.closed_at).is_(None)
        )
        asked = asked.where(col(Case.seq).in_(having))
    return asked


def _family_name(shelf: Shelf, case: Case) -> str:
    if case.is_protected:
        return WITHHELD
    parts = shelf.roles.of(Role.APPLICANT_NAME, shelf.read(case)).split()
    return f"{parts[0]}　●" if len(parts) > 1 else "●"
