"""Send-backs (差し戻し) of online applications: the text to paste, the done-mark, the wait.

The online form belongs to somebody else: a person pastes our text into its console and marks it
done here. The corrected row comes with the next import; until then the send-back is open, and told
as overdue after the campaign's days (A-12). It never starts the two-week clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sqlalchemy import ColumnElement, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.catalogue import Catalogue
from cases.deficiencies import of_case
from cases.errors import CaseRefused
from cases.lifecycle import OPEN_DEFICIENCY, TRANSITIONS, Happening
from cases.schema import Channel, Severity
from cases.store import Actor, Shelf, case_numbered, lock, move
from storage.case_tables import Case, CaseDeficiency
from storage.case_work_tables import CaseSendBack

OPENING = "申請内容を確認したところ、次の点について補正が必要です。"
CLOSING = "お手数ですが、内容を修正のうえ、もう一度送信してくださいますようお願いいたします。"

_OPEN = [each.value for each in OPEN_DEFICIENCY]
_READY = [status.value for status, row in TRANSITIONS.items() if Happening.SENT_BACK in row]


_IS_OPEN = select(CaseSendBack.id).where(
    col(CaseSendBack.case) == col(Case.seq),
    col(CaseSendBack.revision) == col(Case.revision),
    col(CaseSendBack.answered_at).is_(None),
)
_IS_WAITING = (
    ~_IS_OPEN.exists(),
    col(CaseDeficiency.case) == col(Case.seq),
    col(CaseDeficiency.closed_at).is_(None),
    col(CaseDeficiency.severity) == Severity.DEFICIENCY.value,
    col(Case.channel) == Channel.ONLINE.value,
    col(Case.status).in_(_READY),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A case that is to be sent back."""

    number: str
    external_id: str
    is_protected: bool
    """A supervisor sends it back: 責任者対応."""
    codes: tuple[str, ...]
    text: str
    """Without anything that the applicant wrote."""


@dataclass(frozen=True, slots=True)
class Open:
    """A send-back that was done and is not answered yet."""

    number: str
    done_at: datetime
    done_by: str
    days: int
    """Calendar days since it was done."""
    is_overdue: bool


def text_of(catalogue: Catalogue, rows: Iterable[CaseDeficiency]) -> str:
    """Write what the applicant is asked for, each request once."""
    asked = dict.fromkeys(catalogue.request(each.code, each.field, each.child) for each in rows)
    return "\n".join([OPENING, "", *(f"・{each}" for each in asked), "", CLOSING])


async def waiting(
    session: AsyncSession,
    catalogue: Catalogue,
    *,
    most: int | None = None,
    shows_protected: bool = True,
) -> list[Draft]:
    """List the online cases that are to be sent back, in the order of receipt.

    With `most` only the first so many; without `shows_protected` none of a protected person. One
    that was sent back and not answered stays out of it, also while its applicant is called.
    """
    wanted = (*_IS_WAITING, *_seen(shows_protected=shows_protected))
    asked = select(Case, CaseDeficiency).where(*wanted)
    if most is not None:
        first = select(col(Case.seq)).where(*wanted).distinct().order_by(col(Case.seq))
        asked = asked.where(col(Case.seq).in_(first.limit(most).correlate(None)))
    cases: dict[int, Case] = {}
    found: defaultdict[int, list[CaseDeficiency]] = defaultdict(list)
    for case, row in await session.exec(asked.order_by(col(Case.seq), col(CaseDeficiency.id))):
        cases[case.seq] = case
        found[case.seq].append(row)
    return [_draft(cases[seq], rows, catalogue) for seq, rows in found.items()]


async def count(session: AsyncSession, *, shows_protected: bool = True) -> int:
    """Count the online cases that are to be sent back."""
    wanted = (*_IS_WAITING, *_seen(shows_protected=shows_protected))
    asked = select(func.count(func.distinct(col(Case.seq)))).where(*wanted)
    return (await session.exec(asked)).one()


async def done(
    session: AsyncSession, shelf: Shelf, catalogue: Catalogue, number: str, actor: Actor
) -> None:
    """Mark a case as sent back, with the text that it was sent back with.

    Raises:
        NoSuchCase: no case has this number.
        CaseRefused: it is no online application, or nothing is missing in it.
        IllegalMove: its status takes no send-back.
    """
    await lock(session)
    case = await case_numbered(session, number)
    rows = [each for each in await of_case(session, case) if each.closed_at is None]
    missing = [each for each in rows if each.severity == Severity.DEFICIENCY]
    if case.channel != Channel.ONLINE:
        raise CaseRefused(number=case.number, why="オンライン申請ではないため、差し戻せません。")
    if not missing:
        raise CaseRefused(number=case.number, why="未解消の不備がありません。")
    move(session, case, Happening.SENT_BACK, actor)
    session.add(
        CaseSendBack(
            case=case.seq,
            revision=case.revision,
            text=shelf.vault.close(text_of(catalogue, missing), row=_name(case.seq, case.revision)),
            done_at=actor.at,
            done_by=actor.by,
        )
    )


async def answered(session: AsyncSession, case: Case, actor: Actor) -> None:
    """Note that a corrected row came."""
    await session.exec(
        update(CaseSendBack)
        .where(col(CaseSendBack.case) == case.seq, col(CaseSendBack.answered_at).is_(None))
        .values(answered_at=actor.at)
    )


async def unanswered(
    session: AsyncSession,
    *,
    today: date,
    zone: tzinfo,
    alert_days: int,
    shows_protected: bool = True,
) -> list[Open]:
    """List the send-backs without an answer, the oldest first."""
    asked = (
        select(CaseSendBack, Case.number)
        .where(
            col(CaseSendBack.case) == col(Case.seq),
            col(CaseSendBack.answered_at).is_(None),
            col(Case.status).in_(_OPEN),
            *_seen(shows_protected=shows_protected),
        )
        .order_by(col(CaseSendBack.done_at), col(CaseSendBack.id))
    )
    found = []
    for row, number in await session.exec(asked):
        days = (today - row.done_at.astimezone(zone).date()).days
        found.append(Open(number, row.done_at, row.done_by, days, days >= alert_days))
    return found


def _seen(*, shows_protected: bool) -> tuple[ColumnElement[bool], ...]:
    return () if shows_protected else (col(Case.is_protected).is_(False),)


def _draft(case: Case, rows: Sequence[CaseDeficiency], catalogue: Catalogue) -> Draft:
    codes = tuple(dict.fromkeys(each.code for each in rows))
    text = "" if case.is_protected else text_of(catalogue, rows)
    return Draft(case.number, case.external_id or "", case.is_protected, codes, text)


def _name(seq: int, revision: int) -> str:
    return f"send_back:{seq}:{revision}"
