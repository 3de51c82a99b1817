"""A child that begins on a busy machine is not killed for its waiting."""

from __future__ import annotations

import asyncio
import sys

import pytest

from app import child
from app.child import BUSY_TIMES, Child, Silence, Spec
from app.stillness import Thread

pytestmark = pytest.mark.unit

PATIENCE_S = 0.02


@pytest.mark.parametrize(
    ("waits_s", "times"),
    [(PATIENCE_S, BUSY_TIMES), (0.0, 1)],
    ids=["waits for the processor", "is stuck"],
)
async def test_one_that_begins_is_given_time_as_long_as_others_hold_it_up(
    monkeypatch: pytest.MonkeyPatch, waits_s: float, times: int
) -> None:
    looks = 0

    def look(pid: int) -> dict[int, Thread]:
        nonlocal looks
        looks += 1
        return {1: Thread("S", 0.0, looks * waits_s, 0)}

    monkeypatch.setattr(child, "look", look)
    one = Child(Spec(name="one", command=(sys.executable,)), say=print, changed=lambda: None)
    silent = asyncio.StreamReader()
    assert await one._early_sign(silent, PATIENCE_S) == Silence(PATIENCE_S)
    assert looks == 2 * times


async def test_one_that_was_held_up_and_speaks_lives() -> None:
    one = Child(Spec(name="one", command=(sys.executable,)), say=print, changed=lambda: None)
    reader = asyncio.StreamReader()
    reader.feed_data(b"beat\n")
    assert await one._early_sign(reader, 5.0) == b"beat\n"


@pytest.mark.parametrize(("wanted", "stands_at"), [(10, 15), (17, 17)])
async def test_who_stands_back_farther_than_wanted_is_not_brought_forward(
    monkeypatch: pytest.MonkeyPatch, wanted: int, stands_at: int
) -> None:
    """Nobody but root may: an instance that runs under `nice` would not start."""
    asked: list[int] = []
    monkeypatch.setattr("os.getpriority", lambda *_: 15)
    monkeypatch.setattr("os.setpriority", lambda _which, _who, niceness: asked.append(niceness))
    command = (sys.executable, "-c", "import sys; sys.exit(int(sys.argv[1]) > 99)")
    one = Child(Spec(name="one", command=command, niceness=wanted), say=print, changed=lambda: None)
    started = one._start()
    with started.line:
        assert await asyncio.to_thread(started.process.wait) == 0
    assert asked == [stands_at]
