"""A start whose campaign nobody names tells it, and takes over no other campaign's home."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import HomeUnusable
from app.home import Home
from app.home_campaign import settle
from app.validate import prepare
from tests.integration.app.small_campaign import CAMPAIGN, home_with

pytestmark = pytest.mark.integration


def test_the_shipped_campaign_never_takes_over_anothers_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MADOGUCHI_CAMPAIGN", raising=False)
    home, _ = home_with(tmp_path, [])
    before = set(home.folder.rglob("*"))
    with pytest.raises(HomeUnusable) as refused:
        prepare(home, clock=None, keep_asterisk=False)
    assert "it is the home of 小さな事務センター" in refused.value.why
    assert "--campaign" in refused.value.why
    assert set(home.folder.rglob("*")) == before, "nothing was written"


@pytest.mark.parametrize(
    ("file", "environ"),
    [('campaign = "other"\n', {}), ("", {"MADOGUCHI_CAMPAIGN": "other"})],
)
def test_whoever_names_a_campaign_is_told_and_asked_nothing(
    file: str, environ: dict[str, str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    home, _ = home_with(tmp_path, [])
    (home.folder / "madoguchi.toml").write_text(file, encoding="utf-8")
    settle(home, replace(CAMPAIGN, id="other"), environ)
    assert capfd.readouterr().out == ""


def test_the_shipped_campaign_is_told_by_name(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    settle(Home(tmp_path), CAMPAIGN, {})
    assert "campaign: 小さな事務センター (small)" in capfd.readouterr().out
