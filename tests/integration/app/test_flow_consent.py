"""`ivr publish`, `revert` and `confirm` beside a real trunk: callers hear what the client knows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.cli import flows_next, flows_running, ivr_publish
from app.cli.flows_running import Running
from app.errors import NotValid, WishRefused
from app.flow_consent import begun_with, unconfirmed
from app.flow_start import GO_BACK
from app.flow_versions import history
from app.home import Home
from app.people_facts import next_flows
from app.plain import read_plain, write_plain
from tests.integration.app.test_flow_start import (
    BROKEN,
    DAY,
    OWN,
    REAL_TRUNK,
    WITH_CALLBACK,
    begun,
    kept,
    own_campaign,
    said,
    write,
)

pytestmark = pytest.mark.integration


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home that was started once, on the loopback, and takes what is submitted."""
    home = Home(tmp_path)
    home.versions.mkdir()
    home.flows.mkdir()
    own_campaign(home, monkeypatch)
    monkeypatch.setattr(flows_running, "moved_anyway", lambda *_, **__: 1)
    for each in (flows_running, flows_next):
        monkeypatch.setattr(each, "noted_anyway", lambda *_: None)
    monkeypatch.setattr(Running, "speak", lambda *_, **__: None)
    begun(home)
    return home


def with_real_trunk(home: Home, day: int = 2) -> None:
    """Start again with real callers; `plain` says so, as `up` writes it."""
    home.settings.write_text(REAL_TRUNK, encoding="utf-8")
    begun(home, DAY.replace(day=day))
    read = read_plain(home.plain)
    trunk = replace(read.trunks[0], name="carrier", is_real=True)
    write_plain(home.plain, replace(read, trunks=(trunk,)))


def published(home: Home, text: str = OWN, *, confirmed: str = "協議書 第1号") -> str:
    write(home, "ended", text)
    ivr_publish.publish(by="sv-1", confirmed=confirmed, emergency=not confirmed, home=home.folder)
    return history(home)[-1].flows


def reverted(home: Home, *, emergency: bool = False) -> None:
    ivr_publish.revert(by="sv-1", emergency=emergency, home=home.folder)


def test_real_callers_are_not_taken_back_to_a_first_start_that_nobody_confirmed(
    home: Home,
) -> None:
    first = begun_with(history(home))
    published(home)
    with_real_trunk(home, 3)
    with pytest.raises(WishRefused, match=f"not confirmed {first[:12]} yet"):
        reverted(home)
    ivr_publish.confirm(by="sv-1", confirmed="第2号", home=home.folder)
    reverted(home)
    assert history(home)[-1].flows == first
    assert OWN not in said(begun(home, DAY.replace(day=4)), "ended")


def test_on_the_loopback_one_goes_back_and_real_callers_need_the_clients_word(home: Home) -> None:
    published(home)
    reverted(home)
    with pytest.raises(NotValid, match="前の起動から"):
        with_real_trunk(home)


def test_going_back_in_an_emergency_outlives_restarts_and_waits_for_the_clients_word(
    home: Home,
) -> None:
    first = begun_with(history(home))
    published(home)
    with_real_trunk(home)
    reverted(home, emergency=True)
    assert (history(home)[-1].flows, history(home)[-1].emergency) == (first, True)
    for day in (3, 4):  # the second goes on with what the first has noted
        assert OWN not in said(begun(home, DAY.replace(day=day)), "ended")
    assert begun_with(history(home)) == first


def test_an_emergency_outlives_restarts_also_with_the_drafts_of_the_first_start(
    home: Home,
) -> None:
    first = begun_with(history(home))
    published(home)
    with_real_trunk(home)
    (home.flows / "ended.toml").unlink()
    ivr_publish.publish(by="sv-1", emergency=True, home=home.folder)
    for day in (3, 4):  # the second goes on with what the first has noted
        assert OWN not in said(begun(home, DAY.replace(day=day)), "ended")
    assert begun_with(history(home)) == first


def test_beside_a_real_trunk_one_publishes_and_goes_back_with_the_clients_word(home: Home) -> None:
    with pytest.raises(NotValid, match="前の起動から"):
        with_real_trunk(home)
    ivr_publish.confirm(by="sv-1", confirmed="第1号", next_=True, home=home.folder)
    with_real_trunk(home)
    first = published(home)
    second = published(home, "二つ目です。", confirmed="")
    assert unconfirmed(history(home)) == [second]
    reverted(home)
    assert history(home)[-1].flows == first
    ivr_publish.confirm(by="sv-1", confirmed="第3号", version=second[:12], home=home.folder)
    reverted(home)
    assert history(home)[-1].flows == second
    assert unconfirmed(history(home)) == []


@pytest.mark.parametrize("harm", ["damaged", "gone, and a day later"])
def test_a_history_that_does_not_tell_of_the_client_lets_no_real_caller_in(
    home: Home, harm: str
) -> None:
    if harm == "damaged":
        published(home, confirmed="")  # by what can still be read it might go on
        home.published.write_bytes(b"{" + home.published.read_bytes())
    else:
        home.published.unlink()
        begun(home, DAY.replace(day=3))  # notes that only the day is another one
    with pytest.raises(NotValid, match=r"published\.jsonl") as refused:
        with_real_trunk(home, 3)
    assert GO_BACK not in str(refused.value)
    ivr_publish.confirm(by="sv-1", confirmed="第1号", next_=True, home=home.folder)
    begun(home, DAY.replace(day=3))


def test_that_former_settings_help_is_told_only_where_they_do(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.settings.write_text(REAL_TRUNK, encoding="utf-8")
    refused = []
    for edits in ({}, WITH_CALLBACK):
        own_campaign(home, monkeypatch, **edits)
        (fact,) = next_flows(home)
        refused.append((GO_BACK in fact.ja[1], "settings of before" in fact.hint))
    ivr_publish.confirm(by="sv-1", confirmed="第1号", home=home.folder)
    (fact,) = next_flows(home)
    refused.append((GO_BACK in fact.ja[1], "settings of before" in fact.hint))
    (kept(home) / "ended.toml").write_text(BROKEN)
    write(home, "ended", OWN)
    own_campaign(home, monkeypatch)
    (fact,) = next_flows(home)
    refused.append((GO_BACK in fact.ja[1], "settings of before" in fact.hint))
    assert refused == [(False, False), (False, False), (True, True), (False, False)]
