"""`madoguchi close-day` and `work` as an operator meets them: papers, who closed, what waits."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.case_form import plan_named
from app.cli.desk_call import at_desk
from app.cli.main import COMMANDS
from app.clock import clock_with
from app.home import open_home
from app.plain import read_plain, write_plain
from cases import plan as plans
from desk import help
from desk.desk import Desk
from storage.audit import Actor
from tests.integration.app.small_campaign import events_of_a_morning, home_with
from tests.integration.app.test_command_line import madoguchi, one_line
from tests.integration.desk.people import newcomer

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
    done = CliRunner().invoke(COMMANDS, ["close-day", "--json", "--home", str(home)])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["day"], told["answered"], told["recorded"]) == ("2026-02-02", 0, 0)
    assert (told["open"], told["progress_list"]) == ([], "P-0001")
    (closing,) = told["closings"]
    assert closing["by"].startswith("cli:")
    assert (closing["n"], closing["open"], closing["progress_list"]) == (1, [], "P-0001")


def test_the_work_lists_are_told_to_programs(home: Path) -> None:
    async def asked(desk: Desk, _: Actor) -> None:
        person = await newcomer(desk)
        who = await person.who(await person.first_sign_in())
        assert await help.not_found(desk, who, "別居の児童は", category="", call=None)

    at_desk(open_home(home), asked)
    done = CliRunner().invoke(COMMANDS, ["work", "--json", "--home", str(home)])
    assert done.exit_code == 0, done.output
    (told,) = json.loads(done.stdout)
    assert (told["list"], told["what"], told["owner"], told["late"]) == (
        *("questions", "別居の児童は"),
        *(None, False),
    )
