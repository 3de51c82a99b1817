"""A flow's file while it is checked: its lines, and what was found wrong in it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from ivr_flows.problem import Problem
from ivr_flows.toml_lines import Keys, lines_of, nearest, written


class Source:
    """One file and its problems."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self._lines: dict[Keys, int] = {}

    @cached_property
    def text(self) -> str:
        """The file's text.

        Raises:
            OSError: it cannot be read.
            UnicodeDecodeError: it is not UTF-8.
        """
        return self.path.read_text(encoding="utf-8-sig")

    def find_lines(self, tree: dict[str, Any]) -> None:
        """Learn where the keys stand of the tree that the text was read as."""
        self._lines = lines_of(self.text, tree)

    def add(self, line: int | None, key: str, message: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(
            Problem(file=str(self.path), line=line, key=key, message=message, hint=hint)
        )

    def blame(self, keys: Keys, message: str, hint: str = "", *, words: str = "") -> None:
        """Note a problem of a key, where it is written, or at words in what it says."""
        line = self._line_of(words, self.line_of(keys)) if words else self.line_of(keys)
        self.add(line, written(keys), message, hint)

    def line_of(self, keys: Keys) -> int | None:
        """Find the line of a key; None if it is nowhere, the table around it if that is one."""
        return nearest(self._lines, keys)

    def _line_of(self, words: str, start: int | None) -> int | None:
        lines = self.text.splitlines()
        for number in range(start or 1, len(lines) + 1):
            if words in lines[number - 1]:
                return number
        return start
