"""Free texts on applications: an individual number is refused, on whichever way it comes."""

from __future__ import annotations

from cases.document import Document
from cases.errors import MyNumberTyped
from cases.schema import Kind, Schema
from japan.my_number import holds_my_number

_WRITTEN = frozenset({Kind.TEXT, Kind.NAME, Kind.KANA_NAME, Kind.KANA, Kind.FREE})


def insist_without_number(*texts: str) -> None:
    """Go on only if none of the texts holds an individual number.

    Raises:
        MyNumberTyped: one does.
    """
    if any(map(holds_my_number, texts)):
        raise MyNumberTyped


def my_number_in(schema: Schema, document: Document) -> bool:
    """Tell whether a field that people write texts into holds an individual number."""
    fields = {each.id for each in schema.typed if each.kind in _WRITTEN}
    return any(
        id_ in fields and holds_my_number(text)
        for block in (document.values, *document.children)
        for id_, text in block.items()
    )
