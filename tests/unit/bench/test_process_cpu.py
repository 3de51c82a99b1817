from __future__ import annotations

import pytest

from bench.process_cpu import cpu_s, used_s

pytestmark = pytest.mark.unit


def test_the_name_of_a_process_may_hold_anything() -> None:
    before = "42 (a) b (c)) S " + " ".join(["0"] * 10)
    assert used_s(f"{before} 150 50 0 0", ticks=100) == 2.0


def test_who_is_gone_uses_nothing() -> None:
    assert cpu_s(2**22 + 1) == 0.0  # beyond the kernel's greatest process number
