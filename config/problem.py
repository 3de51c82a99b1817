"""What an operator wrote wrongly, on its way to a `Problem` and to a line on the screen.

Problems are values, gathered and shown all at once; `ivr_flows.problem` has their form, for flows
and configuration alike. Their sentences are Japanese, because the people who run a call centre read
them; keys stay as they are written in the file.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass

from ivr_flows.problem import Problem
from ivr_flows.toml_lines import Keys


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem before it is known in which file and line its key stands."""

    keys: Keys
    message: str
    hint: str = ""


def line_for(problem: Problem) -> str:
    """Write a problem as one line: place, key, what is wrong, how to mend it."""
    place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    parts = (f"{place}:", problem.key and f"{problem.key}:", problem.message, problem.hint)
    return " ".join(" ".join(parts).split())


def did_you_mean(word: str, known: Collection[str]) -> str:
    """Suggest the known word nearest to a wrong one; empty if none is near."""
    near = difflib.get_close_matches(word, sorted(known), n=1)
    return f"「{near[0]}」ではありませんか。" if near else ""
