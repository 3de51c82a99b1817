"""`madoguchi report` and `madoguchi kpi` as an operator meets them, without a running instance."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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
