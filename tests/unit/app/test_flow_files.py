"""A restart plays what was in force: drafts wait until somebody publishes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import flow_files
from app.flow_versions import Entry, How, note
from app.home import Home
from app.plain import write_plain
from tests.unit.app.test_plain import plain

pytestmark = pytest.mark.unit

DRAFT, OWN = 'text = "下書きです。"', 'text = "公開した案内です。"'


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home that was started once, with a welcome of its own."""
    home = Home(tmp_path)
    home.versions.mkdir()
    home.flows.mkdir()
    write(home, OWN)
    assert flow_files.to_start_with(home) == flow_files.drafts(home)  # the first start
    started(home, flow_files.keep(home, flow_files.drafts(home)))
    return home


def write(home: Home, text: str, name: str = "welcome") -> None:
    (home.flows / f"{name}.toml").write_text(text, encoding="utf-8")


def started(home: Home, files: str) -> None:
    write_plain(home.plain, replace(plain(asterisk=None), flows="v1", flow_files=files))


def done(home: Home, how: How, flows: str, *, files: str, before: str, files_before: str) -> None:
    at = datetime(2026, 2, 2, tzinfo=UTC)
    entry = Entry(
        at=at,
        by="sv-1",
        how=how,
        flows=flows,
        started="v1",
        files=files,
        before=before,
        files_before=files_before,
    )
    note(home, entry)


def welcome(home: Home, name: str = "welcome") -> str:
    """What the next start would say."""
    folders = flow_files.to_start_with(home)
    path = [each / f"{name}.toml" for each in folders if (each / f"{name}.toml").exists()][-1]
    return path.read_text(encoding="utf-8")


def test_a_restart_leaves_a_draft_unheard_and_tells_of_it(home: Home) -> None:
    write(home, DRAFT)
    write(home, DRAFT, "all_busy")  # in place of a shipped one
    assert (welcome(home), welcome(home, "all_busy")) != (DRAFT, DRAFT)
    assert welcome(home) == OWN
    assert flow_files.unpublished(home, flow_files.to_start_with(home)) == [
        "all_busy.toml",
        "welcome.toml",
    ]


def test_a_flow_of_a_new_name_is_there_for_a_campaign_that_asks_for_it(home: Home) -> None:
    write(home, DRAFT, "flood")
    assert welcome(home, "flood") == DRAFT


def test_what_was_published_and_taken_back_holds_after_a_restart(home: Home) -> None:
    first = flow_files.keep(home, flow_files.drafts(home))
    write(home, DRAFT)
    second = flow_files.keep(home, flow_files.drafts(home))
    done(home, How.PUBLISHED, "v2", files=second, before="v1", files_before=first)
    assert welcome(home) == DRAFT
    assert flow_files.unpublished(home, flow_files.to_start_with(home)) == []
    done(home, How.REVERTED, "v1", files="", before="v2", files_before=second)
    assert welcome(home) == OWN
