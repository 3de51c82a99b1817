"""The whole road by commands: import, screen, deliver, decide, pay, returned, mended, paid again.

The commands run in this process, through the same parser, so that a dozen of them take seconds.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli.main import COMMANDS
from app.plain import read_plain, write_plain
from cases import screening
from cases.banks import COLUMNS
from cases.sheet import write_sheet
from tests.integration.cases.test_command_line import home

__all__ = ["home"]
pytestmark = pytest.mark.integration

N = 8


class Operator:
    """Types commands at one home."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def __call__(self, *words: str) -> str:
        clean = {name: None for name in os.environ if name.startswith("MADOGUCHI_")}
        environment = clean | {"MADOGUCHI_HOME": str(self._home), "USER": "op-01"}
        done = CliRunner().invoke(COMMANDS, ["cases", *words], env=environment)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == 0, (words, done.output)
        return done.stdout

    def told(self, *words: str) -> Any:
        return json.loads(self(*words, "--json"))

    def file(self, name: str, header: list[str], rows: list[list[str]]) -> str:
        path = self._home / name
        path.write_bytes(write_sheet(header, rows))
        return str(path)


def delivered(cases: Operator, home: Path) -> list[str]:
    """Import, screen and deliver; gives the numbers."""
    online, past = str(home / "online.csv"), str(home / "past.csv")
    cases("sample", online, "--n", str(N), "--flawless")
    cases("sample", past, "--n", "3", "--flawless", "--seed", "9")
    cases("import", past, "--kind", "past")
    assert cases.told("import", online)["added"] == N
    numbers = []
    while (taken := cases.told("screen", "next")) is not None:
        assert taken["criteria"]
        cases("screen", "result", taken["number"], "--suitable")
        numbers.append(taken["number"])
    assert cases.told("deliver")["run"] == "N-0001"
    cases("runs", "export", "N-0001", str(home / "n"))
    return numbers


@pytest.mark.clause("SPR-III-1")
def test_from_the_applicants_form_to_the_banks_file(home: Path) -> None:
    """SPR-III-1."""
    cases = Operator(home)
    numbers = delivered(cases, home)
    assert len(set(numbers)) == N
    pay = ("pay", "make", "--on", "2026-03-26")
    found = cases.file("found.csv", ["受付番号", "不備コード"], [[numbers[0], "ID_PAPER"]])
    assert cases.told("import", found, "--kind", "findings")["added"] == 1
    rows = [[number, "支給", "2026-03-10"] for number in numbers]
    rows[1][1] = "却下"
    decided = cases.file("decided.csv", ["受付番号", "決定", "決定日"], rows)
    dry = cases.told("import", decided, "--kind", "decisions", "--dry-run")
    done = cases.told("import", decided, "--kind", "decisions")
    assert (dry["changed"], done["changed"], done["refused"]) == (N - 1, N - 1, 1)
    made = cases.told(*pay)
    assert (made["run"], made["totals"]["records"]) == ("F-0001", N - 2)
    cases("pay", "export", "F-0001", str(home / "f"))
    transfers = (home / "f" / "総合振込データ.txt").read_bytes()
    assert len(transfers) == 120 * (N - 2 + 3)
    code = transfers[120 + 91 : 120 + 101].decode()
    back = cases.file("back.csv", ["顧客コード", "振込日"], [[code, "2026-03-26"]])
    assert cases.told("import", back, "--kind", "returns")["changed"] == 1
    number = next(each for each in numbers if int(each.split("-")[2]) == int(code))
    [open_] = cases.told("deficiency", "list", number)
    assert (open_["code"], open_["found_by"], open_["closed_at"]) == (
        *("TRANSFER_RETURNED", "bank"),
        None,
    )
    cases("deficiency", "close", number, "--code", "TRANSFER_RETURNED", "--how", "corrected")
    again = cases.told("pay", "make", "--on", "2026-04-01")
    assert (again["run"], again["totals"]["records"]) == ("F-0002", 1)


def test_a_lease_that_ran_out_is_no_result_that_waits(home: Path) -> None:
    cases, online = Operator(home), str(home / "online.csv")
    cases("sample", online, "--n", "1", "--flawless")
    cases("import", online)
    taken = cases.told("screen", "next", "--by", "op-01")
    now = read_plain(home / "plain.json")
    later = screening.LEASE.total_seconds() + 60
    write_plain(home / "plain.json", replace(now, clock_offset_s=now.clock_offset_s + later))
    assert cases.told("screen", "next", "--by", "op-02") == taken
    assert "確認を待つ審査結果はありません。" in cases("screen", "waiting")


