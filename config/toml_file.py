"""A TOML file and the lines on which its keys stand.

The standard library's reader tells no lines; `ivr_flows.toml_lines` finds them.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ivr_flows.problem import Problem
from ivr_flows.toml_lines import Keys, lines_of, nearest

_AT_LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """What a file says, and where."""

    name: str
    tree: dict[str, Any]
    lines: dict[Keys, int]

    def line_of(self, keys: Keys) -> int | None:
        """Find the line of a key, or of the nearest one around it; None if there is none."""
        return nearest(self.lines, keys)


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
    return TomlFile(name, tree, lines_of(text, tree))


def _unreadable(name: str, text: str, why: str) -> Problem:
    found = _AT_LINE.search(why)
    line = int(found[1]) if found else len(text.splitlines())
    hint = (
        "この行を直すと、残りの確認に進みます。文字列は引用符で囲み、実在する日付を書いてください。"
    )
    return Problem(name, line, "", f"TOML として読めません: {why}", hint)
