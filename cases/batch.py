"""Rows of a file read, judged and ready to be stored: many at a time, column by column.

Pure; a large file is made ready in processes beside the one that writes. What comes out is plain
lists, which cross from one process to another at little cost. Nothing is sealed here.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from cases.banks import Banks
from cases.blinds import Blinds
from cases.document import decode, encode
from cases.findings import Finding
from cases.grams import Grams
from cases.intake import Action, Entry, Intake, Problem
from cases.keys_of import Roles
from cases.layout import Layout
from cases.rules import Form
from cases.schema import Channel, Schema
from cases.sheet import Piece


@dataclass(slots=True)
class Batch:
    """Rows that can be stored, and what was refused beside them."""

    lines: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    received: list[datetime] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    plains: list[bytes] = field(default_factory=list)
    """Documents in canonical JSON."""
    digests: list[bytes] = field(default_factory=list)
    births: list[date | None] = field(default_factory=list)
    phones: list[bytes | None] = field(default_factory=list)
    accounts: list[bytes | None] = field(default_factory=list)
    households: list[bytes | None] = field(default_factory=list)
    findings: dict[int, list[Finding]] = field(default_factory=dict)
    """By place in the lists; most rows have none."""
    refused: list[Problem] = field(default_factory=list)
    letters: dict[str, array[int]] = field(default_factory=dict)
    """Pairs of letters, and the places of the rows that have them."""

    def __len__(self) -> int:
        """Count the rows that can be stored."""
        return len(self.ids)

    def entry(self, at: int) -> Entry:
        """Give a row by itself."""
        return Entry(
            self.lines[at],
            self.ids[at],
            self.received[at],
            decode(self.plains[at]),
            self.findings.get(at, []),
            self.actions[at],
        )


@dataclass(frozen=True, slots=True)
class Order:
    """What a process needs to know to make rows ready; `blind_key` opens nothing."""

    layout: Layout
    schema: Schema
    """The whole form: `layout` may have a part of it."""
    channel: Channel
    blind_key: bytes
    at: datetime
    zone: tzinfo


class Preparer:
    """Makes the pieces of one file ready."""

    def __init__(self, order: Order, banks: Banks) -> None:
        form = Form(order.layout.schema, order.channel, banks)
        self._intake = Intake(order.layout, form, at=order.at, zone=order.zone)
        self._blinds = Blinds(order.blind_key)
        self._roles = Roles(order.schema)
        self._grams = Grams(order.schema)

    def prepare(self, piece: Piece) -> Batch:
        """Make a piece ready; the same piece gives the same batch."""
        batch = Batch()
        letters: defaultdict[str, array[int]] = defaultdict(_places)
        for each in self._intake.read(piece.rows()):
            if isinstance(each, Problem):
                batch.refused.append(each)
            else:
                self._add(batch, letters, each)
        batch.letters = dict(letters)
        return batch

    def _add(self, batch: Batch, letters: defaultdict[str, array[int]], entry: Entry) -> None:
        at = len(batch.ids)
        plain = encode(entry.document)
        batch.lines.append(entry.line)
        batch.ids.append(entry.id)
        batch.received.append(entry.received_at)
        batch.actions.append(entry.action)
        batch.plains.append(plain)
        batch.digests.append(self._blinds.hash("document", plain))
        keys = self._roles.keys(entry.document, self._blinds)
        batch.births.append(keys.birth_on)
        batch.phones.append(keys.phone_key)
        batch.accounts.append(keys.account_key)
        batch.households.append(keys.household_key)
        if entry.findings:
            batch.findings[at] = entry.findings
        for gram in self._grams.of(entry.document):
            letters[gram].append(at)


def _places() -> array[int]:
    return array("I")
