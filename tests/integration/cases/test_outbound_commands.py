"""`madoguchi outbound plan`, `numbers`, `asked`, `unreached` as an operator uses them."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, create_engine, select

from app.clock import clock_with
from app.home import make_home, open_home
from app.kept import keep
from app.plain import read_plain, write_plain
from config import plain as campaigns
from config.campaign import load_campaign
from storage.case_tables import Case, CaseDeficiency
from storage.contact_tables import ContactAttemptCase
from storage.keys import instance_key
from storage.people import People
from tests.integration.app.test_command_line import madoguchi
from tests.integration.storage.attempts import an_attempt
from tests.unit.app.test_plain import plain
from tests.unit.config.test_campaign import FLOWS

pytestmark = pytest.mark.integration


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home as `up` leaves it, with Sapporo's campaign."""
    opened = open_home(tmp_path)
    make_home(opened)
    campaign = load_campaign("sapporo", flows=FLOWS)
    assert not isinstance(campaign, list)
    name = keep(opened, campaigns.write(campaign))
    url = f"sqlite:///{tmp_path / 'madoguchi.db'}"
    made = replace(plain(asterisk=None), zone="Asia/Tokyo", database_url=url, campaign=name)
    write_plain(opened.plain, made)
    to(tmp_path, "2026-03-02T10:00")
    return tmp_path


def to(home: Path, text: str) -> None:
    """Set the home's clock, of the zone of Sapporo."""
    wanted = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Tokyo"))
    ahead_s = (wanted - clock_with(0.0)()).total_seconds()
    place = open_home(home).plain
    write_plain(place, replace(read_plain(place), clock_offset_s=ahead_s))


def promise(home: Path) -> None:
    """Have an open callback, to a number that is no applicant's."""
    opened, at = open_home(home), "2026-03-02 01:00:00"
    with People(opened.people, instance_key(opened.key), clock=clock_with(0.0)) as people:
        person = people.id_of("+81312345678")
        assert people.flush(5.0)
    with contextlib.closing(sqlite3.connect(home / "madoguchi.db")) as rows, rows:
        rows.execute(
            "insert into callbacks (id, person, state, since, promised_at, due, tries, taken_from,"
            " promised_by, why) values ('cb-1', ?, 'due', ?, ?, ?, 0, '', '', '')",
            (person, at, at, at),
        )


def planned(home: Path, at: str) -> list[dict[str, Any]]:
    told = madoguchi("outbound", "plan", "--at", at, "--json", home=home)
    assert told.returncode == 0, told.stderr
    rows: list[dict[str, Any]] = json.loads(told.stdout)
    return rows


def test_the_plan_says_who_is_called_when_and_why_not(home: Path) -> None:
    csv = home / "online.csv"
    assert madoguchi("cases", "sample", str(csv), "--n", "300", home=home).returncode == 0
    assert madoguchi("cases", "import", str(csv), home=home).returncode == 0
    rows = planned(home, "2026-03-03T10:00")
    assert rows
    reasons = {each["reason"] for each in rows}  # online: not before they were sent back
    assert "to_send_back" in reasons <= {"to_send_back", "no_number"}
    assert all(each["when"] is None and each["cases"][0].startswith("S-O-") for each in rows)
    shown = madoguchi("outbound", "plan", "--at", "2026-03-03T10:00", home=home)
    assert f"架電できる人 0 人、ほか {len(rows)} 人（差し戻しがまだ " in shown.stdout
    wrong = madoguchi("outbound", "plan", "--at", "tomorrow", home=home)
    assert (wrong.returncode, "2026-03-03T10:00" in wrong.stderr) == (2, True)
    assert json.loads(madoguchi("outbound", "numbers", "--json", home=home).stdout)["attempts"] == 0
    numbers = [each["cases"][0] for each in rows if each["reason"] == "to_send_back"][:2]
    for number, day in zip(numbers, ("02", "03"), strict=True):
        to(home, f"2026-03-{day}T11:00")
        sent = madoguchi("cases", "send-back", "done", number, home=home)
        assert sent.returncode == 0, sent.stderr
    found = {each["cases"][0]: each for each in planned(home, "2026-03-05T10:00")}
    due, later = (found[each] for each in numbers)
    assert due["reason"] == "due"
    promise(home)
    shown = madoguchi("outbound", "plan", "--at", "2026-03-05T10:00", home=home)
    assert "管理者が架電を始めている間" in shown.stdout
    assert "先に、約束した折り返し 1 件にかけます" in shown.stdout
    [first] = [each for each in shown.stdout.splitlines() if "いま架電できます" in each]
    assert first.split()[:2] == ["1", numbers[0]]
    assert (later["reason"], later["when"]) == ("sent_back", "2026-03-06T09:00:00.000+09:00")
    asked = madoguchi("outbound", "asked", "011-211-3944", home=home)
    assert asked.stdout == "こちらからの架電はありません。\n"
    count_papers_of_another_day(home, numbers[0])


def count_papers_of_another_day(home: Path, number: str) -> None:
    """Have something supplied on the third, after a call of the second: it is in the numbers."""
    store = create_engine(f"sqlite:///{home / 'madoguchi.db'}")
    with Session(store) as session:
        case = session.exec(select(Case).where(Case.number == number)).one()
        asked = select(CaseDeficiency).where(CaseDeficiency.case == case.seq)
        lacking = session.exec(asked.where(CaseDeficiency.severity == "deficiency")).first()
        assert lacking is not None
        then = lacking.found_at + timedelta(minutes=1)
        call = an_attempt("out.x.1", then, begun_at=then, dialled_at=then, result="understood")
        lacking.closed_at, lacking.how = lacking.found_at + timedelta(days=1), "supplied"
        session.add(call)
        session.flush()
        session.add(ContactAttemptCase(attempt=call.id, case=case.seq))
        session.commit()
    store.dispose()
    counted = madoguchi("outbound", "numbers", "--from", "2026-03-03", home=home).stdout
    assert "架電 0、本人応答 0、不備の解消 1" in counted
    assert counted.splitlines()[-1].split() == ["1回目", "0", "0", "1"]


@pytest.mark.parametrize("far", ["0001-01-01T00:00", "9999-12-31T23:59Z"])
def test_a_time_that_no_clock_reaches_is_one_clear_error(home: Path, far: str) -> None:
    told = madoguchi("outbound", "plan", "--at", far, home=home)
    assert (told.returncode, "2000年から2099年まで" in told.stderr) == (2, True)
    command = ("callbacks", "promise", "011-211-3944", "--at", far)
    told = madoguchi(*command, home=home)
    assert told.returncode == 1
    why = f"{far!r} cannot be promised: give a time from today on, within 60 days"
    assert told.stderr == f"madoguchi: {why}\n"
