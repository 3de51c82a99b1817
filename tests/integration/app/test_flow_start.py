"""A start goes on with what callers heard, whatever is broken, and notes what it had to change."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app import flow_files
from app.checked import Checked
from app.cli import flows_running, ivr_publish
from app.flow_start import Start, checked_start, note_start
from app.flow_versions import Entry, How, former, history, note, unconfirmed, waits
from app.home import Home
from app.people_facts import approvals
from app.plain import write_plain
from config.campaign import CAMPAIGNS
from tests.unit.app.test_plain import plain

pytestmark = pytest.mark.integration

DAY = date(2026, 2, 2)
AT = datetime(2026, 2, 2, tzinfo=UTC)
OWN, DRAFT = "公開した案内です。", "下書きです。"
BROKEN = 'text = "'


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home that was started once, with two announcements of its own; both were changed since."""
    home = Home(tmp_path)
    home.versions.mkdir()
    home.flows.mkdir()
    for name in ("holiday", "ended"):
        write(home, name, OWN)
    started(home, "v1", flow_files.keep(home, flow_files.drafts(home)))
    for name in ("holiday", "ended"):
        write(home, name, DRAFT)
    return home


def write(home: Home, name: str, text: str) -> None:
    (home.flows / f"{name}.toml").write_text(f'text = "{text}"\n', encoding="utf-8")


def started(home: Home, version: str, files: str, words: str = "") -> None:
    now = replace(plain(asterisk=None), flows=version, flow_files=files, flow_words=words)
    write_plain(home.plain, now)


def kept(home: Home) -> Path:
    return flow_files.folder_of(home, flow_files.last(home).files)


def said(start: Start, name: str) -> str:
    (flow,) = (each for each in start.checked.flows.flows if each.name == name)
    return "".join(prompt.text for prompt in flow.prompts())


def checked(start: Start, *, assumed: tuple[str, ...]) -> Checked:
    return replace(start.checked, unconfirmed=assumed)


def noted(home: Home, start: Start, version: str) -> list[Entry]:
    files = flow_files.keep(home, start.flows_in)
    now = replace(plain(asterisk=None), flows=version, flow_files=files, flow_words=start.words)
    note_start(home, start.last, now, at=AT)
    return history(home)


@pytest.mark.parametrize("content", ['{"format": 99, "flows": "v1", "flow_files": "%s"}', "{"])
def test_damaged_files_are_told_and_the_last_readable_state_holds(home: Home, content: str) -> None:
    files = flow_files.last(home).files
    note(home, Entry(at=AT, by="a", how=How.PUBLISHED, flows="v1", started="v1", files=files))
    with home.published.open("a") as file:
        file.write('{"at": "2026-')
    home.plain.write_text(content.replace("%s", files))
    start = checked_start(home, DAY)
    assert OWN in said(start, "holiday")
    assert start.last.version == "v1"
    assert any("published.jsonl" in each for each in start.last.wrong)
    assert [each.flows for each in noted(home, start, "v2")] == ["v1", "v2"]


def test_a_broken_draft_of_a_new_name_is_left_where_it_is(home: Home) -> None:
    (home.flows / "flood.toml").write_text(BROKEN)
    assert OWN in said(checked_start(home, DAY), "ended")


def test_only_a_file_that_cannot_be_read_any_more_is_taken_anew_and_waits_for_the_client(
    home: Home,
) -> None:
    (kept(home) / "holiday.toml").write_text(BROKEN)
    start = checked_start(home, DAY)
    assert DRAFT in said(start, "holiday")
    assert OWN in said(start, "ended")
    (entry,) = noted(home, start, "v2")
    assert (entry.by, entry.how, entry.before) == ("start", How.STARTED, "v1")
    assert unconfirmed(history(home)) == ["v2"]


def test_drafts_that_a_start_must_take_because_nothing_was_kept_wait_for_the_client(
    home: Home,
) -> None:
    started(home, "v1", "")
    start = checked_start(home, DAY)
    assert DRAFT in said(start, "holiday")
    noted(home, start, "v2")
    assert unconfirmed(history(home)) == ["v2"]


def test_the_first_start_is_the_first_row_and_real_callers_need_the_clients_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows_running, "noted_anyway", lambda *_: None)
    home = Home(tmp_path)
    home.versions.mkdir()
    start = checked_start(home, DAY)
    (entry,) = noted(home, start, "v1")
    assert (entry.by, entry.how, entry.flows, entry.before) == ("start", How.STARTED, "v1", "")
    assert capsys.readouterr().err == ""
    started(home, "v1", entry.files)
    assert approvals(home, checked(start, assumed=()), is_real=False).ok
    assert not approvals(home, checked(start, assumed=()), is_real=True).ok
    assert not waits(history(home), "v1", files=entry.files), "going back to it needs no emergency"
    ivr_publish.versions(home=tmp_path)
    assert "起動  v1  start  （未確認）" in re.sub(r" {2,}", "  ", capsys.readouterr().out)
    ivr_publish.confirm(by="sv-1", confirmed="協議書 第1号", home=tmp_path)
    assert approvals(home, checked(start, assumed=()), is_real=True).ok
    ivr_publish.versions(home=tmp_path)
    assert "（未確認）" not in capsys.readouterr().out


def test_the_same_files_on_another_day_are_a_version_that_nobody_need_confirm(home: Home) -> None:
    start = checked_start(home, DAY)
    (entry,) = noted(home, start, "v2")
    assert entry.files == entry.files_before
    assert unconfirmed(history(home)) == []
    started(home, "v2", entry.files)
    assert len(noted(home, checked_start(home, DAY), "v2")) == 1  # nothing has changed


def test_other_words_of_the_campaign_in_the_same_files_wait_for_the_client(
    home: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    own = home.folder / "own.toml"
    shipped = (CAMPAIGNS / "sapporo.toml").read_text(encoding="utf-8")
    own.write_text(shipped, encoding="utf-8")
    monkeypatch.setenv("MADOGUCHI_CAMPAIGN", str(own))
    (home.flows / "ended.toml").write_text('text = "手当は{child_yen}です。"\n', encoding="utf-8")
    files = flow_files.keep(home, flow_files.drafts(home))
    started(home, "v1", files)
    started(home, "v1", files, checked_start(home, DAY).words)
    write(home, "ended", DRAFT)  # nobody published it
    (day,) = noted(home, checked_start(home, DAY.replace(day=3)), "v2")  # another day, same words
    assert (day.words, unconfirmed([day])) == (day.words_before, [])
    started(home, "v2", day.files, day.words)
    own.write_text(shipped.replace("child_yen = 20000", "child_yen = 10000"), encoding="utf-8")
    capfd.readouterr()
    start = checked_start(home, DAY.replace(day=4))
    assert said(start, "ended") == "手当は10000円です。"
    *_, entry = noted(home, start, "v3")
    assert entry.files == entry.files_before
    assert "other words of the campaign" in capfd.readouterr().err
    assert unconfirmed(history(home)) == ["v3"]
    assert former(history(home)) == "v2"
    assert not waits(history(home), "v2", files=entry.files), "the client knows these words"
    assert not approvals(home, checked(start, assumed=()), is_real=False).ok
