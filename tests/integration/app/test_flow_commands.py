"""`ivr publish` and `revert`: what is kept before, and what is compared, whatever day it is."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import ask, flow_files
from app.checked import Checked, check
from app.cli import flows_running, ivr_publish, levers
from app.cli.flows_running import Running, running_in
from app.cli.ivr import IVR
from app.errors import WishRefused
from app.flow_consent import unconfirmed
from app.flow_versions import Entry, How, history, note
from app.home import Home
from app.kept import keep, name_of
from app.opened import flows_in_force, flows_of
from app.plain import read_plain, write_plain
from callcenter.commands import Refuse
from callcenter.events import FlowsPublished
from callcenter.record import Header, Record, encode, encode_header
from config import plain as campaigns
from ivr_flows import plain as flows
from ivr_flows.schema import Flow
from storage.audit import entries
from storage.engine import connect
from tests.unit.app.test_plain import plain

pytestmark = pytest.mark.integration

AT = datetime(2026, 2, 2, tzinfo=UTC)
STARTED_ON = date(2026, 2, 10)
"""Not the day of the test, so that the dated announcements are others."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose instance runs with the shipped flows and takes what is submitted."""
    home = Home(tmp_path)
    home.versions.mkdir()
    home.flows.mkdir()
    checked = check(home, {}, today=STARTED_ON)
    assert isinstance(checked, Checked)
    write_plain(
        home.plain,
        replace(
            plain(asterisk=None),
            campaign=name_of(campaigns.write(checked.campaign)),
            flows=keep(home, flows.encode(checked.flows.flows)),
            flow_files=flow_files.keep(home, flow_files.drafts(home)),
        ),
    )
    monkeypatch.setattr(flows_running, "moved_anyway", lambda *_, **__: 1)
    monkeypatch.setattr(flows_running, "noted_anyway", lambda *_: None)
    monkeypatch.setattr(Running, "speak", lambda *_, **__: None)
    return home


def test_an_individual_number_is_kept_of_no_publishing(home: Home) -> None:
    draft(home, "本日は終了しました。")
    number = "1234 5678 9018"  # a right check digit, and nobody's
    for words in (
        ("publish", "--by", "sv-1", "--confirmed", number),
        ("publish", "--by", number, "--confirmed", "第4号"),
        ("revert", "--by", number),
        ("confirm", "--by", "sv-1", "--confirmed", number),
        ("confirm", "--by", number, "--confirmed", "第4号"),
    ):
        done = CliRunner().invoke(IVR, [*words, "--home", str(home.folder)])
        assert (done.exit_code, "マイナンバー" in done.output) == (2, True), (words, done.output)
    assert history(home) == []


def draft(home: Home, text: str) -> None:
    (home.flows / "ended.toml").write_text(f'text = "{text}"\n', encoding="utf-8")


def test_without_an_edit_nothing_is_to_be_published_on_another_day(home: Home) -> None:
    today = check(home, {})
    assert isinstance(today, Checked)
    assert name_of(flows.encode(today.flows.flows)) != running_in(home.folder).now
    with pytest.raises(WishRefused, match="in force already"):
        ivr_publish.publish(by="sv-1", confirmed="第4号", home=home.folder)
    assert history(home) == []


