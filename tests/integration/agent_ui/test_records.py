"""Records over HTTP: drafts, what is refused and why, and whose they are."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agent_ui.shown import Site
from desk.roles import Role
from storage.audit import entries
from storage.projection import Applied, Projection
from tests.integration.agent_ui.browser import Browser
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer
from tests.integration.metrics.shipped import reporting
from tests.integration.storage.story import Story

pytestmark = pytest.mark.integration

SCRIPT = {"Sec-Fetch-Mode": "cors"}
WHOLE = {
    "matters": "1",
    "version": "1",
    "language": "ja",
    "category-1": "papers",
    "result-1": "closed",
    "text-1": "<script>alert(1)</script>\r\n必要書類をご案内した。",
}


async def begun(browser: Browser) -> str:
    answer = await browser.post("/records")
    place = answer.headers["Location"]
    assert re.fullmatch(r"/records/r[0-9a-f]{16}", place)
    return place


async def test_a_draft_is_saved_by_a_script_and_shown_again_after_a_reload(site: Site) -> None:
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        place = await begun(browser)
        answer = await browser.fill(f"{place}/draft", WHOLE, headers=SCRIPT)
        assert await answer.json() == {"version": 2, "at": "10:00:00"}
        await browser.get(place)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;\n必要書類をご案内した。" in browser.page
        assert 'value="papers" selected' in browser.page
        stale = await browser.fill(f"{place}/draft", WHOLE, headers=SCRIPT)
        assert stale.status == 409
        assert (await stale.json())["over"]
        again = WHOLE | {"again": "1"}  # its answer was lost on the way
        assert await (await browser.fill(f"{place}/draft", again, headers=SCRIPT)).json() == {
            "version": 2,
            "at": "10:00:00",
        }
        other = again | {"text-1": "別の内容"}
        assert (await browser.fill(f"{place}/draft", other, headers=SCRIPT)).status == 409


@pytest.mark.clause("SUI-11-2-カ")
async def test_a_record_is_closed_once_it_is_whole_and_then_only_read(site: Site) -> None:
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        place = await begun(browser)
        answer = await browser.fill(f"{place}/close", WHOLE | {"category-1": ""})
        assert answer.status == 422
        assert "分類を選んでください。" in browser.page
        assert "必要書類をご案内した。" in browser.page
        answer = await browser.fill(f"{place}/close", WHOLE | {"version": "2"})
        assert answer.headers["Location"] == "/records"
        await browser.get(place)
        assert "<form class=" not in browser.page
        assert "申請方法 › 必要書類" in browser.page
        assert (await browser.fill(f"{place}/close", WHOLE)).status == 409
    seen = await entries(site.desk.engine, last=1, action="record_seen")
    assert [each.subject for each in seen] == [place.rpartition("/")[2]]


@pytest.mark.clause("OTR-特-3", "SUI-11-4-イ", "SUI-18-1/3/4")
async def test_an_individual_number_is_refused_at_once_and_never_kept(site: Site) -> None:
    typed = WHOLE | {"text-1": "番号は１２３４-5678-9018"}
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        place = await begun(browser)
        answer = await browser.fill(f"{place}/draft", typed, headers=SCRIPT)
        assert answer.status == 409
        assert "マイナンバー" in (await answer.json())["error"]
        answer = await browser.fill(f"{place}/close", typed)
        assert answer.status == 422
        assert "マイナンバー" in browser.page
        await browser.get(place)
        assert "5678" not in browser.page


@pytest.mark.clause("SUI-11-1-ウ-キ")
async def test_matters_are_added_and_taken_away_with_what_is_typed(site: Site) -> None:
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        place = await begun(browser)
        await browser.follow(await browser.fill(f"{place}/draft", WHOLE | {"add": "1"}))
        assert 'name="text-2"' in browser.page
        assert "必要書類をご案内した。" in browser.page
        two = WHOLE | {"matters": "2", "version": "2", "text-2": "二つめ"}
        answer = await browser.fill(f"{place}/close", two)
        assert answer.status == 422
        await browser.follow(
            await browser.fill(f"{place}/draft", two | {"version": "3", "remove": "2"})
        )
        assert 'name="text-2"' not in browser.page
        assert "必要書類をご案内した。" in browser.page


@pytest.mark.clause("SPR-II-3-4-イ")
async def test_a_simple_inquiry_takes_one_key_and_a_complaint_does_not(site: Site) -> None:
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.get("/records")
        assert 'value="complaint"' not in browser.page
        await browser.follow(await browser.post("/records/simple", category="papers"))
        assert "簡易記録" in browser.page
        assert "完結" in browser.page
        assert (await browser.post("/records/simple", category="complaint")).status == 409
        assert (await browser.post("/records", call="somebody's")).status == 404


@pytest.mark.clause("SPR-II-3-4-イ")
async def test_a_call_without_a_record_stays_in_sight_until_it_has_one(site: Site) -> None:
    story = Story(site.desk.clock() + timedelta(seconds=1))
    story.whole_call("c1")
    story.whole_call("c2")
    rows = Projection(site.desk.engine, instance="home-1", zone=site.desk.zone)
    assert isinstance(await rows.apply(story.records), Applied)
    async with Browser(site) as browser, Browser(site) as other:
        await browser.sign_in(await newcomer(site.desk))
        await browser.post("/seat/take", seat="seat-01")
        await browser.get("/records")
        assert browser.page.count("の通話を記録する") == 2
        place = (await browser.post("/records", call="c1")).headers["Location"]
        assert (await browser.post("/records", call="c1")).headers["Location"] == place
        await browser.post("/records/simple", category="papers", call="c2")
        await browser.get("/records")
        assert "の通話を記録する" not in browser.page
        again = await browser.post("/records/simple", category="papers", call="c2")
        assert again.status == 409
        await other.sign_in(await newcomer(site.desk, "op2"))
        await other.post("/seat/take", seat="seat-02")
        assert (await other.post("/records", call="c1")).status == 404


@pytest.mark.clause("SPR-II-3-3-ア")
@pytest.mark.parametrize("wards", [("中央区", "北区"), ()])
async def test_a_referral_needs_a_ward_that_the_campaign_knows(
    site: Site, wards: tuple[str, ...]
) -> None:
    desk = replace(site.desk, rules=replace(site.desk.rules, wards=wards))
    typed = WHOLE | {"result-1": "ward_office", "section-1": "保健福祉課"}
    async with Browser(replace(site, desk=desk)) as browser:
        await browser.sign_in(await newcomer(desk))
        place = await begun(browser)
        assert (await browser.fill(f"{place}/close", typed)).status == 422
        assert "案内した区を選んでください。" in browser.page
        named = typed | {"version": "2", "ward-1": "新宿区"}
        assert (await browser.fill(f"{place}/close", named)).status == (422 if wards else 303)
        if wards:
            named = typed | {"version": "3", "ward-1": "北区"}
            assert (await browser.fill(f"{place}/close", named)).status == 303
        await browser.get(place)
        assert f"{named['ward-1']} 保健福祉課" in browser.page


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
async def test_somebody_elses_record_is_refused_and_the_trail_tells(site: Site, role: Role) -> None:
    async with Browser(site) as first, Browser(site) as second:
        await first.sign_in(await newcomer(site.desk, "op1"))
        await second.sign_in(await newcomer(site.desk, "op2", role))
        place = await begun(first)
        assert (await second.get(place)).status == 403
        assert (await second.fill(f"{place}/draft", WHOLE, headers=SCRIPT)).status == 403
        assert (await second.fill(f"{place}/close", WHOLE)).status == 403
    refused = await entries(site.desk.engine, last=9, action="refused")
    assert [each.subject for each in refused] == [place.rpartition("/")[2]] * 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("matters", "0"),
        ("matters", "6"),
        ("matters", "９"),
        ("version", "x"),
        ("language", "tlh"),
        ("severity", "very"),
        ("result-1", "won"),
        ("category-1", "no such"),
        ("text-1", "あ" * 2_001),
        ("text-1", "a\0b"),
    ],
)
async def test_what_our_page_cannot_send_changes_nothing(
    site: Site, field: str, value: str
) -> None:
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        place = await begun(browser)
        answer = await browser.fill(f"{place}/draft", WHOLE | {field: value}, headers=SCRIPT)
        assert answer.status == 400
        answer = await browser.fill(f"{place}/draft", WHOLE, headers=SCRIPT)
        assert await answer.json() == {"version": 2, "at": "10:00:00"}


@pytest.mark.clause("SUI-7-4")
async def test_an_agent_is_told_which_services_are_closed_now(site: Site, clock: Clock) -> None:
    clock.now = datetime(2024, 9, 14, 4, 0, tzinfo=UTC)  # a Saturday, 13:00 in Japan
    site = replace(site, reports=reporting(site.desk.engine, clock, "suita"))
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.get(await begun(browser))
        assert "電子証明書の更新（本日 09:00〜12:00）" in browser.page
        assert "公金受取口座の登録（本日は受付なし）" in browser.page


async def test_the_longest_record_passes(site: Site) -> None:
    longest = WHOLE | {"matters": "5"} | {f"text-{n}": "漢" * 2_000 for n in range(1, 6)}
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        place = await begun(browser)
        answer = await browser.fill(f"{place}/draft", longest, headers=SCRIPT)
        assert await answer.json() == {"version": 2, "at": "10:00:00"}


async def test_the_page_speaks_english_when_asked(site: Site) -> None:
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.post("/language", language="en")
        await browser.get("/records")
        assert "Simple record" in browser.page
        place = await begun(browser)
        await browser.fill(f"{place}/close", WHOLE | {"result-1": ""})
        assert "Please choose a result." in browser.page
