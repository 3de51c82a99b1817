"""`madoguchi cases` as an operator uses it: sample, dry run, import, import again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.plain import write_plain
from tests.integration.app.test_command_line import madoguchi, one_line
from tests.unit.app.test_plain import plain

pytestmark = pytest.mark.integration


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home as `up` leaves it."""
    url = f"sqlite:///{tmp_path / 'madoguchi.db'}"
    write_plain(
        tmp_path / "plain.json", replace(plain(asterisk=None), zone="Asia/Tokyo", database_url=url)
    )
    return tmp_path


def test_a_sample_is_imported_once_and_tells_its_mistakes(home: Path) -> None:
    csv, report = home / "online.csv", home / "report.csv"
    assert madoguchi("cases", "sample", str(csv), "--n", "500", home=home).returncode == 0
    dry = madoguchi("cases", "import", str(csv), "--dry-run", "--json", home=home)
    assert dry.returncode == 0, dry.stderr
    told = json.loads(dry.stdout)
    assert (told["added"], told["deficient"], told["is_dry"]) == (500, 46, True)
    done = madoguchi("cases", "import", str(csv), "--report", str(report), home=home)
    assert done.returncode == 0, done.stderr
    assert "新規 500、変更 0、同じ 0" in done.stdout
    assert len(report.read_text("utf-8-sig").splitlines()) == 1 + len(told["problems"])
    again = json.loads(madoguchi("cases", "import", str(csv), "--json", home=home).stdout)
    assert (again["added"], again["same"], again["problems"]) == (0, 500, [])


def test_a_file_that_is_none_is_one_clear_line(home: Path) -> None:
    wrong = home / "wrong.csv"
    wrong.write_bytes(b"PK\x03\x04")
    done = madoguchi("cases", "import", str(wrong), home=home)
    assert done.returncode == 1
    assert "CSV ではありません" in one_line(done.stderr.splitlines()[-1] + "\n")


def test_two_gigabytes_are_refused_unread(home: Path) -> None:
    huge = home / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(2 << 30)
    done = madoguchi("cases", "import", str(huge), home=home)
    assert done.returncode == 1
    assert "大きすぎます" in one_line(done.stderr)


def test_a_home_that_was_never_started_says_so(tmp_path: Path) -> None:
    csv = tmp_path / "x.csv"
    csv.write_text("a,b\n")
    done = madoguchi("cases", "import", str(csv), home=tmp_path / "none")
    assert done.returncode == 1
    assert one_line(done.stderr)


def test_a_case_is_found_and_exported(home: Path) -> None:
    csv, out = home / "online.csv", home / "out.csv"
    madoguchi("cases", "sample", str(csv), "--n", "20", "--flawless", home=home)
    assert madoguchi("cases", "import", str(csv), home=home).returncode == 0
    done = madoguchi("cases", "export", str(out), home=home)
    assert done.returncode == 0, done.stderr
    assert out.stat().st_mode & 0o077 == 0
    phone = next(each for each in out.read_text("utf-8-sig").split('"') if each.startswith("0"))
    [found] = json.loads(madoguchi("cases", "find", phone, "--json", home=home).stdout)
    assert (found["status"], found["score"]) == ("received", 1.0)
    nobody = madoguchi("cases", "find", "0110000000", home=home)
    assert nobody.stdout.strip() == "該当する申請はありません。"
    twice = madoguchi("cases", "export", str(out), home=home)
    assert twice.returncode == 1
    assert str(out) in one_line(twice.stderr)
