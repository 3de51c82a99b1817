"""`madoguchi cases` as an operator uses it: sample, dry run, import, import again."""

from __future__ import annotations

import csv
import io
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


def test_a_payment_run_is_made_exported_twice_alike_and_cancelled(home: Path) -> None:
    push, past = home / "push.csv", home / "past.csv"
    madoguchi("cases", "sample", str(push), "--n", "30", "--flawless", home=home)
    madoguchi("cases", "sample", str(past), "--n", "5", "--flawless", "--seed", "9", home=home)
    assert madoguchi("cases", "import", str(push), "--kind", "push", home=home).returncode == 0
    make = ("cases", "pay", "make", "--on", "2026-03-26", "--with-push")
    refused = madoguchi(*make, home=home)
    assert refused.returncode == 1
    assert "過去支給対象者" in one_line(refused.stderr)
    assert madoguchi("cases", "import", str(past), "--kind", "past", home=home).returncode == 0
    dry = madoguchi(*make, "--dry-run", home=home)
    assert "30 件" in dry.stdout
    assert "何も変えていません" in dry.stdout
    holiday = madoguchi(*make[:-2], "2026-03-20", "--with-push", home=home)
    assert (holiday.returncode, "営業日" in holiday.stdout) == (1, True)
    made = json.loads(madoguchi(*make, "--json", home=home).stdout)
    assert (made["run"], made["totals"]["records"], made["on"]) == ("F-0001", 30, "2026-03-26")
    for name in ("one", "two"):
        done = madoguchi("cases", "pay", "export", "F-0001", str(home / name), home=home)
        assert done.returncode == 0, done.stderr
    found = {each.name: each.read_bytes() for each in (home / "one").iterdir()}
    assert set(found) == set(made["files"])
    assert found == {each.name: each.read_bytes() for each in (home / "two").iterdir()}
    assert (home / "one").stat().st_mode & 0o077 == 0
    left = json.loads(
        madoguchi("audit", "show", "--action", "run_exported", "--json", home=home).stdout
    )
    assert [each["subject"] for each in left] == ["F-0001", "F-0001"]
    assert "ありません" in madoguchi("cases", "pay", "held", home=home).stdout
    cancel = ("cases", "pay", "cancel", "F-0001", "--why", "日付の誤り", "--yes")
    assert "30 件" in madoguchi(*cancel, home=home).stdout
    [run] = json.loads(madoguchi("cases", "pay", "list", "--json", home=home).stdout)
    assert (run["state"], run["cases"]) == ("cancelled", 30)


def test_every_wrong_row_of_a_past_list_is_in_the_report(home: Path) -> None:
    past, report = home / "past.csv", home / "report.csv"
    madoguchi("cases", "sample", str(past), "--n", "60", "--flawless", home=home)
    heading, *rows = past.read_text("utf-8-sig").splitlines()
    past.write_text("\n".join([heading, rows[0], *(row + ",x" for row in rows[1:])]), "utf-8")
    take = ("cases", "import", str(past), "--kind", "past", "--report", str(report))
    done = madoguchi(*take, home=home)
    assert (done.returncode, "ほか 9 行" in one_line(done.stderr.splitlines()[-1] + "\n")) == (
        1,
        True,
    )
    told = list(csv.reader(io.StringIO(report.read_text("utf-8-sig"))))[1:]
    assert [(row[0], row[5]) for row in told] == [(str(n), "×") for n in range(3, 62)]
    assert all("列が" in row[3] for row in told)
    past.write_text("\n".join([heading, *rows]), "utf-8")
    done = madoguchi(*take, home=home)
    assert (done.returncode, "新規 60" in done.stdout) == (0, True), done.stderr


def test_a_double_payment_is_held_until_it_is_released(home: Path) -> None:
    people = home / "people.csv"
    madoguchi("cases", "sample", str(people), "--n", "3", "--flawless", home=home)
    for kind in ("push", "past"):
        done = madoguchi("cases", "import", str(people), "--kind", kind, home=home)
        assert done.returncode == 0, done.stderr
    make = ("cases", "pay", "make", "--on", "2026-03-26", "--with-push")
    assert madoguchi(*make, home=home).returncode == 1
    held = json.loads(madoguchi("cases", "pay", "held", "--json", home=home).stdout)
    assert {(each["level"], each["is_block"]) for each in held} == {("child", True)}
    release = ("cases", "pay", "release", held[0]["number"], "--why", "同姓同名", "--by", "sv1")
    nobody = madoguchi(*release, home=home)
    assert (nobody.returncode, "sv1" in one_line(nobody.stderr)) == (1, True)
    joined = madoguchi("staff", "add", "sv1", "--name", "責任者", "--role", "supervisor", home=home)
    assert joined.returncode == 0, joined.stderr
    no = madoguchi(*release, home=home)
    assert no.returncode == 1
    assert "委託者" in one_line(no.stderr)
    assert madoguchi(*release, "--client-decided", home=home).returncode == 0
    assert "1 件" in madoguchi(*make, home=home).stdout
    paid = madoguchi("cases", "pay", "paid", "F-0001", "--by", "sv1", home=home)
    assert (paid.returncode, "1 件" in paid.stdout) == (0, True), paid.stderr
    step = ("cases", "step", held[0]["number"], "--to")
    assert madoguchi(*step, "notified", home=home).returncode == 0
    refused = madoguchi(*step, "done", home=home)
    assert (refused.returncode, "管理者だけ" in one_line(refused.stderr)) == (1, True)
    assert madoguchi(*step, "done", "--by", "sv1", home=home).returncode == 0
