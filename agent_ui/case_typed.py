"""What somebody typed into the campaign's form, on whichever page it stands."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from agent_ui.case_list import room_of
from agent_ui.page import text_of
from cases.catalogue import Catalogue
from cases.document import Document
from cases.findings import WORDS, Finding
from cases.paper import twice
from cases.schema import Schema

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Entered:
    """Fields of the form, those of the children block by block."""

    own: dict[str, str]
    children: list[dict[str, str]]
    again: dict[str, str]
    """The second entry of an account's fields."""
    adds: bool
    """Only another child's block was asked for."""


async def entered_in(request: web.Request) -> Entered:
    """Read the form; blocks without a letter are no children, unless one more is asked for.

    Raises:
        HTTPBadRequest: it is not what our pages send.
    """
    schema = room_of(request).shelf.schema
    count = await text_of(request, "blocks", longest=2)
    if not (count.isascii() and count.isdigit() and 1 <= int(count) <= max(1, schema.max_children)):
        raise web.HTTPBadRequest
    own = {
        each.id: await text_of(request, each.id, longest=LONGEST)
        for each in schema.typed
        if not each.per_child
    }
    children = [
        {
            each.id: await text_of(request, f"{each.id}.{n}", longest=LONGEST)
            for each in schema.typed
            if each.per_child
        }
        for n in range(1, int(count) + 1)
    ]
    again = {
        each.id: await text_of(request, f"again-{each.id}", longest=LONGEST)
        for each in twice(schema)
    }
    adds = bool(await text_of(request, "add", longest=1))
    written = [block for block in children if "".join(block.values()).strip()]
    return Entered(own, [*children, {}] if adds else written, again, adds)


def line_of(catalogue: Catalogue, finding: Finding) -> str:
    """Tell a finding in a line: where, and what."""
    place = catalogue.place(finding.field, finding.child)
    return f"「{place}」：{WORDS[finding.code]}" if place else WORDS[finding.code]


def form_of(schema: Schema, document: Document) -> dict[str, object]:
    """Give what the fields of a form show; a document without children gets an empty block."""
    if not document.children:
        document.children.append({})
    fields = schema.typed
    return {
        "own": [each for each in fields if not each.per_child],
        "blocks": [each for each in fields if each.per_child],
        "twice": {each.id for each in twice(schema)},
        "document": document,
        "may_add": len(document.children) < schema.max_children,
        "longest": LONGEST,
    }
