"""A killed controller leaves what it wrote and what it sent, and nothing else."""

from __future__ import annotations

from itertools import count

import msgspec
import pytest

from tests.sim.campaigns import campaign_of, guidance
from tests.sim.life import Life
from tests.sim.memory_log import Disk, MemoryLog
from tests.sim.script import Kill, Terms
from tests.sim.sweep import STORY
from tests.sim.world import World, play

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(("dies_at", "written"), [(0, 0), (1, 1), (2, 1), (3, 2)])
def test_a_record_is_lost_if_the_kill_comes_before_it_and_kept_if_after(
    dies_at: int, written: int
) -> None:
    disk, steps = Disk(files=[[]]), count()
    log = MemoryLog(disk, Life(count=steps.__next__, dies_at=dies_at.__eq__))
    log.write(b"1\n")
    log.write(b"2\n")
    assert len(disk.files[0]) == written


def test_an_empty_disk_gives_a_fresh_center_and_a_header_the_state() -> None:
    world = World(STORY)
    world.play()
    restored = world.disk.restore(world.campaign, guidance())
    assert restored.last_n == len(world.disk.records())
    assert set(restored.center.state.seats) == {"seat-01", "seat-02"}
    fresh = Disk().restore(campaign_of(Terms()), guidance())
    assert (fresh.last_n, fresh.center.state.seats) == (0, {})


def test_a_controller_killed_while_nobody_calls_goes_on_from_its_log() -> None:
    script = msgspec.structs.replace(STORY, kills=(Kill(at=1.5, down=0.3),))
    world = World(script)
    history = world.play()
    headers = [each[0] for each in world.disk.files]
    assert (history.kills, history.broken, len(headers)) == (1, [], 2)
    assert b"seat-01" in headers[1]
    assert sum(bool(each.talks) for each in history.callers.values()) == 3


def test_the_same_script_happens_the_same_way_twice() -> None:
    first, second = play(STORY)[1], play(STORY)[1]
    assert first.callers == second.callers
    assert (first.points, first.events) == (second.points, second.events)
