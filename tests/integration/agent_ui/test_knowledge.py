"""Help over HTTP: written by supervisors, confirmed by the client, read beside a call."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from agent_ui.shown import Site
from app.desk_rules import desk_rules
from config.campaign import desk_tables
from config.desk_file import DeskTables
from desk import articles
from desk.article import Kind, Writing
from desk.articles import Answer, Moved, Place
from desk.roles import Role
from ivr_flows.loader import SHIPPED
from storage.audit import Actor, entries
from tests.integration.agent_ui.browser import Browser
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

SCRIPT = {"Sec-Fetch-Mode": "cors"}
SV = Actor(who="s-1", origin="192.0.2.1")
TEXT = {"title": "必要書類は<b>何</b>ですか", "text": "写しです。\r\n以上", "category": "papers"}
CLIENT = {"confirmer": "佐藤", "on": "2026-01-30", "reference": "第1号"}


async def published(site: Site, kind: Kind = Kind.FAQ, **said: str) -> str:
    writing = Writing(**{"title": "必要書類", "text": "写しをお願いします。", **said})
    begun = await articles.begin(site.desk, SV, kind, writing)
    assert isinstance(begun, Place)
    place: Place | Moved = await articles.hand_in(site.desk, SV, begun)
    assert isinstance(place, Place)
    said_yes = Answer(confirmer="佐藤", on=date(2026, 1, 30), reference="第1号")
    place = await articles.answered(site.desk, SV, place, said_yes)
    assert isinstance(place, Place)
    assert isinstance(await articles.publish(site.desk, SV, place), Place)
    return begun.article


async def test_a_supervisor_brings_an_article_to_publication(site: Site) -> None:
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await browser.get("/knowledge/new?kind=faq")
        answer = await browser.fill("/knowledge", {"kind": "faq", **TEXT, "title": ""})
        assert answer.status == 422
        assert "題名を120字まで" in browser.page
        answer = await browser.fill("/knowledge", {"kind": "faq", **TEXT})
        place = answer.headers["Location"]
        await browser.get(place)
        assert "必要書類は&lt;b&gt;何" in browser.page
        draft = {**TEXT, "n": "1", "edits": "1", "then": "hand_in"}
        assert (await browser.fill(f"{place}/draft", draft)).status == 303
        assert (await browser.fill(f"{place}/draft", draft)).status == 409
        said = {"n": "1", "edits": "3", "how": "confirm", **CLIENT}
        wrong = {"how": "return"}, {"confirmer": " "}, {"reference": ""}
        for change in wrong:
            assert (await browser.fill(f"{place}/answer", said | change)).status == 422
        for change in ({"on": "2026-02-03"}, {"on": "x"}, {"how": "x"}, {"n": "x"}):
            assert (await browser.fill(f"{place}/answer", said | change)).status == 400
        assert (await browser.get(place.replace("/knowledge", "/help"))).status == 404
        await browser.fill(f"{place}/answer", said)
        assert (await browser.post(f"{place}/publish", n="1", edits="4")).status == 303
        await browser.get(place)
        assert "佐藤 2026-01-30 第1号" in browser.page
        assert (await browser.get(place.replace("/knowledge", "/help"))).status == 200
        await browser.get("/knowledge")
        assert "公開" in browser.page


@pytest.mark.clause("SUI-8-10", "SUI-11-1-ウ-オ")
async def test_an_agent_reckons_from_when_on_a_card_is_renewed_and_nothing_is_kept(
    site: Site,
) -> None:
    tables = desk_tables("suita", flows=[path.stem for path in SHIPPED.glob("*.toml")])
    assert isinstance(tables, DeskTables)
    site = replace(site, desk=replace(site.desk, rules=desk_rules(tables)))
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.get("/help")
        assert "電子証明書の更新手続きができる日" in browser.page
        for day, told in (
            *(("2025-06-15", "2025-03-16"), ("2025-05-31", "2025-03-01")),
            *(("0001-01-31", "日付を確かめて"), ("9", "日付を確かめて")),
        ):
            before = len(await entries(site.desk.engine, last=99))
            await browser.post("/help/reckon", rule="0", day=day)
            assert told in browser.page, day
            assert len(await entries(site.desk.engine, last=99)) == before
        for wrong in ("2", "x", "-1"):
            answer = await browser.post("/help/reckon", rule=wrong, day="2025-06-15")
            assert answer.status == 400


async def test_an_agent_finds_reads_and_tells_what_is_missing(site: Site) -> None:
    await published(site)
    await published(site, Kind.SCRIPT, title="ご案内", text="「写しを」", category="apply")
    async with Browser(site) as browser, Browser(site) as supervisor:
        await browser.sign_in(await newcomer(site.desk))
        await browser.get("/help")
        assert "必要書類" in browser.page
        await browser.post("/help/find", asked="書類", headers=SCRIPT)
        assert "写しをお願いします。" in browser.page
        assert "<html" not in browser.page
        await browser.post("/help/script", category="papers", headers=SCRIPT)
        assert "「写しを」" in browser.page
        assert (await browser.post("/help/script", category="x")).status == 400
        await browser.post("/help/not-found", asked="双子", category="apply", headers=SCRIPT)
        assert "管理者に知らせました" in browser.page
        await browser.post("/help/not-found", asked="123456789018", headers=SCRIPT)
        assert "知らせていません" in browser.page
        assert (await browser.get("/knowledge")).status == 403
        await supervisor.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await supervisor.get("/knowledge")
        assert "双子" in supervisor.page
        assert "123456789018" not in supervisor.page
        await supervisor.get("/knowledge/new?kind=faq&question=1")
        assert 'value="双子"' in supervisor.page
        assert (await supervisor.post("/knowledge/questions/1")).status == 303
        assert (await supervisor.post("/knowledge/questions/1")).status == 404
