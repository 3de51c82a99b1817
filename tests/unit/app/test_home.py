"""Who holds a home."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.errors import HomeTaken
from app.home import holder_of, lock_home, open_home

pytestmark = pytest.mark.unit


def test_a_lock_names_its_holder_as_long_as_it_is_held(tmp_path: Path) -> None:
    home = open_home(tmp_path)
    assert holder_of(home) is None
    held = lock_home(home)
    assert holder_of(home) == os.getpid()
    with pytest.raises(HomeTaken):
        lock_home(home)
    os.close(held)
    assert holder_of(home) is None


def test_to_ask_who_holds_it_takes_nothing(tmp_path: Path) -> None:
    home = open_home(tmp_path)
    os.close(lock_home(home))
    assert holder_of(home) is None
    os.close(lock_home(home))
