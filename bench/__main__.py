"""`python -m bench`: measure, print the table, exit 1 if it is not good enough."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench import table
from bench.campaign import LINE, campaign_file, seat_names
from bench.errors import BenchError
from bench.instance import instance
from bench.load import answering_seats
from bench.queue_side import open_queue
from bench.rounds import Arena, compare
from tests.asterisk.phones.errors import PhoneError

SEATS = 200
CONTEXT = "from-trunk"
_RATES = (10, 30, 60, 100)


def main(arguments: Sequence[str] | None = None) -> int:
    """Hold the bench and give the exit status."""
    options = _parser().parse_args(arguments)
    _write(table.heading())
    complaints: list[str] = []
    try:
        for record in (False, True):
            complaints += asyncio.run(_measure(options.rates, options.calls, record=record))
    except (BenchError, PhoneError) as problem:
        sys.stderr.write(f"bench: {problem}\n")
        return 1
    _write(table.verdict(complaints))
    return 1 if complaints else 0


async def _measure(rates: Sequence[int], calls: int, *, record: bool) -> list[str]:
    """Measure both sides on one new instance, write each rate as it is known, and complain."""
    seats = seat_names(SEATS)
    complaints: list[str] = []
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as name:
        home, folder = Path(name) / "home", Path(name)
        home.mkdir()
        async with instance(home, text=campaign_file(seats=SEATS, record=record)) as running:
            await open_queue(running.console(), seats, context=CONTEXT, record=record)
            async with answering_seats(running.sip, await running.passwords(), folder):
                await running.all_ready(seats)
                arena = Arena(running.sip, LINE, running.controller, running.asterisk_pid, folder)
                found = compare(arena, rates=rates, calls=calls, record=record, say=_say)
                async for comparison in found:
                    _write(table.lines(comparison))
                    complaints += comparison.complaints()
    return complaints


def _write(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "--calls", type=int, default=1000, help="calls of each side at each rate (%(default)s)"
    )
    parser.add_argument(
        "--rates", type=_rates, default=_RATES, help="calls a second, such as 10,30,60,100"
    )
    return parser


def _rates(text: str) -> tuple[int, ...]:
    return tuple(int(rate) for rate in text.split(","))


if __name__ == "__main__":
    sys.exit(main())
