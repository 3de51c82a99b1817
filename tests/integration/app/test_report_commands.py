"""`madoguchi report` and `madoguchi kpi` as an operator meets them, without a running instance."""

from __future__ import annotations

import asyncio
import json
import subprocess
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from agent_ui.report_words import MADE_EARLIER
from app.home import Home
from app.plain import Asterisk, Plain, read_plain, write_plain
from config.kpi import SHIPPED
from metrics import content as contents
from metrics import report_plan
from metrics.due import Rule
from metrics.period import Kind
from metrics.report_plan import Form, Part
from storage import migrate
from storage.engine import connect, transaction
from storage.report_tables import Report, ReportFile
from storage.tables import Call
from tests.integration.app.small_campaign import home_with
from tests.integration.app.test_command_line import madoguchi, one_line

pytestmark = pytest.mark.integration


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home_with(tmp_path / "home", [])
    return tmp_path / "home"


def test_a_definition_is_shown_and_what_is_not_there_is_said(home: Path, tmp_path: Path) -> None:
    (shown,) = json.loads(madoguchi("kpi", "show", "--json", home=home).stdout)
    assert (shown["id"], shown["places"]["self_served"]) == ("sapporo-1", "beside")
    kept = tomllib.loads((SHIPPED / "sapporo-1.toml").read_text())
    kept.pop("version")
    assert {name: shown[name] for name in kept if name != "agreed"} == kept
    assert shown["callbacks"] == {"reached": "as_taken"}
    told = madoguchi("kpi", "show", "sapporo-1", home=home).stdout
    for line in (
        *(
            "目標: 90%以上",
            "短い切断: 除かない",
            "かけ直し: 除かない",
            "折り返し: 結果の置き場所のまま",
        ),
        *("サービスレベル: 待ち始めから 20 秒以内の応答÷分母の呼", "平均応答時間: 待ち・呼出"),
        *("通信事業者側での話中: 分母に加えず、別に示す", "切断: 案内中に切断・待機中に切断"),
        *(
            "平均処理時間: 通話・保留・後処理",
            "稼働（席の状態）: 呼出・通話・後処理",
            "一次完結: 完結",
        ),
        "応対できる時間（席の状態）: 受付可・呼出・通話・後処理",
    ):
        assert f"\n{line}\n" in told
    nobody = madoguchi("kpi", "explain", "nobody", home=home)
    assert nobody.returncode == 1
    assert "no ended call has the id nobody" in one_line(nobody.stderr)
    file = tmp_path / "report.csv"
    file.write_text("36.3%")
    unknown = madoguchi("report", "verify", str(file), home=home)
    assert unknown.returncode == 1
    assert "it was altered, or is not ours" in one_line(unknown.stderr)
    none = madoguchi("report", "weekly", "--week", "2026-W06", home=home)
    assert none.returncode == 1
    assert "no report of the kind weekly" in one_line(none.stderr)


def test_a_week_goes_from_the_first_file_to_the_client_and_each_file_is_known(
    home: Path, tmp_path: Path
) -> None:
    hand_in_weekly(home)

    told = partial(answer, home)
    file = partial(weekly, home, tmp_path)
    (due,) = told("due")
    assert due == {
        "report": "weekly-2026-W06",
        "title": "週次報告書",
        "due_at": "2026-02-02T18:00:00.000+09:00",
        "state": None,
        "late": True,
        "warn": False,
    }
    early = file("xlsx", "early.xlsx")
    assert told("verify", str(early), status=1)["file"] == "not_frozen"
    done = madoguchi("report", "busy", "2026-02-02", "12", "--source", "事業者の報告", home=home)
    assert done.stdout == "2026-02-02: 12 件（事業者の報告）\n"
    freeze = ("freeze", "weekly", "2026-W06")
    first = told(*freeze)
    draft = file("json", "draft.json")
    (busy,) = (e for e in json.loads(draft.read_bytes())["sections"] if e["part"] == "carrier_busy")
    assert busy["rows"] == [["令和8年2月2日（月）", 12, "事業者の報告"]]
    assert told("verify", str(draft))["ok"]
    again = told(*freeze)
    assert (again["version"], again["digest"] == first["digest"]) == (2, False)
    assert told("verify", str(draft), status=1)["file"] == "replaced"
    refused = madoguchi("report", "step", "weekly-2026-W06", "submit", home=home)
    assert "it is not at the step before" in one_line(refused.stderr)
    for step, state in (("check", "checked"), ("approve", "approved"), ("submit", "submitted")):
        assert told("step", "weekly-2026-W06", step)["state"] == state
    assert told("due") == [], "handed in"
    for form, begins in (("xlsx", b"PK"), ("pdf", b"%PDF-"), ("json", b"{")):
        given = file(form, f"given.{form}")
        assert given.read_bytes().startswith(begins)
        proved = told("verify", str(given))
        assert (proved["file"], proved["ok"], proved["same"]) == ("known", True, True)
    asyncio.run(made_by_an_earlier_version(read_plain(Home(home).plain)))
    done = madoguchi("report", "verify", str(tmp_path / "given.json"), home=home)
    assert done.returncode == 0, done.stderr
    assert MADE_EARLIER in done.stdout


