"""A case as it is shown to one person: masked until asked; the protected to supervisors alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.deficiencies import note_of
from cases.document import Document
from cases.schema import Channel, Field, Kind
from cases.store import Actor, Shelf
from storage.case_tables import Case, CaseDeficiency, CaseSight

HIDDEN = "●●●●"
"""Of one length: how long a name or an account is tells something too."""
_PLAIN = frozenset({Kind.CHOICE, Kind.COUNT})
"""Kinds whose values tell nobody who it is."""


class Ground(StrEnum):
    """Why somebody reads a case whose applicant they are not talking to."""

    SCREENING = "screening"
    PAPERS = "papers"
    CALLBACK = "callback"
    TICKET = "ticket"
    SUPERVISION = "supervision"


GROUNDS: dict[Ground, str] = {
    Ground.SCREENING: "審査",
    Ground.PAPERS: "書類の確認",
    Ground.CALLBACK: "折り返しの準備",
    Ground.TICKET: "委託者への確認・回答",
    Ground.SUPERVISION: "管理者としての確認",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One field of a case; `is_masked` if its letters are hidden."""

    label: str
    value: str
    is_masked: bool


def may_read(case: Case, *, is_supervisor: bool) -> bool:
    """Tell whether a person may read what was written (責任者対応)."""
    return is_supervisor or not case.is_protected


def fields_of(shelf: Shelf, case: Case, *, unmasked: bool) -> list[Shown]:
    """Give the fields of a case in the form's order, personal ones masked unless asked.

    Raises:
        Unreadable: it was sealed with another key.
    """
    document = shelf.read(case)
    found = []
    for label, field, child in _columns(shelf.schema.on(Channel(case.channel)), document):
        value = document.at(field.id, child)
        hides = bool(value) and not unmasked and field.kind not in _PLAIN
        found.append(Shown(label, HIDDEN if hides else value, hides))
    return found


def _columns(fields: Sequence[Field], document: Document) -> Iterator[tuple[str, Field, int]]:
    """Give every label, field and child of a document, the children's blocks at the end."""
    for field in fields:
        if not field.per_child:
            yield field.label, field, 0
    for child in range(1, len(document.children) + 1):
        for field in fields:
            if field.per_child:
                yield f"{field.label}{child}", field, child


def note_shown(shelf: Shelf, row: CaseDeficiency, *, unmasked: bool) -> str:
    """Give what the finder of a deficiency wrote, masked as the fields are; empty if nothing.

    Raises:
        Unreadable: it was sealed with another key.
    """
    note = note_of(shelf, row)
    return note if unmasked or not note else HIDDEN


def note_sight(session: AsyncSession, case: Case, actor: Actor, *, how: str) -> None:
    """Keep that somebody saw a case: `page`, `show`, `unmasked`."""
    session.add(CaseSight(case=case.seq, at=actor.at, by=actor.by, how=how))
