"""A start goes on with what callers heard, whatever is broken, and notes what it had to change."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace as replaced

from app import flow_files
from app.checked import Checked
from app.cli import flows_running, ivr_publish
from app.errors import NotValid
from app.flow_consent import begun_with, unconfirmed, waits
from app.flow_start import Start, checked_start, note_start
from app.flow_versions import Entry, How, former, history, note
from app.flow_words import words_of
from app.home import Home
from app.kept import keep
from app.people_facts import approvals, next_flows
from app.plain import write_plain
from config import plain as campaigns
from config.campaign import CAMPAIGNS
from ivr_flows import plain as flows
from tests.unit.app.test_plain import plain

pytestmark = pytest.mark.integration

DAY = date(2026, 2, 2)
AT = datetime(2026, 2, 2, tzinfo=UTC)
OWN, DRAFT = "公開した案内です。", "下書きです。"
BROKEN = 'text = "'
REAL_TRUNK = """
[[trunks]]
name = "carrier"
addresses = ["192.0.2.1"]
called_from = "to"
trusted = true
"""


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


def own_campaign(home: Home, monkeypatch: pytest.MonkeyPatch, **edits: str) -> None:
    """Let the home run the shipped campaign with edits: what is written, by what stood there."""
    text = (CAMPAIGNS / "sapporo.toml").read_text(encoding="utf-8")
    for before, after in (("0110000100", "0112112112"), *edits.items()):
        assert before in text
        text = text.replace(before, after)
    assumed = re.search(r"(?ms)^assumed = \[.*?^\]", text)
    assert assumed is not None
    own = home.folder / "own.toml"
    own.write_text(text.replace(assumed[0], "assumed = []"), encoding="utf-8")
    monkeypatch.setenv("MADOGUCHI_CAMPAIGN", str(own))


def begun(home: Home, day: date = DAY, *, is_old: bool = False) -> Start:
    """Start as `up` does, and keep what it keeps."""
    start = checked_start(home, day)
    now = replace(
        plain(asterisk=None),
        campaign=keep(home, campaigns.write(start.checked.campaign)),
        flows=keep(home, flows.encode(start.checked.flows.flows)),
        flow_files=flow_files.keep(home, start.flows_in),
        flow_words=start.words,
        flow_ways=start.ways,
    )
    older = replace(now, flow_words="", flow_ways="")  # of a release that did not note them
    write_plain(home.plain, older if is_old else now)
    note_start(home, start.last, now, at=AT)
    return start


def noted(home: Home, start: Start, version: str) -> list[Entry]:
    files = flow_files.keep(home, start.flows_in)
    now = replace(plain(asterisk=None), flows=version, flow_files=files, flow_words=start.words)
    now = replace(now, flow_ways=start.ways)
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
    assert not waits(history(home), "v1", files=entry.files), "one goes back to it on the loopback"
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


WITH_CALLBACK = {
    'waiting = "waiting" ': 'waiting = "waiting_with_callback" ',
    '# callback = "': 'callback = "',
}


@pytest.fixture
def fresh(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.versions.mkdir()
    return home


def test_other_occasions_of_the_campaign_wait_for_the_client_though_every_file_is_the_same(
    fresh: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    own_campaign(fresh, monkeypatch)
    first = begun(fresh)
    note(fresh, replaced(history(fresh)[-1], how=How.CONFIRMED, confirmed="第1号"))
    own_campaign(fresh, monkeypatch, **WITH_CALLBACK)
    second = begun(fresh)
    assert second.last.version == history(fresh)[-1].flows, "not a word is another one"
    assert (first.words, first.ways == second.ways) == (second.words, False)
    assert "on other occasions" in capfd.readouterr().err
    assert unconfirmed(history(fresh)) == [second.last.version]
    assert not approvals(fresh, checked(second, assumed=()), is_real=False).ok
    assert former(history(fresh)) == "", "no other version leads back"
    own_campaign(fresh, monkeypatch)
    begun(fresh)
    assert len(history(fresh)) == 4
    assert unconfirmed(history(fresh)) == [second.last.version], (
        "what the client knows does not wait"
    )


def test_real_callers_hear_nothing_that_the_client_has_not_confirmed(
    fresh: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh.settings.write_text(REAL_TRUNK, encoding="utf-8")
    own_campaign(fresh, monkeypatch)
    with pytest.raises(
        NotValid, match="この窓口の最初の案内）は、本物の回線「carrier」"
    ) as refused:
        begun(fresh)
    assert "confirm --next" in str(refused.value)
    assert history(fresh) == []
    ivr_publish.confirm(by="sv-1", confirmed="協議書 第1号", next_=True, home=fresh.folder)
    begun(fresh)
    assert (begun_with(history(fresh)), unconfirmed(history(fresh))) == ("", [])
    begun(fresh, DAY.replace(day=3))  # another day's version of the same
    own_campaign(fresh, monkeypatch, **WITH_CALLBACK)
    with pytest.raises(NotValid, match="案内の使い方"):
        begun(fresh)
    (fact,) = next_flows(fresh)
    assert (fact.ok, "carrier" in " ".join(fact.ja)) == (False, True)
    own_campaign(fresh, monkeypatch, **{'"祝日を除く平日"': '"平日"'})
    with pytest.raises(NotValid, match="業務の言葉"):
        begun(fresh)
    own_campaign(fresh, monkeypatch)
    begun(fresh)
    assert list(next_flows(fresh)) == []


def test_an_emergency_that_went_first_goes_on_after_a_restart_with_real_callers(
    fresh: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_campaign(fresh, monkeypatch)
    begun(fresh)
    fresh.settings.write_text(REAL_TRUNK, encoding="utf-8")
    with pytest.raises(NotValid, match="前の起動から"):
        begun(fresh)  # heard on the loopback so far
    fresh.flows.mkdir()
    write(fresh, "ended", OWN)
    files = flow_files.keep(fresh, flow_files.drafts(fresh))
    words = words_of(str(fresh.folder / "own.toml"), flow_files.drafts(fresh))
    last = history(fresh)[-1]
    gone = replaced(last, how=How.PUBLISHED, flows="e" * 64, before=last.flows)
    note(fresh, replaced(gone, files=files, words=words, words_before=last.words))
    assert OWN in said(begun(fresh), "ended")
    assert unconfirmed(history(fresh)) == ["e" * 64]


@pytest.mark.parametrize("centre", ["窓口", "札幌市物価高対応子育て応援手当事務センター"])
def test_words_that_no_release_noted_are_compared_by_what_was_kept(
    fresh: Home, monkeypatch: pytest.MonkeyPatch, centre: str
) -> None:
    own_campaign(fresh, monkeypatch)
    begun(fresh, is_old=True)
    old = '"札幌市物価高対応子育て応援手当事務センター"'
    own_campaign(fresh, monkeypatch, **{old: f'"{centre}"'})
    begun(fresh, DAY.replace(day=3))
    assert len(unconfirmed(history(fresh))) == (centre == "窓口")
