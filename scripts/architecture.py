"""The pictures of docs/reference/architecture.md, drawn from the code as Mermaid's text.

The rooms are the contract of pyproject.toml with the imports that there are, the life-cycles the
heart's own tables; `scripts/reference.py` writes the page.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from callcenter import call, contact, guest, seat

ROOT = Path(__file__).parent.parent
IMPORT = re.compile(r"^ *(?:from (\w+)[\w.]* import |import (\w+))", re.MULTILINE)
Life = Mapping[Any, Mapping[Any, Any]]
LIVES: Mapping[str, Life] = {
    "call": call.TRANSITIONS,
    "seat": seat.TRANSITIONS,
    "guest": guest.TRANSITIONS,
    "contact": contact.TRANSITIONS,
}
"""Of what lives in the heart, what may happen in each state and where it leads."""


def pictures() -> Iterator[str]:
    """Write the rooms and the life-cycles, each with a sentence."""
    yield "## The rooms\n"
    yield (
        "An arrow is an import; one that others imply is left out. A room stands above those\n"
        "that it may import, and reaches for none beside it; import-linter holds it.\n"
    )
    yield from _drawn(_rooms())
    yield "## The lives in the heart\n"
    yield (
        "Each is a table in `callcenter/`; what does not stand in it is an error and changes\n"
        "nothing. *Guest* is who comes into a talk: asked, listening, or in a talk of three.\n"
    )
    for name, life in LIVES.items():
        yield f"### {name.capitalize()}\n\n`callcenter/{name}.py`\n"
        yield from _drawn(_life(life))


def _drawn(lines: Iterator[str]) -> Iterator[str]:
    yield "```mermaid"
    yield from lines
    yield "```\n"


def _rooms() -> Iterator[str]:
    layers = _layers()
    rooms = {room for layer in layers for room in layer}
    imports = {room: _imported(room) & (rooms - {room}) for room in rooms}
    yield "flowchart TB"
    for number, layer in enumerate(layers):
        yield f'  subgraph layer{number}[" "]'
        yield from (f"    {room}" for room in layer)
        yield "  end"
    for layer in layers:
        for room in layer:
            implied = {far for near in imports[room] for far in _reached(near, imports)}
            yield from (f"  {room} --> {each}" for each in sorted(imports[room] - implied))


def _layers() -> list[list[str]]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["id"] == "layers")
    return [[room.strip() for room in layer.split("|")] for layer in layers]


def _imported(room: str) -> set[str]:
    """Find what a room's files import, by the first part of its name."""
    texts = (file.read_text(encoding="utf-8") for file in (ROOT / room).rglob("*.py"))
    return {each for text in texts for found in IMPORT.findall(text) for each in found if each}


def _reached(room: str, imports: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = [*imports[room]]
    while ahead:
        if (each := ahead.pop()) not in found:
            found.add(each)
            ahead += imports[each]
    return found


def _life(life: Life) -> Iterator[str]:
    yield "stateDiagram-v2"
    for state, ways in life.items():
        led: dict[Any, list[str]] = {}
        for happening, after in ways.items():
            led.setdefault(after, []).append(happening.value)
        for after, happenings in led.items():
            yield f"  {state.value} --> {after.value}: {', '.join(happenings)}"
        if not ways:
            yield f"  {state.value} --> [*]"
