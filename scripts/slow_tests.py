"""Write docs/slow-tests.md: the tests that `make test` leaves to `make test-slow`, each by name.

They stand in tests/slow.toml, by file, with the seconds that they take; run it after changing that:
`python scripts/slow_tests.py`. With what pytest wrote of a run (`--junitxml`) it measures anew:
`python scripts/slow_tests.py quick.xml asterisk.xml`, and tells what is slow and not named there.
"""

from __future__ import annotations

import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "tests" / "slow.toml"
PAGE = ROOT / "docs" / "slow-tests.md"
ALL = "*"
STAYS = "stays"
LONG_S = 8.0
"""What takes longer and is not in the table is told of when it is measured."""

HEAD = """# The slow tests

Made by `scripts/slow_tests.py` from `tests/slow.toml`; do not edit it. `make test` runs every test
that does not stand here, `make test-slow` runs these, `make test-all` both; `.ci/run` leaves out
those in `tests/asterisk`, which are for a quiet machine, before a release. The seconds are one
worker's, of two on a busy machine with two cores.
"""


@dataclass(frozen=True, slots=True)
class SlowFile:
    """What is slow of a file of tests."""

    seconds: Mapping[str, int]
    """By test; `*` is the whole file; a test without brackets means each of its parameters."""
    stays: frozenset[str]
    """What is quick all the same where the whole file is slow."""

    def names(self, test: str) -> str:
        """Give the name under which a test is slow; empty if it is quick."""
        if test in self.stays:
            return ""
        of = (test, test.partition("[")[0], ALL)
        return next((each for each in of if each in self.seconds), "")


def slow() -> dict[str, SlowFile]:
    """Read the table, by the file's path from the repository's root."""
    return {
        path: SlowFile(
            seconds={name: each for name, each in row.items() if name != STAYS},
            stays=frozenset(row.get(STAYS, ())),
        )
        for path, row in tomllib.loads(TABLE.read_text(encoding="utf-8")).items()
    }


def page() -> str:
    """Write the whole page."""
    return "\n".join([HEAD, *_rows(slow())]) + "\n"


def _rows(files: Mapping[str, SlowFile]) -> Iterator[str]:
    total = sum(sum(each.seconds.values()) for each in files.values())
    yield f"Together {total} s.\n\n| test | s |\n|---|---|"
    for path, each in files.items():
        for name, seconds in each.seconds.items():
            but = ", ".join(f"`{test}`" for test in sorted(each.stays))
            called = f"all but {but}" if but else "all of it"
            yield f"| `{path}`: {called if name == ALL else f'`{name}`'} | {seconds} |"


def measured(run: Path) -> dict[str, dict[str, float]]:
    """Read the seconds of each test of a run, by file and name."""
    found: dict[str, dict[str, float]] = {}
    for each in ElementTree.parse(run).iter("testcase"):
        path = each.get("classname", "").replace(".", "/") + ".py"
        found.setdefault(path, {})[each.get("name", "")] = float(each.get("time", 0))
    return found


def rewritten(files: Mapping[str, SlowFile], run: Mapping[str, Mapping[str, float]]) -> str:
    """Write the table with the seconds of a run; what did not run in it keeps its own."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:1] == "#"]
    for path, each in files.items():
        took = dict.fromkeys(each.seconds, 0.0)
        for test, seconds in run.get(path, {}).items():
            if name := each.names(test):
                took[name] += seconds
        lines += ["", f'["{path}"]']
        lines += [
            f'"{name}" = {max(1, round(took[name])) if took[name] else before}'
            for name, before in each.seconds.items()
        ]
        if each.stays:
            lines += [f"{STAYS} = [", *(f'    "{test}",' for test in sorted(each.stays)), "]"]
    return "\n".join(lines) + "\n"


def unnamed(files: Mapping[str, SlowFile], run: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """Tell which tests of a run took long and are not in the table."""
    nothing = SlowFile(seconds={}, stays=frozenset())
    for path, tests in run.items():
        for test, seconds in tests.items():
            if seconds >= LONG_S and not files.get(path, nothing).names(test):
                yield f"{seconds:6.1f} s  {path}::{test}"


if __name__ == "__main__":
    for run in map(measured, map(Path, sys.argv[1:])):
        TABLE.write_text(rewritten(slow(), run), encoding="utf-8")
        sys.stdout.writelines(f"{line}\n" for line in unnamed(slow(), run))
    PAGE.write_text(page(), encoding="utf-8")
