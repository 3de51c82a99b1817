"""From the rows of a file to applications that are ready to be stored, or to why a row is none.

Pure: the same rows give the same answer. A row is refused only if it cannot be told whose it is or
how to read it; whatever else is wrong with it makes it a deficient application, never a lost one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import NamedTuple

from cases.document import Document
from cases.findings import WORDS, Finding, mask
from cases.layout import Layout
from cases.rules import Form

LONGEST_ID = 64


class Action(StrEnum):
    """What a row of a differential file wants; a whole file has none."""

    UPSERT = ""
    ADD = "追加"
    UPDATE = "更新"
    REMOVE = "削除"


class Entry(NamedTuple):
    """A row that can be stored."""

    line: int
    id: str
    received_at: datetime
    document: Document
    findings: list[Finding]
    action: Action


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file, for the report: which line, whose, which field, what."""

    line: int
    id: str
    field: str
    """Heading of its column; empty for the row as a whole."""
    why: str
    value: str = ""
    """Masked."""
    is_refused: bool = False
    """The row was not taken."""


class Intake:
    """Reads the rows of one file; `at` is the instant of receipt where the file has none."""

    def __init__(self, layout: Layout, form: Form, *, at: datetime, zone: tzinfo) -> None:
        self._layout = layout
        self._form = form
        self._at = at
        self._zone = zone

    def read(self, rows: Iterable[tuple[int, list[str]]]) -> list[Entry | Problem]:
        """Read rows, each to an entry or to why it is refused, in their order."""
        return [self._read(line, row) for line, row in rows]

    def _read(self, line: int, row: list[str]) -> Entry | Problem:
        layout = self._layout
        if len(row) != layout.width:
            why = f"列が {len(row)} 個あります（見出しは {layout.width} 個）。"
            return Problem(line, "", "", why, is_refused=True)
        id_ = row[layout.id_at].strip() if layout.id_at is not None else str(line)
        if not id_ or len(id_) > LONGEST_ID or not id_.isprintable():
            why = "申請を区別する番号がないか、長すぎます。"
            return Problem(line, "", layout.schema.id_column, why, mask(id_), is_refused=True)
        received = self._received(row)
        if received is None:
            heading = layout.schema.received_column or ""
            return Problem(line, id_, heading, "日時として読めません。", is_refused=True)
        action = _action(row[layout.action_at]) if layout.action_at is not None else Action.UPSERT
        if action is None:
            heading = layout.schema.action_column or ""
            why = "追加・更新・削除のどれかにしてください。"
            return Problem(line, id_, heading, why, is_refused=True)
        document = layout.document(row)
        findings = self._form.check(document, received.astimezone(self._zone).date())
        return Entry(line, id_, received, document, findings, action)

    def _received(self, row: list[str]) -> datetime | None:
        at = self._layout.received_at
        if at is None:
            return self._at
        text = row[at].strip().replace("/", "-")
        try:
            read = datetime.fromisoformat(text) if len(text) > len("2026-02-02") else None
        except ValueError:
            return None
        if read is None:
            return None
        return (read if read.tzinfo else read.replace(tzinfo=self._zone)).astimezone(UTC)


def _action(text: str) -> Action | None:
    word = text.strip()
    return Action(word) if word in (Action.ADD, Action.UPDATE, Action.REMOVE) else None


def problem_of(line: int, id_: str, finding: Finding, labels: Mapping[str, str]) -> Problem:
    """Tell a finding as the report shows it: by the heading of its column."""
    label = labels[finding.field]
    heading = f"{label}{finding.child}" if finding.child else label
    return Problem(line, id_, heading, WORDS[finding.code], finding.value)
