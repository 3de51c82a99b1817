"""The lines on which the keys of a TOML file stand.

The standard library's reader tells no lines, so a small scanner finds them: it knows table headers
and `key = value` at the start of a line, not more. A key within an inline table or an array is
looked up by the nearest key around it, which is good enough to find the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Keys = tuple[str | int, ...]
"""The way to a value through tables and arrays: `("capacity", 2, "seats")`, counted from 0."""

_HEADER = re.compile(r"\s*\[(\[)?([^\[\]]+)\]")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_FENCE = re.compile(r"\"\"\"|\'\'\'")


def lines_of(text: str, tree: dict[str, Any]) -> dict[Keys, int]:
    """Find the lines, from 1, of all keys of a text that was read as this tree."""
    return dict(_lines(text, tree))


def nearest(lines: Mapping[Keys, int], keys: Keys) -> int | None:
    """Find the line of a key, or of the nearest one around it; None if there is none."""
    while keys and keys not in lines:
        keys = keys[:-1]
    return lines.get(keys)


def written(keys: Keys) -> str:
    """Write keys as people say them: `capacity[3].seats`, counted from 1."""
    text = ""
    for key in keys:
        text += f"[{key + 1}]" if isinstance(key, int) else f".{key}"
    return text.removeprefix(".")


def _lines(text: str, tree: dict[str, Any]) -> Iterator[tuple[Keys, int]]:
    table: Keys = ()
    counts: dict[Keys, int] = {}
    within_text = False
    for number, line in enumerate(text.splitlines(), start=1):
        fences = len(_FENCE.findall(line))
        if within_text:
            within_text = fences % 2 == 0
            continue
        within_text = fences % 2 == 1
        header, key = _HEADER.match(line), _KEY.match(line)
        if header and _stands_in(tree, _parts(header[2])):
            table = _table(_parts(header[2]), counts, is_row=bool(header[1]))
            if header[1] and table[-1] == 0:
                yield table[:-1], number
            yield table, number
        elif key:
            yield table + _parts(key[1]), number


def _parts(text: str) -> Keys:
    return tuple(part.strip("\"'") for part in _PART.findall(text))


def _table(parts: Keys, counts: dict[Keys, int], *, is_row: bool) -> Keys:
    """Follow a header's keys; a key that names an array of tables means its latest row."""
    path: Keys = ()
    for part in parts[:-1]:
        path = (*path, part)
        if path in counts:
            path = (*path, counts[path])
    path = (*path, parts[-1])
    if is_row:
        counts[path] = counts.get(path, -1) + 1
        path = (*path, counts[path])
    return path


def _stands_in(tree: dict[str, Any], parts: Keys) -> bool:
    """Tell a header from a line of an array that looks like one."""
    return bool(parts) and isinstance(tree.get(str(parts[0])), dict | list)
