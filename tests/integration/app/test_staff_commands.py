"""`madoguchi staff` and `madoguchi audit` as an operator meets them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.integration.app.small_campaign import home_with
from tests.integration.app.test_command_line import madoguchi, one_line

pytestmark = pytest.mark.integration


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home_with(tmp_path / "home", [])
    return tmp_path / "home"


def test_people_are_added_designated_listed_reset_and_disabled(home: Path) -> None:
    added = madoguchi(
        *("staff", "add", "admin", "--name", "管理 太郎", "--role", "admin", "--json"), home=home
    )
    first = json.loads(added.stdout)["first_password"]
    assert madoguchi("staff", "designate", "admin", "--from", "2026-02-02", home=home).stdout
    reset = json.loads(madoguchi("staff", "reset", "admin", "--json", home=home).stdout)
    assert reset["first_password"] != first
    assert madoguchi("staff", "disable", "admin", home=home).returncode == 0
    listed = json.loads(madoguchi("staff", "list", "--json", home=home).stdout)
    assert [(each["login"], each["role"]) for each in listed] == [("admin", "admin")]
    assert listed[0]["disabled_at"]
    assert first not in madoguchi("staff", "list", home=home).stdout
    assert "管理 太郎" in madoguchi("staff", "roster", home=home).stdout


@pytest.mark.clause("SUI-11-4-ケ")
def test_the_trail_of_a_day_is_given_out_whole(home: Path) -> None:
    for n in range(2):
        madoguchi("staff", "add", f"op{n}", "--name", "甲", "--role", "agent", home=home)
    whole = json.loads(madoguchi("audit", "show", "--json", home=home).stdout)
    day = whole[0]["at"][:10]
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()

    def shown(*asked: str) -> list[str]:
        found = madoguchi("audit", "show", "--json", *asked, home=home).stdout
        return [each["action"] for each in json.loads(found)]

    assert shown("--from", day)[:2] == ["staff_added", "staff_added"]
    assert shown("--from", before, "--to", day, "--last", "1") == ["audit_read"]
    assert shown("--to", before) == []
    assert madoguchi("audit", "show", "--from", day, "--to", before, home=home).returncode == 2


def test_the_trail_is_shown_proved_and_anchored(home: Path) -> None:
    madoguchi("staff", "add", "op1", "--name", "甲", "--role", "agent", home=home)
    anchored = json.loads(madoguchi("audit", "anchor", "--json", home=home).stdout)
    shown = json.loads(madoguchi("audit", "show", "--json", home=home).stdout)
    assert [each["action"] for each in shown] == ["staff_added", "audit_anchored"]
    assert shown[0]["who"].startswith("cli:")
    again = json.loads(madoguchi("audit", "show", "--json", home=home).stdout)
    assert again[-1]["action"] == "audit_read"
    anchor = f"{anchored['n']}:{anchored['hash']}"
    assert madoguchi("audit", "verify", "--anchor", anchor, home=home).returncode == 0
    with closing(sqlite3.connect(home / "rows.db", isolation_level=None)) as rows:
        rows.execute("DROP TRIGGER audit_no_update")
        rows.execute("UPDATE audit SET who = 's9' WHERE n = 1")
    broken = madoguchi("audit", "verify", home=home)
    assert broken.returncode == 1
    assert one_line(broken.stderr) == "the audit trail is broken at entry 1: altered"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("staff", "disable", "nobody"), 1),
        (("staff", "add", "A B", "--name", "甲", "--role", "agent"), 1),
        (("staff", "add", "op1", "--name", "甲", "--role", "king"), 2),
        (("staff", "designate", "op1"), 2),
        (("staff", "designate", "op1", "--from", "tomorrow"), 2),
        (("audit", "verify", "--anchor", "nonsense"), 2),
    ],
)
def test_wrong_use_is_one_clear_answer(arguments: tuple[str, ...], status: int, home: Path) -> None:
    done = madoguchi(*arguments, home=home)
    assert done.returncode == status
    assert "Traceback" not in done.stderr
