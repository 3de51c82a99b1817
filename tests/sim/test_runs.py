"""Many days of calls against the real controller and heart: no promise is broken.

The levels and sweeps that hold are here; `python -m tests.sim` plays all of them, and more.
"""

from __future__ import annotations

import pytest

from tests.sim.generate import day, script_of
from tests.sim.script import Script
from tests.sim.seeds import Kept, kept
from tests.sim.sweep import STORY, broken_at_each
from tests.sim.world import play

pytestmark = pytest.mark.integration

SEQUENCES = 600
HELD_LEVELS = ("calm", "chaos")
OUTAGES, OUTAGE_SEQUENCES = ("killed", "long_outage", "frozen"), 100
GUEST_SEQUENCES = 30
HELD_SWEEPS = ("double", "swap")


def broken(script: Script) -> list[str]:
    return [str(each) for each in play(script)[0]]


@pytest.mark.parametrize("level", HELD_LEVELS)
def test_no_sequence_breaks_a_promise(level: str) -> None:
    failing = {
        seed: found for seed in range(SEQUENCES) if (found := broken(script_of(seed, level)))
    }
    assert not failing


@pytest.mark.parametrize("level", ["guests", "guests_killed"])
def test_whoever_comes_to_a_call_no_promise_is_broken(level: str) -> None:
    found = {seed: broken(script_of(seed, level)) for seed in range(GUEST_SEQUENCES)}
    assert {seed: each for seed, each in found.items() if each} == {}


@pytest.mark.parametrize("level", OUTAGES)
def test_no_outage_of_ours_breaks_a_promise(level: str) -> None:
    failing = {
        seed: found for seed in range(OUTAGE_SEQUENCES) if (found := broken(script_of(seed, level)))
    }
    assert not failing


@pytest.mark.parametrize("sweep", HELD_SWEEPS)
def test_no_single_fault_in_the_story_breaks_a_promise(sweep: str) -> None:
    failing = {
        number: found
        for number, script in enumerate(broken_at_each(sweep))
        if (found := broken(script))
    }
    assert not failing


def test_the_story_itself_holds_and_three_callers_talk() -> None:
    found, history = play(STORY)
    assert found == []
    assert sum(bool(each.talks) for each in history.callers.values()) == 3


def test_a_whole_day_with_its_opening_and_closing_holds() -> None:
    found, history = play(day(1))
    assert found == []
    assert len(history.callers) == 400


@pytest.mark.parametrize("seed", kept(), ids=lambda each: each.name)
def test_what_failed_once_never_fails_again(seed: Kept) -> None:
    assert broken(seed.script) == [], seed.why
