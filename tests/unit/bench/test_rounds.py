from __future__ import annotations

import pytest

from bench.rounds import BLOCKS, block_sizes

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("calls", [1, 3, 4, 1000, 1003])
def test_blocks_hold_all_calls_and_are_alike(calls: int) -> None:
    sizes = block_sizes(calls)
    assert sum(sizes) == calls
    assert len(sizes) <= BLOCKS
    assert max(sizes) - min(sizes) <= 1
