"""The second entry of an account, by another person than the one who typed the application.

No rule can tell a wrong digit from a right one, and a bank pays whoever the digits name. So the
account of an application on paper waits until somebody else has typed it from the paper and it is
the same; until then the case cannot be found suitable (SPR-III-3-2).
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import tzinfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.deficiencies import judge
from cases.document import Document
from cases.errors import CaseRefused, MyNumberTyped
from cases.free_text import my_number_in
from cases.paper import differing, twice
from cases.rules import Form
from cases.schema import Field
from cases.segment import Segment
from cases.store import Actor, Shelf, lock, revise
from storage.case_desk_tables import CaseAccountCheck
from storage.case_tables import Case


@dataclass(frozen=True, slots=True)
class Second:
    """What a second person typed from the paper, by the fields' ids."""

    values: Mapping[str, str]
    insists: bool = False
    """They have looked at the paper again, and what they typed stands there."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The form's rules, and the zone whose day of receipt they are asked for."""

    form: Form
    zone: tzinfo


async def waiting(session: AsyncSession) -> list[tuple[Case, CaseAccountCheck]]:
    """List the cases whose account waits for a second person, the oldest first."""
    asked = (
        select(Case, CaseAccountCheck)
        .where(
            col(CaseAccountCheck.case) == col(Case.seq),
            col(CaseAccountCheck.checked_at).is_(None),
        )
        .order_by(col(CaseAccountCheck.entered_at), col(Case.seq))
    )
    return list(await session.exec(asked))


async def unchecked(session: AsyncSession) -> set[int]:
    """Give the numbers of the cases whose account waits for a second person."""
    asked = select(CaseAccountCheck.case).where(col(CaseAccountCheck.checked_at).is_(None))
    return set(await session.exec(asked))


async def check(
    session: AsyncSession,
    shelf: Shelf,
    case: Case,
    typed: Second,
    actor: Actor,
    rules: Rules,
) -> list[Field]:
    """Compare what a second person typed; gives the fields that differ, none if it is the same.

    Who insists is right: the case gets what they typed as its next revision, judged by `rules`.

    Raises:
        CaseRefused: nothing waits, or it is this person's own entry.
        MyNumberTyped: what would be kept holds an individual number.
    """
    await lock(session)
    row = await session.get(CaseAccountCheck, case.seq)
    if row is None or row.checked_at is not None:
        raise CaseRefused(number=case.number, why="二人目の入力を待つ口座はありません。")
    if row.entered_by == actor.by:
        raise CaseRefused(number=case.number, why="ご自分が入力した口座は、ほかの人が確認します。")
    document = shelf.read(case)
    wrong = list(differing(shelf.schema, document, typed.values))
    if wrong and not typed.insists:
        row.tries += 1
        return wrong
    if wrong:
        mended = _mended(shelf, document, typed.values)
        if my_number_in(shelf.schema, mended):
            raise MyNumberTyped
        findings = rules.form.check(mended, case.received_at.astimezone(rules.zone).date())
        segment = Segment()
        revise(session, shelf, case, mended, actor, segment=segment)
        await segment.save(session, shelf.vault)
        await judge(session, case, findings, actor)
        row.was_changed = True
    row.checked_by, row.checked_at = actor.by, actor.at
    return []


def _mended(shelf: Shelf, document: Document, typed: Mapping[str, str]) -> Document:
    mended = deepcopy(document)
    for field in twice(shelf.schema):
        mended.values[field.id] = typed.get(field.id, "").strip()
    return mended
