"""The picture of a case's life, drawn from its table: `python -m cases.life_drawn`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from cases.lifecycle import HAPPENINGS, TRANSITIONS, WORDS


def drawn() -> str:
    """Write `docs/case-life.md`."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# The life of a case"
    yield ""
    yield "Drawn from the table in `cases/lifecycle.py` by `python -m cases.life_drawn`; a test"
    yield "compares them. An arrow is what happens; nothing else can happen to a status."
    yield ""
    yield "```mermaid"
    yield "stateDiagram-v2"
    for status, word in WORDS.items():
        yield f'    state "{word}" as {status.value}'
    yield "    [*] --> received"
    for status, row in TRANSITIONS.items():
        for happening, following in row.items():
            yield f"    {status.value} --> {following.value}: {HAPPENINGS[happening]}"
        if not row:
            yield f"    {status.value} --> [*]"
    yield "```"
    yield ""
    yield "| 状態 | id | 起こること → 次の状態 |"
    yield "|---|---|---|"
    for status, row in TRANSITIONS.items():
        steps = "、".join(f"{HAPPENINGS[each]} → {WORDS[then]}" for each, then in row.items())
        yield f"| {WORDS[status]} | `{status.value}` | {steps or '（終わり）'} |"


if __name__ == "__main__":
    sys.stdout.write(drawn())
