"""A script that was written but never asserted has tested nothing: its test fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.callcenter.playbook import unplayed


@pytest.fixture(autouse=True)
def every_playbook_is_played() -> Iterator[None]:
    """Look after each test for scripts that nobody played."""
    unplayed()
    yield
    left = unplayed()
    if left:
        pytest.fail(f"{len(left)} unfinished playbook(s): write `assert book >> ... << ...`")
