"""Who is watched on a busy machine."""

from __future__ import annotations

import pytest

from faults.machine import last_told

pytestmark = pytest.mark.unit


def test_an_asterisk_of_which_nobody_tells_is_watched_on() -> None:
    told = iter((None, 7, None, None, 9))
    pid = last_told(lambda: next(told))
    assert [pid() for _ in range(5)] == [0, 7, 7, 7, 9]
