"""`madoguchi knowledge` as an operator meets it, with the set that we ship for Sapporo."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.checked import check
from app.cli.main import COMMANDS
from app.desk_rules import write_rules
from app.home import open_home
from app.kept import keep
from app.plain import read_plain, write_plain
from config.knowledge_file import KNOWLEDGE
from tests.integration.app.small_campaign import home_with

pytestmark = pytest.mark.integration

CONFIRMED = ("--confirmer", "手当給付係", "--on", "2026-01-30", "--reference", "確認書 第1号")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home_with(tmp_path / "home", [])
    home = open_home(tmp_path / "home")
    checked = check(home, {**os.environ, "MADOGUCHI_CAMPAIGN": "sapporo"})
    assert not isinstance(checked, list)
    plain = read_plain(home.plain)
    write_plain(home.plain, replace(plain, desk=keep(home, write_rules(checked.desk))))
    return tmp_path / "home"


def madoguchi(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(COMMANDS, ["knowledge", *arguments, "--home", str(home)])


def test_sapporos_set_is_drafts_until_the_client_confirmed_it(home: Path, tmp_path: Path) -> None:
    assert "新しいもの" in madoguchi(home, "import", "sapporo", "--dry-run").stdout
    assert json.loads(madoguchi(home, "list", "--json").stdout) == []
    done = json.loads(madoguchi(home, "import", "sapporo", "--json").stdout)
    assert len(done["new"]) > 20
    assert json.loads(madoguchi(home, "search", "期限", "--json").stdout)["articles"] == []
    text = (KNOWLEDGE / "sapporo.toml").read_text(encoding="utf-8")
    deadline = next(each for each in text.split("[[articles]]") if '"faq_deadline"' in each)
    mended = tmp_path / "mended.toml"
    mended.write_text(f"[[articles]]{deadline.replace('faq_', 'own_')}", encoding="utf-8")
    done = json.loads(madoguchi(home, "import", str(mended), *CONFIRMED, "--json").stdout)
    assert (done["new"], done["published"]) == (["own_deadline"], 1)
    found = json.loads(madoguchi(home, "search", "期限", "--json").stdout)
    assert [each["title"] for each in found["articles"]] == ["申請の期限はいつですか"]
    again = json.loads(madoguchi(home, "import", str(mended), *CONFIRMED, "--json").stdout)
    assert (again["unchanged"], again["published"]) == (["own_deadline"], 0)
    assert "公開" in madoguchi(home, "list").stdout


def test_sapporos_offices_are_found_once_their_day_has_come(home: Path) -> None:
    offices = str(KNOWLEDGE / "sapporo_referrals.csv")
    dry = madoguchi(home, "referrals", offices, "--from", "2026-01-01", "--dry-run")
    assert "20 件を取り込めます" in dry.stdout
    assert madoguchi(home, "referrals", offices, "--from", "2026-01-01").exit_code == 0
    found = json.loads(madoguchi(home, "search", "西区 児童手当", "--json").stdout)
    assert [each["office"] for each in found["offices"]] == ["西区役所"]


def test_a_wrong_file_tells_each_mistake_with_its_line(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    row = '[[articles]]\nid = "a"\nkind = "poem"\ntitle = ""\n'
    file.write_text(row, encoding="utf-8")
    refused = madoguchi(home, "import", str(file))
    assert refused.exit_code == 1
    assert len(refused.stderr.splitlines()) == 3
    assert f"{file}:3: articles[1].kind:" in refused.stderr
    assert madoguchi(home, "import", "sapporo", "--confirmer", "佐藤").exit_code == 2
    csv = tmp_path / "list.csv"
    csv.write_text("制度,窓口,電話番号\n児童手当,,011\n", encoding="utf-8")
    refused = madoguchi(home, "referrals", str(csv), "--from", "2026-01-01")
    assert f"{csv}:2: 「窓口」が空です。" in refused.stderr
