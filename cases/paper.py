"""Applications on paper: typed, judged by the same rules, numbered in one row with all others.

Digits of an account are typed twice, because no rule can tell a wrong one from a right one; then
they wait for another person (`account_check`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.deficiencies import FoundBy, judge
from cases.document import Document
from cases.errors import MyNumberTyped
from cases.findings import Finding
from cases.free_text import my_number_in
from cases.new_case import columns_of, first_status, letter_of, same_for
from cases.protection import is_protected, protected_keys
from cases.schema import Channel, Field, Role, Schema
from cases.segment import Segment
from cases.store import Actor, Shelf, lock
from storage.case_desk_tables import CaseAccountCheck
from storage.case_tables import Case, CaseDocument

TWICE = frozenset({Role.BANK_CODE, Role.BRANCH_CODE, Role.ACCOUNT_NUMBER, Role.ACCOUNT_HOLDER})
"""What is typed a second time, unseen."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was typed from one application."""

    channel: Channel
    """`post` or `client`."""
    received_at: datetime
    document: Document
    findings: list[Finding]


def twice(schema: Schema) -> list[Field]:
    """Give the fields that are typed twice."""
    return [each for each in schema.fields if each.role in TWICE]


def differing(schema: Schema, document: Document, again: Mapping[str, str]) -> Iterator[Field]:
    """Give the fields whose second entry is another than the first."""
    for field in twice(schema):
        if again.get(field.id, "").strip() != document.at(field.id).strip():
            yield field


async def receive(session: AsyncSession, shelf: Shelf, sheet: Sheet, actor: Actor) -> Case:
    """Give the application the next number and store it with what is missing in it.

    Raises:
        MyNumberTyped: a text holds an individual number.
    """
    if my_number_in(shelf.schema, sheet.document):
        raise MyNumberTyped
    number = await lock(session)
    number.last += 1
    document, at = sheet.document, number.last
    columns = columns_of(shelf, [at], letter=letter_of(sheet.channel))
    kept, digest = shelf.vault.close_document(document, at)
    keys = shelf.roles.keys(document, shelf.vault)
    case = Case(
        **{name: values[0] for name, values in columns.items()},
        **same_for(shelf, sheet.channel, at=actor.at),
        external_id=None,
        birth_on=keys.birth_on,
        phone_key=keys.phone_key,
        account_key=keys.account_key,
        household_key=keys.household_key,
        received_at=sheet.received_at,
        status=first_status(shelf, is_push=False),
        digest=digest,
        paper=CaseDocument(seq=at, document=kept),
        is_protected=is_protected(shelf, document, await protected_keys(session)),
    )
    session.add(case)
    await session.flush()
    await judge(session, case, sheet.findings, actor, found_by=FoundBy.RULE)
    if any(document.at(each.id) for each in twice(shelf.schema)):
        session.add(CaseAccountCheck(case=case.seq, entered_by=actor.by, entered_at=actor.at))
    segment = Segment()
    segment.add(case.seq, shelf.grams.of(sheet.document))
    await segment.save(session, shelf.vault)
    return case
