from __future__ import annotations

import pytest

from bench.process_cpu import used_s

pytestmark = pytest.mark.unit


def test_the_name_of_a_process_may_hold_anything() -> None:
    before = "42 (a) b (c)) S " + " ".join(["0"] * 10)
    assert used_s(f"{before} 150 50 0 0", ticks=100) == 2.0
