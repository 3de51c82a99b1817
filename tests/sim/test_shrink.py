"""A failing script is cut down to what it needs, and survives being written down."""

from __future__ import annotations

import pytest

from tests.sim.generate import LEVELS, script_of
from tests.sim.script import Script, from_line, to_line
from tests.sim.shrink import shrink

pytestmark = pytest.mark.unit


def test_what_is_not_needed_is_left_out() -> None:
    script = next(
        each for each in (script_of(seed, "chaos") for seed in range(50)) if len(each.callers) > 4
    )
    needed = script.callers[3]

    def fails(shorter: Script) -> bool:
        return any(each.at == needed.at for each in shorter.callers)

    shortest = shrink(script, fails)
    assert [each.at for each in shortest.callers] == [needed.at]
    assert (shortest.callers[0].leaves, shortest.rings) == ((), {})
    assert (shortest.presses, shortest.flaps) == ((), ())


@pytest.mark.parametrize("level", LEVELS)
def test_a_script_is_one_line_and_the_same_seed_gives_it_again(level: str) -> None:
    script = script_of(3, level)
    line = to_line(script)
    assert "\n" not in line
    assert from_line(line) == script == script_of(3, level)
