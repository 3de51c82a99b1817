"""A flow's file while it is checked: its lines, and what was found wrong in it."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

from ivr_flows.problem import Problem


class Source:
    """One file and its problems."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []

    @cached_property
    def text(self) -> str:
        """The file's text.

        Raises:
            OSError: it cannot be read.
            UnicodeDecodeError: it is not UTF-8.
        """
        return self.path.read_text(encoding="utf-8")

    def add(self, line: int | None, key: str, message: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(
            Problem(file=str(self.path), line=line, key=key, message=message, hint=hint)
        )

    def line_of_key(self, key: str) -> int | None:
        """Find the line where a key, a table's too, is written; None if it is nowhere."""
        bare = re.escape(key)
        return self._line(rf"^\s*\[?\s*[\"']?{bare}[\"']?\s*[=\].]")

    def line_of(self, words: str) -> int | None:
        """Find the first line that holds these words; None if none does."""
        return self._line(re.escape(words))

    def _line(self, pattern: str) -> int | None:
        for number, line in enumerate(self.text.splitlines(), start=1):
            if re.search(pattern, line):
                return number
        return None