def answer(home: Path, *words: str, status: int = 0) -> Any:
    """Ask a command for programs' answer; it must end with the status."""
    done = madoguchi("report", *words, "--json", home=home)
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout)


def weekly(home: Path, folder: Path, form: str, name: str) -> Path:
    """Write the weekly report into a file."""
    path = folder / name
    asked = ("--week", "2026-W06", "--format", form, "--out", str(path))
    done = madoguchi("report", "weekly", *asked, home=home)
    assert done.returncode == 0, done.stderr
    return path


def hand_in_weekly(home: Path) -> None:
    """Let the small campaign hand in weekly reports."""
    path = Home(home).versions / "reports.json"
    plan = report_plan.decode(path.read_bytes(), path="reports")
    form = Form(
        kind=Kind.WEEKLY,
        title="週次報告書",
        parts=(Part.SUMMARY, Part.CARRIER_BUSY),
        rule=Rule.NEXT_WEEK,
    )
    path.write_bytes(report_plan.encode(replace(plan, forms=(form,))))


async def made_by_an_earlier_version(plain: Plain) -> None:
    """Let the frozen report be one that the program wrote before its last change of words."""
    database = connect(plain.database_url)
    try:
        async with transaction(database) as session:
            (row,) = (await session.exec(select(Report))).all()
            content = replace(contents.decode(row.content), note="以前", format=contents.FORMAT - 1)
            written = contents.encode(content)
            row.content, row.digest = written.decode(), contents.digest_of(written)
            for file in (await session.exec(select(ReportFile))).all():
                file.digest = row.digest
                session.add(file)
            session.add(row)
    finally:
        await database.dispose()


async def call_in_rows(plain: Plain) -> None:
    """File a call that Asterisk's book does not have."""
    await migrate.upgrade(plain.database_url)
    database = connect(plain.database_url)
    morning = datetime(2026, 2, 2, 1, tzinfo=UTC)
    try:
        async with transaction(database) as session:
            session.add(
                Call(
                    id="c1",
                    line="+81110000100",
                    arrived_at=morning,
                    business_date=morning.date(),
                    state="ended",
                    state_since=morning,
                    ended_at=morning,
                    outcome="no_line",
                )
            )
    finally:
        await database.dispose()


def test_a_call_that_differs_from_the_book_is_looked_into_once_and_is_no_fault_then(
    home: Path,
) -> None:
    plain = read_plain(Home(home).plain)
    write_plain(
        Home(home).plain,
        replace(plain, asterisk=Asterisk(command=("nobody",), conf="", version="", ari_port=1)),
    )
    asyncio.run(call_in_rows(plain))
    assert madoguchi("report", "reconcile", "2026-02-02", home=home).returncode == 1
    wrong = madoguchi("report", "checked", "2026-02-02", "c9", "--why", "x", home=home)
    assert "c9: does not differ so on that day" in one_line(wrong.stderr)
    why = ("report", "checked", "2026-02-02", "c1", "--why", "book was lost")
    assert madoguchi(*why, home=home).returncode == 0
    assert "was looked into before" in one_line(madoguchi(*why, home=home).stderr)
    known = madoguchi("report", "reconcile", "2026-02-02", "--json", home=home)
    assert known.returncode == 0
    (told,) = json.loads(known.stdout)["differences"]
    assert (told["call"], told["kind"], told["checked"]["why"]) == (
        *("c1", "only_in_rows", "book was lost"),
    )


def test_an_incident_is_noted_and_its_next_version_counts(home: Path) -> None:
    def noted(*more: str) -> subprocess.CompletedProcess[str]:
        given = ("note", "loss", "--what", "紛失", "--found", "2026-02-02T10:00")
        return madoguchi("incidents", *given, *more, home=home)

    assert noted().returncode == 0
    early = noted("--incident", "1", "--closed")
    assert early.returncode == 1
    assert "it is closed once the client was told" in one_line(early.stderr)
    told = (
        "--told",
        "2026-02-02T10:30",
        "--measures",
        "見つけた",
        "--persons",
        "2",
        "--cause",
        "置き忘れ",
    )
    assert noted("--incident", "1", "--closed", *told).returncode == 0
    (row,) = json.loads(madoguchi("incidents", "list", "--json", home=home).stdout)
    assert (row["incident"], row["version"], row["persons"], row["closed"]) == (1, 2, 2, True)
    assert row["found_at"] == "2026-02-02T10:00:00+09:00"
    assert (row["cause"], row["minutes_to_report"]) == ("置き忘れ", 30)
    assert "紛失" in madoguchi("incidents", "list", home=home).stdout
