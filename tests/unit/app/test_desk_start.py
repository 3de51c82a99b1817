"""The applications of a home, as the office finds them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.desk_start import case_room_of
from app.errors import PlainUnreadable
from app.home import open_home
from cases.plan import encode
from tests.unit.app.test_plain import plain
from tests.unit.cases.applications import plan

pytestmark = pytest.mark.unit


def test_the_office_reads_the_plan_that_was_kept(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")
    home.versions.mkdir(parents=True)
    (home.versions / "p1.json").write_bytes(encode(plan()))
    room = case_room_of(home, replace(plain(asterisk=None), cases="p1"))
    assert room is not None
    assert room.plan == plan()
    assert room.shelf.schema == plan().schema


def test_a_campaign_without_applications_has_no_room(tmp_path: Path) -> None:
    assert case_room_of(open_home(tmp_path), plain(asterisk=None)) is None


def test_another_versions_plan_is_one_clear_error(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")
    home.versions.mkdir(parents=True)
    (home.versions / "p1.json").write_bytes(b"{}")
    with pytest.raises(PlainUnreadable, match=r"p1\.json"):
        case_room_of(home, replace(plain(asterisk=None), cases="p1"))
