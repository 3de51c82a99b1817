"""Which column is which field: the header of a file against the form.

A heading is the field's label; a child's has the child's number after it (児童カナ氏名1). Every
heading that is unknown, missing or doubled is named at once.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter

from cases.document import Document
from cases.schema import Field, Role, Schema

Cells = Callable[[Sequence[str]], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a row of a file becomes a document."""

    width: int
    own: tuple[str, ...]
    own_cells: Cells
    child: tuple[str, ...]
    child_cells: tuple[Cells, ...]
    id_at: int | None
    received_at: int | None
    action_at: int | None
    schema: Schema
    """The form, less the fields that a partial file does not have."""

    def document(self, row: Sequence[str]) -> Document:
        """Read a row of the right width; blocks of children without a letter are no children."""
        values = dict(zip(self.own, self.own_cells(row), strict=True))
        blocks = [cells(row) for cells in self.child_cells]
        children = [
            dict(zip(self.child, block, strict=True))
            for block in blocks
            if any(block) and "".join(block).strip()
        ]
        return Document(values, children)


def header_of(schema: Schema, fields: Sequence[Field], children: int) -> list[str]:
    """Write the header that `lay_out` reads: id, instant, then the fields in their order."""
    own = [schema.id_column, *([schema.received_column] if schema.received_column else [])]
    return own + [heading for heading, _, _ in _columns(fields, children)]


def cells_of(document: Document, fields: Sequence[Field], children: int) -> list[str]:
    """Write a document's cells in the order of that header, without id and instant."""
    return [document.at(field, child) for _, field, child in _columns(fields, children)]


def lay_out(
    schema: Schema, fields: Sequence[Field], header: Sequence[str], *, needs: Collection[Role] = ()
) -> Layout | list[str]:
    """Match a header; with `needs`, a partial file, in which only these roles must be there."""
    count = _children(fields, header, schema.max_children)
    known = {heading: (field, child) for heading, field, child in _columns(fields, count)}
    extra = [schema.id_column, schema.received_column, schema.action_column]
    wrong = list(_wrong(header, known, extra, fields, needs, schema))
    if wrong:
        return wrong
    at = {known[heading]: column for column, heading in enumerate(header) if heading in known}
    present = tuple(
        each for each in fields if (each.id, 1 if each.per_child and count else 0) in at
    )
    own = tuple(each.id for each in present if not each.per_child)
    child = tuple(each.id for each in present if each.per_child)
    return Layout(
        width=len(header),
        own=own,
        own_cells=_cells([at[each, 0] for each in own]),
        child=child,
        child_cells=tuple(
            _cells([at[each, number] for each in child]) for number in range(1, count + 1)
        ),
        id_at=_find(header, schema.id_column),
        received_at=_find(header, schema.received_column),
        action_at=_find(header, schema.action_column),
        schema=replace(schema, fields=present),
    )


def _columns(fields: Sequence[Field], children: int) -> Iterator[tuple[str, str, int]]:
    """Give heading, field and child; the blocks of children stand where the first of them does."""
    blocks = [each for each in fields if each.per_child]
    are_out = False
    for field in fields:
        if not field.per_child:
            yield field.label, field.id, 0
        elif not are_out:
            are_out = True
            for number in range(1, children + 1):
                for each in blocks:
                    yield f"{each.label}{number}", each.id, number


def _children(fields: Sequence[Field], header: Sequence[str], most: int) -> int:
    """Tell how many blocks a header has: the highest number after a child's label."""
    headings = set(header)
    labels = [each.label for each in fields if each.per_child]
    numbers = range(most, 0, -1)
    return next((n for n in numbers if any(f"{label}{n}" in headings for label in labels)), 0)


def _wrong(
    header: Sequence[str],
    known: dict[str, tuple[str, int]],
    extra: Sequence[str | None],
    fields: Sequence[Field],
    needs: Collection[Role],
    schema: Schema,
) -> Iterator[str]:
    headings = Counter(header)
    for heading in headings:
        if not heading:
            yield "見出しのない列があります。"
        elif heading not in known and heading not in extra:
            yield f"知らない見出し「{heading}」があります。{near(heading, [*known, *extra])}"
    for heading, count in headings.items():
        if heading and count > 1:
            yield f"見出し「{heading}」が {count} 回あります。"
    for heading in _needed(known, fields, needs, schema):
        if heading not in headings:
            yield f"見出し「{heading}」がありません。"


def _needed(
    known: dict[str, tuple[str, int]],
    fields: Sequence[Field],
    needs: Collection[Role],
    schema: Schema,
) -> Iterator[str]:
    by_id = {each.id: each for each in fields}
    if not needs:
        yield schema.id_column
        if schema.received_column:
            yield schema.received_column
        if not any(child for _, child in known.values()):
            yield from (f"{each.label}1" for each in fields if each.per_child)
    for heading, (field, _) in known.items():
        if not needs or by_id[field].role in needs:
            yield heading


def near(heading: str, known: Sequence[str | None]) -> str:
    """Guess which heading was meant; empty if none is near."""
    found = difflib.get_close_matches(heading, [each for each in known if each], n=1)
    return f"「{found[0]}」ではありませんか。" if found else ""


def _find(header: Sequence[str], heading: str | None) -> int | None:
    return header.index(heading) if heading in header else None


def _cells(columns: list[int]) -> Cells:
    return itemgetter(*columns) if len(columns) > 1 else partial(_few, columns)


def _few(columns: list[int], row: Sequence[str]) -> tuple[str, ...]:
    return tuple(row[column] for column in columns)
