"""How commands are listed: each with its whole first sentence, on as many lines as it takes."""

from __future__ import annotations

import re
from typing import TypeVar

T = TypeVar("T")
_SENTENCE = re.compile(r".*?(?<!\.)\.(?=\s|$)", re.DOTALL)


def in_full(command: T) -> T:
    """Let a list of commands cut no sentence short; typer has no public names for their kinds."""
    for each in getattr(command, "commands", {}).values():
        first = _SENTENCE.match(each.help or "")
        if first is not None:
            each.short_help = " ".join(first[0].split())
        in_full(each)
    return command