def sent_back(cases: Operator, home: Path) -> list[str]:
    """Import 200, a tenth with mistakes, and send those back; gives their numbers."""
    online = str(home / "online.csv")
    cases("sample", online, "--n", "200")
    assert cases.told("import", online)["deficient"] > 0
    drafts = cases.told("send-back", "list")
    assert all("・「" in each["text"] or "・同じ" in each["text"] for each in drafts)
    numbers = [str(each["number"]) for each in drafts]
    cases("send-back", "done", *numbers)
    return numbers


def test_an_incomplete_application_is_sent_back_and_shown_by_commands(home: Path) -> None:
    cases = Operator(home)
    numbers = sent_back(cases, home)
    assert cases.told("send-back", "list") == []
    assert len(cases.told("send-back", "open")) == len(numbers)
    assert cases.told("send-back", "open", "--overdue") == []
    assert "差し戻す申請: 0 件" in cases("send-back", "list")
    paper = home / "paper.pdf"
    paper.write_bytes(b"%PDF-1.7 x")
    cases("attachment", "add", numbers[0], str(paper))
    assert "検査待ち" in cases("attachment", "list", numbers[0])
    assert "検査済み 1" in cases("attachment", "scan", "--with", "cat")
    shown = cases.told("show", numbers[0])
    assert shown["status"] == "sent_back"
    assert [each["sort"] for each in shown["timeline"]].count("deficiency") >= 1
    assert set(shown["fields"]["申請者電話番号"]) <= set("*-●")
    assert shown["fields"] != cases.told("show", numbers[0], "--unmask")["fields"]
    cases("deficiency", "open", numbers[0], "--code", "MISMATCH", "--note", "戸籍と違う")
    for option, note in ((), "●●●●"), (("--unmask",), "戸籍と違う"):
        told = cases.told("show", numbers[0], *option)["deficiencies"]
        assert (told[-1]["code"], told[-1]["note"]) == ("MISMATCH", note)
        assert note in cases("show", numbers[0], *option)


def test_lists_are_made_and_given_out_by_commands(home: Path) -> None:
    cases = Operator(home)
    numbers = sent_back(cases, home)
    counted = {each["status"]: each["cases"] for each in cases.told("status")}
    assert counted["sent_back"] == len(numbers)
    assert cases.told("progress")["cases"] == 200 - len(numbers)
    assert "滞留している申請はありません" in cases("stagnant")
    cases("notice", "make", numbers[0])
    assert "良 1" in cases("notice", "print", "T-0001", "--result", "good", "--from", "1")
    assert "良 1" in cases("notice", "status", "T-0001")
    assert cases.told("handover", "due") == []
    made = cases.told("handover", "make", "--close-out")
    assert (made["run"], made["cases"]) == ("H-0001", len(numbers))
    for run in ("P-0001", "T-0001", "H-0001"):
        cases("runs", "export", run, str(home / run))
    assert {each.name for each in (home / "P-0001").iterdir()} == {
        "進捗管理リスト.csv",
        "進捗管理リスト.xlsx",
    }
    assert [each["run"] for each in cases.told("runs", "list")] == ["H-0001", "P-0001", "T-0001"]


def test_the_operators_banks_replace_the_shipped_for_imports_and_payments(home: Path) -> None:
    cases = Operator(home)
    online, head = str(home / "online.csv"), list(COLUMNS)
    cases("sample", online, "--n", "5", "--flawless")
    shipped = cases.told("banks", "show")
    assert (shipped["is_own"], shipped["banks"] > 1_000) == (False, True)
    row = ["0501", "北洋銀行", "ホクヨウ", "028", "本店営業部", "ホンテン"]
    own = cases.file("banks.csv.new", head, [row])
    assert "何も変えていません" in cases("banks", "replace", own, "--dry-run")
    assert cases.told("import", online, "--dry-run")["deficient"] == 0
    assert "金融機関 1、支店 1" in cases("banks", "replace", own)
    assert cases.told("banks", "show") == {"is_own": True, "banks": 1, "branches": 1}
    found = cases.told("import", online, "--dry-run")["problems"]
    assert found
    assert {each["field"] for each in found} <= {"金融機関番号", "支店番号", "支店名"}
    cases("banks", "restore")
    assert cases.told("banks", "show") == shipped
    assert cases.told("import", online, "--dry-run")["problems"] == []
