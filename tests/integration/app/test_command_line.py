"""The command line as an operator meets it: help, statuses, one clear line."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.up import STATE
from tests import program

pytestmark = pytest.mark.integration

COMMANDS = ("up", "demo", "check", "seats", "calls", "staff", "audit", "replay", "doctor")


def madoguchi(
    *arguments: str, home: Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command; each in a process of its own, as an operator does."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith("MADOGUCHI_")}
    return program.run(
        *arguments, environment={**clean, "MADOGUCHI_HOME": str(home), **(environment or {})}
    )


def one_line(text: str) -> str:
    """Assert that there is one line, and give it."""
    assert text.startswith("madoguchi: ")
    assert text.count("\n") == 1, text
    return text.removeprefix("madoguchi: ").rstrip("\n")


def test_help_names_every_command(tmp_path: Path) -> None:
    done = madoguchi("--help", home=tmp_path)
    assert done.returncode == 0
    assert all(f"  {name} " in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("command", [*((name,) for name in COMMANDS), ("seats", "set")])
def test_every_command_explains_itself(command: Sequence[str], tmp_path: Path) -> None:
    done = madoguchi(*command, "--help", home=tmp_path)
    assert done.returncode == 0
    assert "Usage: madoguchi" in done.stdout
    assert not done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("no-such-command",),
        ("up", "--no-such-option"),
        ("up", "--clock", "tomorrow"),
        ("up", "--clock", "2026-02-02T10:00"),
        ("seats", "set", "seat-01", "asleep"),
        ("seats", "set", "seat-01"),
        ("calls", "--last", "0"),
        ("replay", "/no/such/file"),
    ],
)
def test_wrong_usage_is_status_2(arguments: Sequence[str], tmp_path: Path) -> None:
    assert madoguchi(*arguments, home=tmp_path / "home").returncode == 2
    assert not (tmp_path / "home").exists()


def test_a_shipped_configuration_is_right(tmp_path: Path) -> None:
    done = madoguchi("check", home=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(madoguchi("check", "--json", home=tmp_path).stdout)
    assert (told["ok"], told["problems"]) == (True, [])
    assert "calls.wait_limit_s" in told["unconfirmed"]
    assert "calls.wait_limit_s" in done.stdout


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "madoguchi.toml").write_text("[web]\nprt = 1\n[asterisk]\nsip_port = 99999\n")
    done = madoguchi("check", home=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 2
    told = json.loads(madoguchi("check", "--json", home=tmp_path).stdout)
    assert {each["key"] for each in told["problems"]} == {"web.prt", "asterisk.sip_port"}


def test_up_starts_nothing_with_a_wrong_configuration(tmp_path: Path) -> None:
    (tmp_path / "madoguchi.toml").write_text("[web]\nprt = 1\n")
    done = madoguchi("up", home=tmp_path)
    assert done.returncode == 1
    assert "web.prt" in one_line(done.stderr)
    assert not any((tmp_path / name).exists() for name in STATE)


def test_up_on_a_home_that_is_no_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = madoguchi("up", home=tmp_path / "file" / "home")
    assert done.returncode == 1
    assert one_line(done.stderr).startswith("cannot use ")


@pytest.mark.clause("SPR-III-2-1")
def test_a_demo_never_empties_another_instances_home(tmp_path: Path) -> None:
    (tmp_path / "people.db").write_text("precious")
    done = madoguchi("demo", home=tmp_path)
    assert done.returncode == 1
    assert "no demo's" in one_line(done.stderr)
    assert (tmp_path / "people.db").read_text() == "precious"


@pytest.mark.parametrize("arguments", [("seats",), ("calls",), ("calls", "--json")])
def test_reading_a_home_that_never_ran_is_one_line(
    arguments: Sequence[str], tmp_path: Path
) -> None:
    done = madoguchi(*arguments, home=tmp_path)
    assert done.returncode == 1
    assert "plain.json" in one_line(done.stderr)


def test_setting_a_seat_needs_a_running_instance(tmp_path: Path) -> None:
    done = madoguchi("seats", "set", "seat-01", "ready", home=tmp_path)
    assert done.returncode == 1
    assert one_line(done.stderr).startswith("no running instance on ")


def test_replaying_what_is_no_log_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text("nonsense\n")
    done = madoguchi("replay", str(tmp_path / "log.jsonl"), home=tmp_path)
    assert done.returncode == 1
    assert "log line 1" in one_line(done.stderr)


def test_doctor_tells_what_is_there(tmp_path: Path) -> None:
    told = json.loads(madoguchi("doctor", "--json", home=tmp_path).stdout)
    known = {each["what"] for each in told}
    assert {"Python and packages", "Disk", "Configuration", "Asterisk", "Database"} <= known
    assert {"Announcements", "Instance key"} <= known
