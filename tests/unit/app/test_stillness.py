"""Whether a silent process is stuck: neither the processor nor a disk kept it waiting."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from app.stillness import Thread, is_still, look

pytestmark = pytest.mark.unit

ASLEEP = Thread("S", 5.0, 1.0, 10)


@pytest.mark.parametrize(
    ("after", "is_stuck"),
    [
        (ASLEEP, True),
        (replace(ASLEEP, state="T"), True),
        (replace(ASLEEP, state="R", ran_s=5.9), True),
        (replace(ASLEEP, state="R", ran_s=5.1), False),
        (replace(ASLEEP, waited_s=1.3), False),
        (replace(ASLEEP, waited_s=1.1), True),
        (replace(ASLEEP, state="D"), False),
        (replace(ASLEEP, major_faults=11), False),
    ],
    ids=[
        "sleeps",
        "is stopped",
        "computes without an end",
        "waits for its turn",
        "had to wait for its turn",
        "waited a little",
        "waits for a disk",
        "waited for memory",
    ],
)
def test_a_process_that_was_held_up_is_not_stuck(after: Thread, is_stuck: bool) -> None:
    assert is_still({1: ASLEEP, 2: ASLEEP}, {1: ASLEEP, 2: after}, for_s=1.0) is is_stuck


def test_what_linux_does_not_tell_is_not_held_against_it() -> None:
    assert is_still({}, {}, for_s=1.0) is False
    assert is_still({1: ASLEEP}, {2: ASLEEP}, for_s=1.0) is False


def test_a_process_is_looked_at_thread_by_thread() -> None:
    threads = look(os.getpid())
    assert threads[os.getpid()].ran_s > 0
    assert threads[os.getpid()].state == "R"
    assert look(2**22 + 1) == {}
