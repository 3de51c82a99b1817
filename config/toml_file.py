"""A TOML file and the lines on which its keys stand.

The standard library's reader tells no lines, so a small scanner finds them: it knows table headers
and `key = value` at the start of a line, not more. A key within an inline table or an array is
looked up by the nearest key around it, which is good enough to find the place.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.problem import Keys
from ivr_flows.problem import Problem

_HEADER = re.compile(r"\s*\[(\[)?([^\[\]]+)\]")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_FENCE = re.compile(r"\"\"\"|\'\'\'")
_AT_LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """What a file says, and where."""

    name: str
    tree: dict[str, Any]
    lines: dict[Keys, int]

    def line_of(self, keys: Keys) -> int | None:
        """Find the line of a key, or of the nearest one around it; None if there is none."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys)


def read_toml(path: Path) -> TomlFile | Problem:
    """Read a file; one that is missing, not UTF-8 or not TOML is one problem."""
    name = str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Problem(name, None, "", "ファイルがありません。", "")
    except OSError as exc:
        return Problem(name, None, "", f"ファイルを読めません: {exc.strerror}", "")
    except UnicodeDecodeError:
        return Problem(
            name, None, "", "文字コードが UTF-8 ではありません。", "UTF-8 で保存し直してください。"
        )
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        return _unreadable(name, text, str(exc))
    return TomlFile(name, tree, dict(_lines(text, tree)))


def _unreadable(name: str, text: str, why: str) -> Problem:
    found = _AT_LINE.search(why)
    line = int(found[1]) if found else len(text.splitlines())
    hint = (
        "この行を直すと、残りの確認に進みます。文字列は引用符で囲み、実在する日付を書いてください。"
    )
    return Problem(name, line, "", f"TOML として読めません: {why}", hint)


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
