"""A file as it came, and what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from enum import StrEnum

from cases.errors import FileRefused
from cases.intake import Problem
from cases.schema import Role
from cases.sheet import MAX_BYTES, Sheet, read_sheet
from cases.store import Actor, Shelf
from storage.case_tables import CaseImport


class Kind(StrEnum):
    """What a file is of."""

    ONLINE = "online"
    """The online form's download: applications."""
    PUSH = "push"
    """The client's list of people who are paid without applying: decided already."""
    PAST = "past"
    """People who were paid elsewhere; `PastPayees` takes them."""
    DECISIONS = "decisions"
    """What the client decided; this and the following are taken by `ClientLists`."""
    FINDINGS = "findings"
    """Deficiencies that the client's staff found."""
    RETURNS = "returns"
    """Transfers that the bank sent back (振込不能)."""
    PROTECTED = "protected"
    """Persons whose data nobody may see (責任者対応)."""


PUSH_NEEDS = (Role.APPLICANT_KANA, Role.CHILD_KANA, Role.CHILD_BIRTH)
"""What a list of payees must have, whatever else it leaves out."""


Progress = Callable[[int, int], None]
"""Told now and then: rows done, rows in all."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came."""

    name: str
    data: bytes
    kind: Kind = Kind.ONLINE


@dataclass(slots=True)
class Report:
    """What became of a file."""

    file_name: str
    encoding: str
    lines: int
    is_dry: bool
    id: int | None = None
    added: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    refused: int = 0
    deficient: int = 0
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, problem: Problem) -> None:
        """Note a row that is not taken."""
        self.refused += 1
        self.problems.append(problem)

    def write_into(self, row: CaseImport) -> None:
        """Carry the counts into the row of the import."""
        row.added, row.changed, row.same = self.added, self.changed, self.same
        row.removed, row.refused = self.removed, self.refused
        row.deficient = self.deficient


def opened(file: File) -> Sheet:
    """Read a file through.

    Raises:
        FileRefused: it is too large, or no CSV that can be used.
    """
    if len(file.data) > MAX_BYTES:
        raise FileRefused(reasons=[f"ファイルが大きすぎます（上限 {MAX_BYTES >> 20} MB）。"])
    sheet = read_sheet(file.data)
    if isinstance(sheet, str):
        raise FileRefused(reasons=[sheet])
    return sheet


def import_row(
    file: File, sheet: Sheet, shelf: Shelf, actor: Actor, *, zone: tzinfo, state: str
) -> CaseImport:
    """Write down that a file came; `state` is `running` or `done`."""
    return CaseImport(
        kind=file.kind.value,
        file_name=file.name,
        sha256=hashlib.sha256(file.data).hexdigest(),
        size=len(file.data),
        encoding=sheet.encoding,
        day=actor.at.astimezone(zone).date(),
        at=actor.at,
        by=actor.by,
        state=state,
        form=shelf.form,
        lines=sheet.lines,
    )
