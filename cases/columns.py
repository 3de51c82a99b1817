"""What many documents say, column by column: thousands are read at once, and of them only what
somebody asks for.

Pure. There are the fields that a payment may depend on, and no more: dates, choices, digits and
names; no texts and no addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, repeat
from typing import NamedTuple

import msgspec

from cases.document import Document
from cases.one_way import EDITION, WAYS, Way, maker
from cases.schema import Kind, Schema

_KINDS = frozenset(
    (Kind.DATE, Kind.CHOICE, Kind.NAME, Kind.KANA_NAME, Kind.KANA, Kind.DIGITS, Kind.COUNT)
)

Told = tuple[tuple[str, ...], Sequence[tuple[str, ...]]]
"""What one case says: the wanted fields in their order, and those of each child."""


class Asked(NamedTuple):
    """A field as it was written, or made one way; one without a name is empty."""

    field: str
    way: Way | None = None

    @property
    def column(self) -> str:
        """Name its column."""
        return self.field if self.way is None else f"{self.field}:{self.way}:{EDITION}"

    def of(self, values: Mapping[str, str]) -> str:
        """Take it from what was written."""
        text = values.get(self.field, "")
        return text if self.way is None else maker(self.way)(text)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks of a case, and of each child."""

    own: tuple[Asked, ...]
    child: tuple[Asked, ...]

    def of(self, document: Document) -> Told:
        """Take it from a document; what that lacks is an empty text."""
        values, child = document.values, self.child
        return (
            tuple([each.of(values) for each in self.own]),
            [tuple([each.of(values) for each in child]) for values in document.children],
        )

    def stand_in(self, schema: Schema) -> bool:
        """Tell whether columns of this form have it all."""
        known = {each for _, each in _columns(schema)}
        return known.issuperset(each for each in (*self.own, *self.child) if each.field)


class _Columns(msgspec.Struct, array_like=True):
    own: dict[str, list[str]]
    counts: list[int]
    """How many children each case has."""
    child: dict[str, list[str]]
    """Of all children, one case after the other."""


class _Unread(msgspec.Struct, array_like=True):
    """`_Columns` before it is known which of them are wanted."""

    own: dict[str, msgspec.Raw]
    counts: list[int]
    child: dict[str, msgspec.Raw]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Unread).decode
_decode_column = msgspec.msgpack.Decoder(list[str]).decode


def columns_of(schema: Schema, documents: Sequence[Document]) -> bytes:
    """Write what documents say."""
    columns = list(_columns(schema))
    values = [each.values for each in documents]
    children = [child for each in documents for child in each.children]
    return _encode(
        _Columns(
            own={each.column: _column(each, values) for is_child, each in columns if not is_child},
            counts=[len(each.children) for each in documents],
            child={each.column: _column(each, children) for is_child, each in columns if is_child},
        )
    )


def told_in(columns: bytes, wanted: Wanted) -> Iterator[Told] | None:
    """Read what is wanted, case by case; None if it was not written then."""
    read = _decode(columns)
    own = _rows(read.own, wanted.own, len(read.counts))
    everybody = _rows(read.child, wanted.child, sum(read.counts))
    if own is None or everybody is None:
        return None
    all_children = list(everybody)
    ends = accumulate(read.counts)
    children = [all_children[end - n : end] for n, end in zip(read.counts, ends, strict=True)]
    return zip(own, children, strict=True)


def _columns(schema: Schema) -> Iterator[tuple[bool, Asked]]:
    """Give every column, and whether it is a child's."""
    for field in schema.fields:
        if field.kind in _KINDS and not field.per_child:  # no amount depends on what a child says
            yield False, Asked(field.id)
        if field.role in WAYS:
            yield field.per_child, Asked(field.id, WAYS[field.role])


def _column(asked: Asked, blocks: Iterable[Mapping[str, str]]) -> list[str]:
    written = [each.get(asked.field, "") for each in blocks]
    return written if asked.way is None else list(map(maker(asked.way), written))


def _rows(
    columns: Mapping[str, msgspec.Raw], wanted: Sequence[Asked], count: int
) -> Iterator[tuple[str, ...]] | None:
    if not columns.keys() >= {each.column for each in wanted if each.field}:
        return None
    nothing = repeat("", count)
    return zip(
        *[_decode_column(columns[each.column]) if each.field else nothing for each in wanted],
        strict=True,
    )
