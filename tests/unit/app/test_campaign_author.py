"""The author's guide is true: its file is a campaign, and what it says to come of it does."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from app.checked import Checked, check
from app.cli.main import COMMANDS
from app.explain import explain, moment
from app.explain_work import work
from app.home import open_home
from cases.document import Document

pytestmark = pytest.mark.unit

GUIDE = (Path(__file__).parents[3] / "docs" / "campaign-author.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(toml|text)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
FILE = next(text for kind, text in BLOCKS if kind == "toml")
TOLD, MET = (text.splitlines() for kind, text in BLOCKS if kind == "text")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "aozora.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def checked(path: Path) -> Checked:
    environ = {"MADOGUCHI_CAMPAIGN": str(path)}
    found = check(open_home(path.parent / "home"), environ, today=date(2026, 9, 1))
    assert isinstance(found, Checked), found
    return found


def test_the_file_means_what_the_guide_says(path: Path) -> None:
    found = checked(path)
    lines = [each.strip() for each in (*explain(found.campaign, found.flows), *work(found))]
    assert [each for each in TOLD if each not in lines] == []
    at = datetime(2026, 12, 1, 18, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
    met = [each.strip() for each in moment(found.campaign, found.flows, at)]
    assert met[: len(MET)] == MET


def test_what_is_paid_is_what_the_contract_says(path: Path) -> None:
    plan = checked(path).cases
    assert plan is not None
    assert plan.payment is not None
    amounts = {fuel: plan.payment.amount(Document({"fuel": fuel})) for fuel in ("灯油", "ガス", "")}
    assert amounts == {"灯油": 20_000, "ガス": 12_000, "": None}


def test_a_program_reads_the_same(path: Path) -> None:
    asked = ["check", str(path), "--home", str(path.parent / "home"), "--explain", "--json"]
    done = CliRunner().invoke(COMMANDS, [*asked, "--at", "2026-12-01T18:30:00"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["campaign"] == "aozora"
    assert told["moment"][: len(MET)] == MET
    assert told["at"] == "2026-12-01T18:30:00+09:00"
    lines = [line for section in told["sections"].values() for line in section]
    assert [each for each in TOLD if each not in lines] == []
    assert {"期間", "受付時間", "だれが何を見られるか", "報告書", "申請・対象者"} <= told[
        "sections"
    ].keys()
