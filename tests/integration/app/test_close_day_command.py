"""`madoguchi close-day` as an operator meets it: it makes the papers and keeps who closed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.case_form import plan_named
from app.clock import clock_with
from app.plain import read_plain, write_plain
from cases import plan as plans
from tests.integration.app.small_campaign import events_of_a_morning, home_with
from tests.integration.app.test_command_line import madoguchi, one_line

pytestmark = pytest.mark.integration

EVENING = datetime(2026, 2, 2, 9, 20, tzinfo=UTC)
"""18:20 of the campaign's only day."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made, _ = home_with(tmp_path / "home", events_of_a_morning())
    plan = plan_named("sapporo")
    assert plan is not None
    (made.versions / "cases.json").write_bytes(plans.encode(plan))
    offset = (EVENING - clock_with(0.0)()) / timedelta(seconds=1)
    plain = replace(read_plain(made.plain), cases="cases", clock_offset_s=offset)
    write_plain(made.plain, plain)
    return made.folder


def test_a_day_is_closed_with_its_papers_and_no_day_before_its_end(home: Path) -> None:
    early = madoguchi("close-day", "--day", "2026-02-01", home=home)
    assert early.returncode == 1
    assert "2026-02-01 is not closed: it is no operating day" in one_line(early.stderr)
    done = madoguchi("close-day", "--json", home=home)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["day"], told["answered"], told["recorded"]) == ("2026-02-02", 0, 0)
    assert (told["open"], told["progress_list"]) == ([], "P-0001")
    (closing,) = told["closings"]
    assert closing["by"].startswith("cli:")
    assert (closing["n"], closing["open"], closing["progress_list"]) == (1, [], "P-0001")