def test_what_was_checked_is_what_is_kept_and_only_the_edited_flow_is_named(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    draft(home, "終了しました。")
    monkeypatch.setattr(Running, "speak", lambda *_, **__: draft(home, "まだ書いています。"))
    ivr_publish.publish(by="sv-1", confirmed="第4号", home=home.folder)
    assert "変わる案内: ended\n" in capsys.readouterr().out
    (entry,) = history(home)
    kept = flow_files.folder_of(home, entry.files) / "ended.toml"
    assert "終了しました" in kept.read_text(encoding="utf-8")


def test_who_wanted_it_is_kept_before_it_is_heard_and_so_is_a_refusal(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[How]] = []

    def refused(*_: object, **__: object) -> int:
        seen.append([each.how for each in history(home)])
        raise WishRefused(reason="not now")

    monkeypatch.setattr(flows_running, "moved_anyway", refused)
    before = running_in(home.folder).now
    draft(home, "終了しました。")
    with pytest.raises(WishRefused, match="not now"):
        ivr_publish.publish(by="sv-1", emergency=True, home=home.folder)
    assert seen == [[How.PUBLISHED]]
    assert running_in(home.folder).now == before
    assert unconfirmed(history(home)) == []
    assert flow_files.last(home).files == running_in(home.folder).plain.flow_files


def test_going_back_to_what_the_client_never_confirmed_needs_an_emergency(home: Home) -> None:
    running = running_in(home.folder)
    other = keep(home, flows.encode(()))
    for how, version in ((How.PUBLISHED, other), (How.REVERTED, running.plain.flows)):
        now = running_in(home.folder)
        started = now.plain.flows
        note(home, Entry(at=AT, by="a", how=how, flows=version, started=started, before=now.now))
    with pytest.raises(WishRefused, match="--emergency"):
        ivr_publish.revert(by="sv-1", version=other[:12], home=home.folder)
    ivr_publish.revert(by="sv-1", version=other[:12], emergency=True, home=home.folder)
    assert running_in(home.folder).now == other
    assert unconfirmed(history(home)) == [other]


def test_going_back_speaks_what_is_missing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    running = running_in(home.folder)
    draft(home, "終了しました。")
    ivr_publish.publish(by="sv-1", confirmed="第4号", home=home.folder)
    spoken: list[str] = []
    monkeypatch.setattr(
        Running, "speak", lambda _, found, **__: spoken.extend(each.name for each in found)
    )
    ivr_publish.revert(by="sv-1", home=home.folder)
    assert "ended" in spoken
    assert running_in(home.folder).now == running.now


def test_a_confirmation_may_be_of_one_version_alone(home: Home) -> None:
    for text in ("一つ目です。", "二つ目です。"):
        draft(home, text)
        ivr_publish.publish(by="sv-1", emergency=True, home=home.folder)
    first, second = unconfirmed(history(home))
    with pytest.raises(WishRefused, match="no version"):
        ivr_publish.confirm(by="sv-1", confirmed="第5号", version="none", home=home.folder)
    ivr_publish.confirm(by="sv-1", confirmed="第5号", version=second[:12], home=home.folder)
    assert unconfirmed(history(home)) == [first]
    ivr_publish.confirm(by="sv-1", confirmed="第6号", home=home.folder)
    assert [each.confirmed for each in history(home)[2:]] == ["第5号", "第6号"]


def test_other_words_of_the_campaign_are_told_and_kept_with_the_clients_word(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    write_plain(home.plain, replace(read_plain(home.plain), flow_words="others"))
    ivr_publish.publish(by="sv-1", confirmed="第4号", home=home.folder)
    assert "変わる案内: なし\n業務の言葉" in capsys.readouterr().out
    (entry,) = history(home)
    assert entry.words_before == "others"
    with pytest.raises(WishRefused, match="in force already"):
        ivr_publish.publish(by="sv-1", confirmed="第4号", home=home.folder)


def shown(home: Home) -> tuple[Flow, ...]:
    """Give the flows that the page 案内 and the doctor say are in force."""
    return flows_in_force(home, read_plain(home.plain))


def test_what_the_log_did_not_take_is_not_in_force_and_told(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command that was killed between noting a version and submitting it."""
    before = running_in(home.folder).now
    home.log.mkdir()
    state = {"started_flows": before, "flows": ""}
    header = Header(n=0, at=AT, source="", campaign="", offset_s=0.0, state=state)
    (home.log / f"{1:012d}.jsonl").write_bytes(encode_header(header))
    draft(home, "終了しました。")
    ivr_publish.publish(by="sv-1", confirmed="第4号", home=home.folder)
    noted = history(home)[-1].flows
    capsys.readouterr()
    ivr_publish.versions(home=home.folder)
    told = capsys.readouterr().out
    assert f"いま流れている版: {before[:12]}\n最後の操作の版 {noted[:12]} は、窓口に届いて" in told
    assert flow_files.last(home).version == before
    assert shown(home) == flows_of(home, before)
    ivr_publish.publish(by="sv-1", confirmed="第4号", home=home.folder)  # it is to be published yet
    taken = FlowsPublished(at=AT, flows=noted, by="sv-1", at_once=False)
    refused = replace(taken, flows="none")
    with (home.log / f"{1:012d}.jsonl").open("ab") as log:
        log.write(encode(Record(n=1, event=taken)))
        log.write(encode(Record(n=2, event=refused, commands=(Refuse(reason="unknown_version"),))))
    assert running_in(home.folder).now == flow_files.last(home).version == noted
    assert shown(home) == flows_of(home, noted) != flows_of(home, before)
    ivr_publish.versions(home=home.folder)
    assert "届いていません" not in capsys.readouterr().out


def test_each_command_itself_stands_in_the_audit_trail(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows_running, "moved_anyway", levers.moved_anyway)
    monkeypatch.setattr(flows_running, "noted_anyway", levers.noted_anyway)
    url = f"sqlite:///{home.folder}/rows.db"
    write_plain(home.plain, replace(read_plain(home.plain), database_url=url))
    home.run.write_text("{}")

    async def takes(*_: object, **__: object) -> ask.Accepted:
        return ask.Accepted(7)

    monkeypatch.setattr(ask, "submit", takes)
    draft(home, "終了しました。")
    ivr_publish.publish(by="sv-1", emergency=True, home=home.folder)
    ivr_publish.confirm(by="sv-1", confirmed="第4号", home=home.folder)
    ivr_publish.revert(by="sv-1", home=home.folder)
    ivr_publish.confirm(by="sv-1", confirmed="第5号", next_=True, home=home.folder)

    async def trail() -> list[str]:
        database = connect(url)
        try:
            return [each.action for each in await entries(database, last=9)]
        finally:
            await database.dispose()

    flows_were = ["published", "confirmed", "reverted", "confirmed"]
    assert asyncio.run(trail()) == [f"flows_{each}" for each in flows_were]
