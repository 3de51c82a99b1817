"""What an applicant wrote: fields of the schema, children's blocks, and traces of raw values.

A document is plain data in canonical JSON, so that the same content has the same digest whatever
the order of its columns was.
"""

from __future__ import annotations

import msgspec


class Document(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """The content of an application; every value is text, empty if nothing was written."""

    values: dict[str, str]
    children: list[dict[str, str]] = []
    raw: dict[str, str] = {}
    """What was written where we changed a space or a width, by place."""

    def at(self, field: str, child: int = 0) -> str:
        """Give a value; empty if it is not there. Children count from 1."""
        if child == 0:
            return self.values.get(field, "")
        return self.children[child - 1].get(field, "") if child <= len(self.children) else ""

    def places(self) -> list[tuple[str, int]]:
        """List every field that is there, with its child's number."""
        own = [(field, 0) for field in self.values]
        return own + [
            (field, number)
            for number, child in enumerate(self.children, start=1)
            for field in child
        ]


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Document)

encode = _encoder.encode


def decode(plain: bytes) -> Document:
    """Read a document.

    Raises:
        msgspec.DecodeError: it is not one.
    """
    return _decoder.decode(plain)


def place(field: str, child: int = 0) -> str:
    """Name a place: the field's id, with the child's number if it is a child's."""
    return f"{field}.{child}" if child else field


def differences(before: Document, after: Document) -> list[tuple[str, int, str, str]]:
    """List what differs: field, child, old value, new value; a missing value counts as empty."""
    places = dict.fromkeys([*before.places(), *after.places()])
    return [
        (field, child, before.at(field, child), after.at(field, child))
        for field, child in places
        if before.at(field, child) != after.at(field, child)
    ]
