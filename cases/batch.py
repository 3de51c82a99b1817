"""Rows of a file read, judged and ready to be stored: many at a time, column by column.

Pure; a large file is made ready in processes beside the one that writes. What comes out is plain
lists, which cross from one process to another at little cost. Nothing is sealed here.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from cases.banks import Banks
from cases.blinds import Blinds
from cases.columns import columns_of
from cases.document import Document, decode, encode
from cases.findings import Finding
from cases.grams import Grams, grams_of_part
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
    columns: bytes = b""
    """What the documents say, column by column."""
    letters: dict[str, array[int]] = field(default_factory=dict)
    """Pairs of letters, and the places of the rows that have them; one may stand there twice."""

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
        self._schema = order.schema
        self._roles = Roles(order.schema)
        self._grams = Grams(order.schema)

    def prepare(self, piece: Piece) -> Batch:
        """Make a piece ready; the same piece gives the same batch."""
        read = self._intake.read(piece.rows())
        entries = [each for each in read if isinstance(each, Entry)]
        documents = [each.document for each in entries]
        plains = list(map(encode, documents))
        keys = [self._roles.keys(each, self._blinds) for each in documents]
        return Batch(
            lines=[each.line for each in entries],
            ids=[each.id for each in entries],
            received=[each.received_at for each in entries],
            actions=[each.action for each in entries],
            plains=plains,
            digests=[self._blinds.hash("document", each) for each in plains],
            births=[each.birth_on for each in keys],
            phones=[each.phone_key for each in keys],
            accounts=[each.account_key for each in keys],
            households=[each.household_key for each in keys],
            findings={at: each.findings for at, each in enumerate(entries) if each.findings},
            refused=[each for each in read if isinstance(each, Problem)],
            columns=columns_of(self._schema, documents),
            letters=self._letters(documents),
        )

    def _letters(self, documents: Sequence[Document]) -> dict[str, array[int]]:
        """Note the documents by part of a name or place first: far fewer than pairs."""
        by_part: defaultdict[str, array[int]] = defaultdict(_places)
        for at, document in enumerate(documents):
            for part in self._grams.parts(document):
                by_part[part].append(at)
        letters: defaultdict[str, array[int]] = defaultdict(_places)
        for part, places in by_part.items():
            for gram in grams_of_part(part):
                letters[gram].extend(places)
        return dict(letters)


def _places() -> array[int]:
    return array("I")
