"""`madoguchi ivr check`, as an operator runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import COMMANDS

pytestmark = pytest.mark.unit

FLOWS = Path(__file__).parents[3] / "data" / "flows"


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(COMMANDS, ["ivr", "check", *arguments])
    return done.exit_code, done.output


def test_shipped_flows_have_no_problem() -> None:
    status, told = run(str(FLOWS.parents[2] / "ivr_flows" / "flows"))
    assert (status, told) == (0, "問題はありません（案内 10 件）\n")


def test_all_problems_of_all_files_are_told_with_file_and_line() -> None:
    names = ("unknown_node", "menu_without_branches")
    status, told = run(*(str(FLOWS / "bad" / f"{name}.toml") for name in names), "--json")
    problems = json.loads(told)["problems"]
    assert status == 1
    assert [(Path(each["file"]).stem, each["line"], each["key"]) for each in problems] == [
        ("unknown_node", 4, "nodes.hello.next"),
        ("menu_without_branches", 1, "nodes.choose.timeout"),
        ("menu_without_branches", 1, "nodes.choose.wrong"),
    ]


def test_an_unknown_campaign_is_told() -> None:
    status, told = run(str(FLOWS / "good" / "limited.toml"), "--campaign", "saporo", "--json")
    assert status == 1
    assert "sapporo" in json.loads(told)["problems"][0]["hint"]


def test_a_file_that_is_not_there_is_wrong_usage() -> None:
    assert run("nowhere.toml")[0] == 2
