"""A browser test that fails leaves a picture of its page and a trace; one that passes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from agent_ui.shown import Site
from tests.browser.conftest import opened

pytestmark = pytest.mark.browser

FAILS = Path(__file__).with_name("page_that_fails.py")


def test_a_browser_test_that_fails_leaves_a_picture_and_a_trace(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", str(FAILS)],
        env={**os.environ, "MADOGUCHI_TRACES": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    folder = tmp_path / "browser-page_that_fails-py-test_that_fails"
    assert str(folder) in done.stdout
    assert "/sign-in:\n" in done.stdout
    assert "\n  ログイン名\n" in done.stdout
    assert {each.name for each in folder.iterdir()} == {"page-1.png", "trace.zip"}
    assert (folder / "page-1.png").read_bytes().startswith(b"\x89PNG")
    with zipfile.ZipFile(folder / "trace.zip") as trace:
        assert b"/sign-in" in trace.read("trace.trace")


async def test_one_that_passes_leaves_nothing(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MADOGUCHI_TRACES", str(tmp_path / "traces"))
    async with opened(site) as page:
        await page.goto("/sign-in")
    assert not (tmp_path / "traces").exists()
