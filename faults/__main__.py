"""`python -m faults`: break things under load, judge from outside, exit 1 if a promise is broken.

Each row is a kind of fault (F01 ... F19). A row starts an instance of its own with five seats and
a queue of callers, all of them real SIP phones, breaks it so many times at random instants, and
looks at what the phones heard, the rows, the recordings and what Asterisk still holds. With
`--phones browser` two agents sit at the product's own pages in Chromium instead. Needs root
(it reads packets and takes hold of sockets) and about 5 s a fault.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import get_args

from playwright.async_api import Error as BrowserError

from bench.errors import BenchError
from faults.errors import FaultBenchError
from faults.floor import Phones
from faults.held import hold, hold_simulated
from faults.result import Result, table, verdict
from faults.row import LONG_ROW, ROWS, Row, SimulatedRow
from tests.asterisk.phones.errors import PhoneError

EVIDENCE = Path("/tmp/madoguchi-faults")
FAULTS = 25
LONG_FREEZES = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Hold the bench and give the exit status."""
    options = _parser().parse_args(arguments)
    seed = secrets.randbelow(1_000_000) if options.seed is None else options.seed
    chosen = [
        row
        for row in ROWS
        if (options.rows is None or row.id in options.rows)
        and (options.phones == "sip" or isinstance(row, Row))  # a simulated seat has no page
    ]
    if not chosen:
        sys.stderr.write("faults: these rows are simulated, without any phones\n")
        return 1
    results = []
    try:
        for row in chosen:
            results.append(_hold(row, options.phones, options.n, seed, options.evidence))
        if options.long:
            results.append(_hold(LONG_ROW, options.phones, LONG_FREEZES, seed, options.evidence))
    except (FaultBenchError, BenchError, PhoneError, BrowserError, AssertionError) as problem:
        sys.stderr.write(f"faults: {problem} (seed {seed})\n")
        return 1
    if options.json:
        told = [asdict(each) for each in results]
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    else:
        for line in (*table(results), *verdict(results)):
            sys.stdout.write(f"{line}\n")
    return 1 if any(each.violations for each in results) else 0


def _hold(
    row: Row | SimulatedRow, phones: Phones, faults: int, seed: int, evidence: Path
) -> Result:
    _say(f"{row.id}: {row.title}, {faults} faults, seed {seed}")
    if isinstance(row, SimulatedRow):
        return hold_simulated(row, faults=faults, seed=seed)
    return asyncio.run(
        hold(row, phones=phones, faults=faults, seed=seed, evidence=evidence, say=_say)
    )


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="faults", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    known = {row.id for row in ROWS}
    parser.add_argument(
        "--rows", type=_rows(known), help=f"such as F01,F02; all of them if left out: {_ids()}"
    )
    parser.add_argument(
        "--n", type=int, default=FAULTS, help="faults to make in each row (%(default)s)"
    )
    parser.add_argument(
        "--phones",
        choices=get_args(Phones),
        default="sip",
        help="what the agents have: SIP phones, or the phone in the page (%(default)s)",
    )
    parser.add_argument("--seed", type=int, help="repeat the instants of an earlier run")
    parser.add_argument(
        "--long", action="store_true", help=f"also freeze the controller for 30 s {LONG_FREEZES} x"
    )
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.add_argument(
        "--evidence",
        type=Path,
        default=EVIDENCE,
        help="folder for what was seen when a promise was broken (%(default)s)",
    )
    return parser


def _ids() -> str:
    return ", ".join(dict.fromkeys(row.id for row in ROWS))


class _rows:
    """Reads `F01,F02` and refuses what is no row."""

    def __init__(self, known: set[str]) -> None:
        self._known = known

    def __call__(self, text: str) -> frozenset[str]:
        asked = frozenset(text.split(","))
        if asked - self._known:
            raise argparse.ArgumentTypeError(f"no such row: {', '.join(asked - self._known)}")
        return asked


if __name__ == "__main__":
    sys.exit(main())
