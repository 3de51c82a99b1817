from __future__ import annotations

import pytest

from bench import table
from bench.call_book import Placed
from bench.result import Comparison, Side

pytestmark = pytest.mark.unit


def test_each_rate_is_three_lines_with_the_ratios() -> None:
    ours = Side([Placed(0.0, 0.006)], controller_s=0.0055, asterisk_s=0.018)
    queue = Side([Placed(0.0, 0.004)], asterisk_s=0.009)
    _, head = table.heading()
    first, second, third = table.lines(Comparison(60, True, ours, queue))
    assert first.split() == [
        *("60", "Madoguchi", "+", "recording", "1", "0", "6.0", "6.0", "6.0", "5.5", "18.0")
    ]
    assert second.split() == [
        *("60", "Queue()", "+", "MixMonitor", "1", "0", "4.0", "4.0", "4.0", "-", "9.0")
    ]
    assert third.split() == ["ratio", "1.50", "1.50", "1.50"]
    assert len({len(line) for line in (head, first, second)}) == 1


def test_a_controller_that_began_anew_is_told() -> None:
    *_, last = table.lines(Comparison(100, True, Side(restarts=2), Side()))
    assert last.strip() == "our controller began anew in 2 blocks"


def test_the_verdict_names_every_complaint() -> None:
    assert list(table.verdict(["a", "b"])) == ["FAILED: a", "FAILED: b"]
    assert next(table.verdict([])).startswith("PASSED")
