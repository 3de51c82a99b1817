"""The fast lane of the fault bench's simulated rows; `make faults` plays every point of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from faults.row import ROWS, SimulatedRow
from faults.simulated import simulate

pytestmark = pytest.mark.integration

SEED = 1
SEQUENCES = 25
EVERY = 16
"""A sweep has about a thousand points."""

SIMULATED = [
    replace(row, levels=levels, sweeps=sweeps)
    for row in ROWS
    if isinstance(row, SimulatedRow)
    for levels, sweeps in (
        *(((level,), ()) for level in row.levels),
        *(((), (sweep,)) for sweep in row.sweeps),
    )
]


@pytest.mark.parametrize(
    "row", SIMULATED, ids=lambda row: f"{row.id} {' '.join((*row.levels, *row.sweeps))}"
)
def test_no_promise_is_broken_in_a_simulated_asterisk(row: SimulatedRow) -> None:
    counts = simulate(row, sequences=SEQUENCES, seed=SEED, every=EVERY)
    assert counts.sequences >= SEQUENCES
    assert counts.failing == {}
