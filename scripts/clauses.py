"""Write docs/clauses.md: which clause of which contract is shown by which test, and which by none.

The clauses stand in docs/clauses/*.toml, in our own words; the tests say what they show by
`@pytest.mark.clause("ID")`. Run it after marking a test: `python scripts/clauses.py`.
"""

from __future__ import annotations

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "clauses.md"
NEEDS = {"software": "software", "support": "helps people", "evidence": "on paper"}

WORKS = {
    "booking": "the booking systems",
    "cards": "the stock-taking of cards",
    "jobs": "the register of jobs",
    "custody": "the ledger of custody",
}
"""What is other work: the calls, people, cases and reports of a contract do without it."""

HEAD = """# The clauses of the contracts, and the tests that show them

Made by `scripts/clauses.py` from the marks of the tests; do not edit it. A clause stands here with
the tests that show it, as far as software can: what only people do is shown by nobody's test.
*Software* is what a program must do, *helps people* what it makes easier, *on paper* what is only
handed in. **Not shown** means that no test shows it: either it is not there, or nobody proved it.
*Other work* is a clause of what this product leaves to others: the booking systems, the
stock-taking of cards, the register of jobs and the ledger of custody; it is counted apart.
"""


def clauses() -> dict[str, dict[str, dict[str, str]]]:
    """Read the clauses by campaign and id."""
    return {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "docs" / "clauses").glob("*.toml"))
    }


def marks() -> dict[str, list[str]]:
    """Find the tests of each clause, as `file::test`."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                for id_ in _marked(node):
                    found[id_].append(f"{path.relative_to(ROOT)}::{node.name}")
    return found


def _marked(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for each in node.decorator_list:
        if isinstance(each, ast.Call) and ast.unparse(each.func) == "pytest.mark.clause":
            for argument in ast.walk(each):
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def page() -> str:
    """Write the whole page."""
    shown = marks()
    parts = [HEAD]
    for campaign, rows in clauses().items():
        parts.append("\n".join(_campaign(campaign, rows, shown)))
    return "\n".join(parts)


def _campaign(
    campaign: str, rows: dict[str, dict[str, str]], shown: dict[str, list[str]]
) -> Iterator[str]:
    yield f"## {campaign}\n"
    for need, word in NEEDS.items():
        ids = [id_ for id_, row in rows.items() if row["need"] == need and "elsewhere" not in row]
        met = sum(id_ in shown for id_ in ids)
        yield f"- {word}: {met} of {len(ids)} shown"
    if elsewhere := sum("elsewhere" in row for row in rows.values()):
        yield f"- other work: {elsewhere}"
    yield "\n| clause | what | need | shown by |\n|---|---|---|---|"
    for id_, row in rows.items():
        tests = "<br>".join(f"`{each}`" for each in shown.get(id_, [])) or _why_not(row)
        yield f"| {id_} | {row['what']} | {NEEDS[row['need']]} | {tests} |"
    yield ""


def _why_not(row: dict[str, str]) -> str:
    work = row.get("elsewhere")
    return "**not shown**" if work is None else f"other work: {WORKS[work]}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
