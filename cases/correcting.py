"""Corrections of an application on paper: by the same rules, each field a row of its history.

The rules of this file:
1. What came in a file is corrected by the next file, an online form by its applicant (差し戻し):
   what we wrote would be undone.
2. Until it is delivered whoever receives applications may correct one; then supervisors, until it
   stands in a payment run. Afterwards nobody: a run is cancelled, or the bank sends it back.
3. A changed account waits for another person again, whoever typed it first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.deficiencies import judge
from cases.document import Document, place
from cases.errors import CaseRefused, MyNumberTyped
from cases.findings import Finding
from cases.free_text import my_number_in
from cases.lifecycle import CORRECTABLE, Happening, Status, row_of
from cases.paper import twice
from cases.protection import is_protected, protected_keys
from cases.schema import Field, Schema
from cases.segment import Segment
from cases.store import Actor, Shelf, lock, move, revise
from storage.case_desk_tables import CaseAccountCheck
from storage.case_tables import Case

_BY_SUPERVISORS = frozenset({Status.DELIVERED, Status.GRANTED, Status.DUPLICATE_HELD})
"""The client has it, and no bank yet."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A whole document as it shall be, what the rules found in it, and what its writer saw."""

    document: Document
    findings: list[Finding]
    revision: int
    """The revision that was corrected."""


def may_correct(case: Case, *, is_supervisor: bool) -> bool:
    """Tell whether a person may correct what stands in a case."""
    if case.external_id is not None or (case.is_protected and not is_supervisor):
        return False
    if case.status in _BY_SUPERVISORS:
        return is_supervisor
    return case.status in CORRECTABLE


def completed(before: Document, values: dict[str, str], children: list[dict[str, str]]) -> Document:
    """Make a document of what was typed; what nobody types stays, and traces of raw values."""
    after = Document({**before.values, **values}, children)
    same = [each for each in before.places() if before.at(*each) == after.at(*each)]
    kept = {place(*each) for each in same}
    after.raw = {each: raw for each, raw in before.raw.items() if each in kept}
    return after


def differing(
    schema: Schema, before: Document, after: Document, again: Mapping[str, str]
) -> list[Field]:
    """Give the changed fields of an account whose second entry is another than the first."""
    return [
        each
        for each in _changed_account(schema, before, after)
        if again.get(each.id, "").strip() != after.at(each.id).strip()
    ]


async def correct(
    session: AsyncSession,
    shelf: Shelf,
    case: Case,
    correction: Correction,
    actor: Actor,
    *,
    is_supervisor: bool,
) -> int:
    """Make a corrected document the next revision; gives how many fields changed.

    Raises:
        CaseRefused: it is not this person's to correct, or somebody was quicker.
        MyNumberTyped: a text holds an individual number.
    """
    if my_number_in(shelf.schema, correction.document):
        raise MyNumberTyped
    await lock(session)
    await session.refresh(case)
    if not may_correct(case, is_supervisor=is_supervisor):
        raise CaseRefused(number=case.number, why="いまの状態では、ここで直せません。")
    if case.revision != correction.revision:
        raise CaseRefused(
            number=case.number, why="ほかの人が先に直しました。内容を見直してください。"
        )
    before, document, segment = shelf.read(case), correction.document, Segment()
    account = _changed_account(shelf.schema, before, document)
    changed = revise(session, shelf, case, document, actor, segment=segment)
    if not changed:
        return 0
    await segment.save(session, shelf.vault)
    if is_protected(shelf, document, await protected_keys(session)):
        case.is_protected = True
    if account:
        await _wait_again(session, case, actor)
    await judge(session, case, correction.findings, actor)
    if Happening.CONTENT_CHANGED in row_of(case.status):
        move(session, case, Happening.CONTENT_CHANGED, actor)
    return changed


async def _wait_again(session: AsyncSession, case: Case, actor: Actor) -> None:
    """Let the account wait for somebody else than who has just typed it."""
    row = await session.get(CaseAccountCheck, case.seq)
    if row is None:
        row = CaseAccountCheck(case=case.seq, entered_by=actor.by, entered_at=actor.at)
        session.add(row)
    row.entered_by, row.entered_at = actor.by, actor.at
    row.checked_by, row.checked_at, row.was_changed = "", None, False


def _changed_account(schema: Schema, before: Document, after: Document) -> list[Field]:
    return [each for each in twice(schema) if before.at(each.id) != after.at(each.id)]
