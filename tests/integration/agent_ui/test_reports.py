"""Pages of figures and reports, on the week that was counted by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from aiohttp import ClientResponse

from agent_ui.report_words import MADE_EARLIER
from agent_ui.shown import Site
from agent_ui.words import MY_NUMBER
from desk.roles import Role
from metrics.content import FORMAT, decode, digest_of, encode
from metrics.explain import Happened
from metrics.reconciled import Difference, Kind
from storage.audit import Actor, entries
from storage.engine import transaction
from storage.projection import Projection
from storage.report_tables import Report
from storage.stays import begin
from tests.integration.agent_ui.browser import Browser
from tests.integration.desk.conftest import Clock as DeskClock
from tests.integration.desk.people import newcomer
from tests.integration.metrics.shipped import reporting
from tests.integration.metrics.week import ZONE, at, records
from tests.integration.metrics.week_notes import note, write

pytestmark = pytest.mark.integration

NUMBER = "1234 5678 9018"
"""A right check digit, and nobody's."""

MANAGER = Actor(who="staff-mg", origin="127.0.0.1")
WEEKLY = "/reports/weekly-2026-W07"


@pytest.fixture
async def site(site: Site, clock: DeskClock) -> Site:
    """The site on Monday morning after the week."""
    return await with_reports(site, clock)


async def with_reports(site: Site, clock: DeskClock) -> Site:
    projection = Projection(site.desk.engine, instance="home-1", zone=ZONE)
    await projection.apply(records())
    clock.now = at(16, "09:05:00")
    made = reporting(site.desk.engine, clock)
    story = (Happened(1, at(9, "09:10:00"), "CallArrived", ("ShowCall",)),)
    return replace(site, reports=made, story=lambda call: story if call == "c03" else ())


async def test_a_week_stands_under_every_definition_and_opens_down_to_the_log(site: Site) -> None:
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await browser.get("/figures?week=2026-W07")
        for share in ("36.3%", "66.6%", "40.0%", "41.6%", "45.4%", "50.0%", "未計測"):
            assert share in browser.page
        await browser.get("/figures/calls?week=2026-W07&place=answered")
        assert [name for name in ("c01", "c04", "c06", "c16") if f">{name}<" in browser.page] == [
            *("c01", "c04", "c06", "c16")
        ]
        assert ">c02<" not in browser.page
        await browser.get("/figures/calls/c03")
        assert "30 分以内にかけ直しがあったため除く" in browser.page
        assert "CallArrived" in browser.page
        assert (await browser.get("/figures/calls/nobody")).status == 404
        for wrong in ("week=2026-W99", "week=x", "week=2030-W01"):
            assert (await browser.get(f"/figures?{wrong}")).status == 400


async def sent(browser: Browser, place: str, **form: str) -> ClientResponse:
    return await browser.post(place, **form)  # type: ignore[arg-type]


OPENED = re.compile(r'<a href="(/figures/(?:calls|records|attempts|rows)\?[^"]+)">([^<]+)</a>')
REFUSED = re.compile(r"このほか通信事業者側での話中 <b>([\d,]+)</b>")
COUNTED = re.compile(r"<strong>([\d,:]+)</strong>")


async def opened(browser: Browser, page: str) -> list[str]:
    """Open every figure of a page; each must list as many as it says. Gives where they lead."""
    await browser.get(page)
    shown = dict.fromkeys(OPENED.findall(browser.page))
    counts: dict[str, str] = {}
    for place, told in shown:
        if place not in counts:
            assert (await browser.get(unescape(place))).status == 200, place
            counted = COUNTED.search(browser.page)
            assert counted is not None, place
            refused = REFUSED.search(browser.page)
            counts[place] = str(int(counted[1]) + int(refused[1])) if refused else counted[1]
        if told.isdigit() or re.fullmatch(
            r"\d+:\d\d", told
        ):  # a rate opens to what it is a share of
            assert (place, told) == (place, counts[place])
    return [unescape(place) for place in counts]


async def test_the_page_of_a_report_of_an_earlier_version_says_what_is_proved(
    site: Site,
) -> None:
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await browser.post(f"{WEEKLY}/freeze")
        async with transaction(site.desk.engine) as session:
            row = await session.get(Report, "weekly-2026-W07")
            assert row is not None
            older = replace(decode(row.content), note="以前", format=FORMAT - 1)
            row.content, row.digest = encode(older).decode(), digest_of(encode(older))
            session.add(row)
        await browser.get(WEEKLY)
        assert MADE_EARLIER in browser.page
        assert "確定した内容と記録が一致しません" not in browser.page


async def test_every_figure_of_a_report_opens_to_exactly_what_it_counts(
    site: Site, clock: DeskClock
) -> None:
    await note(site.desk.engine)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        shown = await opened(browser, "/reports/monthly-2026-02")
        shown += await opened(browser, "/figures?week=2026-W07")
        await browser.get(WEEKLY)
        await browser.post(f"{WEEKLY}/freeze")
        clock.now += timedelta(minutes=3)
        await write(
            *(site.desk.engine, "late", 9, "apply", "closed"),
            text="",
            closed="09:07:00",
            closed_on=16,
        )
        shown += await opened(browser, WEEKLY)
        assert len(shown) > 70
        for part in ("at=17%3A30", "day=2026-02-10", "outcome=no_line", "figure=in_time", "n=2"):
            assert any(part in each for each in shown), part
        await browser.get("/figures/attempts?report=weekly-2026-W07&result=none")
        assert "/figures/calls/a5" in browser.page, "its result was not known at the freeze"
        for wrong in ("figure=x", "at=25:00", "minutes=1", "day=x", "outcome=x", "definition=x"):
            assert (await browser.get(f"/figures/calls?week=2026-W07&{wrong}")).status == 400
        assert (await browser.get("/figures/calls?first=2026-02-10&last=2026-02-09")).status == 400
        assert (await browser.get("/figures/records?report=weekly-x")).status == 404


async def test_where_the_carriers_refusals_count_their_number_stands_beside_the_list(
    site: Site,
) -> None:
    assert site.reports is not None
    plan = site.reports.plan
    network = next(each for each in plan.beside if each.id == "network-1")
    reports = replace(site.reports, plan=replace(plan, definition=network))
    days = [day for day in reports.campaign.open_days if day.day < date(2026, 2, 16)]
    for day in days:
        await reports.note_busy(day.day, 2, "事業者の報告", MANAGER)
    async with Browser(replace(site, reports=reports)) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await browser.get("/figures/calls?week=2026-W07&figure=offered")
        assert REFUSED.findall(browser.page) == ["8"], "of the week's four days"
        history = "/history?by=campaign&first=2026-02-09&last=2026-02-15&grain="
        for page in (WEEKLY, "/figures?week=2026-W07", f"{history}day", f"{history}hour"):
            assert await opened(browser, page)
        for none in ("at=09:00", "outcome=no_line", "place=offered", "definition=sapporo-1"):
            await browser.get(f"/figures/calls?week=2026-W07&figure=offered&{none}")
            assert not REFUSED.search(browser.page), none
        await browser.get("/figures/calls?week=2026-W07&figure=answered")
        assert not REFUSED.search(browser.page)


async def test_what_the_carrier_refused_is_entered_with_its_source(site: Site) -> None:
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await browser.get("/figures?week=2026-W07")
        done = await browser.post(
            "/figures/busy", day="2026-02-09", calls="12", source="事業者の報告"
        )
        assert done.headers["Location"] == "/figures?week=2026-W07"
        for day, calls, source in (
            *(("2026-02-09", "-1", "x"), ("2026-02-09", "", "x"), ("2026-02-09", "1", " ")),
            *(("2026-02-11", "1", "x"), ("2026-02-17", "1", "x"), ("9", "1", "x")),
        ):
            wrong = await browser.post("/figures/busy", day=day, calls=calls, source=source)
            assert wrong.status == 400
        wrong = await browser.post("/figures/busy", day="2026-02-09", calls="1", source=NUMBER)
        assert (wrong.status, MY_NUMBER in browser.page) == (422, True)
        await browser.get("/figures?week=2026-W07")
        assert NUMBER not in browser.page
        assert "事業者の報告" in browser.page


async def test_a_report_goes_its_way_and_only_a_manager_binds_the_contractor(site: Site) -> None:
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await browser.get("/reports")
        assert "まもなく" not in browser.page, "it is five past nine"
        assert 'href="/reports/weekly-2026-W07"' in browser.page
        await browser.get(WEEKLY)
        assert "速報（未確定）" in browser.page
        assert "36.3%" in browser.page
        await browser.post(f"{WEEKLY}/freeze")
        await browser.post(f"{WEEKLY}/step", step="check")
        assert (await browser.post(f"{WEEKLY}/step", step="approve")).status == 403
        await browser.get(WEEKLY)
        assert "確認済み" in browser.page
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "mg1", Role.MANAGER))
        await browser.get(WEEKLY)
        await browser.post(f"{WEEKLY}/step", step="approve")
        again = await browser.post(f"{WEEKLY}/step", step="check")
        assert again.headers["Location"] == f"{WEEKLY}?told=not_now"
        await browser.post(f"{WEEKLY}/step", step="submit")
        await browser.get(WEEKLY)
        assert "提出済み" in browser.page
        assert browser.page.count("<small>札幌 花子</small>") == 4, "who did each step, by name"
        answer = await browser.get(f"{WEEKLY}/file?format=csv")
        assert "attachment" in answer.headers["Content-Disposition"]
        assert (await browser.get(f"{WEEKLY}/file?format=exe")).status == 400
        assert (await browser.get("/reports/weekly-2026-W54")).status == 404


async def test_calls_that_differ_from_the_book_are_shown_to_supervisors(site: Site) -> None:
    found = (
        Difference(kind=Kind.ONLY_IN_BOOK, call="lost-1"),
        Difference(kind=Kind.SECONDS, call="c03"),
    )
    site = replace(site, not_reconciled=lambda: {date(2026, 2, 9): found})
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await browser.get("/reports")
        assert "通話と交換機の記録が合わない日があります" in browser.page
        assert "交換機の記録だけにある呼 <code>lost-1</code>" in browser.page
        assert '<a href="/figures/calls/c03"><code>c03</code></a>' in browser.page
        one = {"day": "2026-02-09", "call": "c03", "kind": "seconds"}
        told = (await sent(browser, "/reports/differences", **one, why=" ")).headers["Location"]
        assert told == "/reports?told=no_reason"
        other = {**one, "call": "c04", "why": "x"}
        told = (await sent(browser, "/reports/differences", **other)).headers["Location"]
        assert told == "/reports?told=not_there"
        told = (await sent(browser, "/reports/differences", **one, why=NUMBER)).headers["Location"]
        assert told == "/reports?told=my_number"
        await sent(browser, "/reports/differences", **one, why="時計のずれ")
        await browser.get("/reports")
        assert re.search("確かめた</b> 時計のずれ <small>2026-02-16 09:05 札幌 花子", browser.page)
        assert browser.page.count('action="/reports/differences"') == 1, "the other is still open"
    noted = await entries(site.desk.engine, last=1, action="difference_checked")
    assert [each.subject for each in noted] == ["c03"]


async def test_a_manager_notes_incidents_and_a_supervisor_reads_them(site: Site) -> None:
    given = {"kind": "loss", "found_at": "2026-02-13T10:00", "persons": "2", "what": "紙の紛失"}
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await browser.get("/incidents")
        assert "事故の記録はありません。" in browser.page
        assert (await browser.get("/incidents/1")).status == 404
        assert (await sent(browser, "/incidents", **given)).status == 403
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "mg1", Role.MANAGER))
        await browser.get("/incidents")
        for wrong, told in (
            *(({"persons": "x"}, "persons"), ({"found_at": ""}, "times"), ({"what": ""}, "what")),
            *(({"found_at": "0001-01-01T00:00"}, "times"), ({"closed": "1"}, "closed")),
            *(({"incident": "7"}, "unknown"), ({"what": NUMBER}, "my_number")),
            ({"measures": NUMBER}, "my_number"),
        ):
            done = await sent(browser, "/incidents", **{**given, **wrong})
            assert done.headers["Location"] == f"/incidents?told={told}", told
        await sent(browser, "/incidents", **given)
        more = {"measures": "探して見つけた", "told_at": "2026-02-13T11:00", "closed": "1"}
        refused = await sent(browser, "/incidents", **given, **more, incident="1")
        assert refused.headers["Location"] == "/incidents?told=closed", "its cause is not told"
        more["cause"] = "置き忘れ"
        await sent(browser, "/incidents", **given, **more, incident="1")
        await browser.get("/incidents")
        assert "探して見つけた" in browser.page
        assert "2 版" in browser.page
        await sent(browser, "/incidents", **{**given, "kind": "near_miss"}, suspected="1")
        await browser.get("/incidents/2")
        assert "事故に至らなかったもの（ヒヤリハット）のおそれ" in browser.page
        assert "未報告" in browser.page
        await browser.get("/incidents/1")
        for section in ("紛失・滅失", "2026-02-13 10:00", "60 分", "置き忘れ", "紙の紛失", "経過"):
            assert section in browser.page, section
        for gone in ("9", "x", "0"):
            assert (await browser.get(f"/incidents/{gone}")).status == 404
        assert (await sent(browser, "/incidents", **{**given, "kind": "x"})).status == 400


async def test_what_is_late_is_told(site: Site, clock: DeskClock) -> None:
    clock.now = at(16, "17:30:00")
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await browser.get("/reports")
        assert "まもなく期限の報告書があります" in browser.page
    clock.now += timedelta(minutes=31)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv2", Role.SUPERVISOR))
        await browser.get("/reports")
        assert "期限を過ぎた報告書があります" in browser.page


async def test_an_agent_sees_their_own_figures_and_nobody_elses(site: Site) -> None:
    agent = await newcomer(site.desk, "op1")
    async with Browser(site) as browser:
        await browser.sign_in(agent)
        who = await agent.who(browser.token)
        other = await newcomer(site.desk, "op2")
        theirs = await other.who(await other.first_sign_in())
        async with transaction(site.desk.engine) as session:
            morning = at(9, "08:30:00")
            for person, seat in ((who, "seat-01"), (theirs, "seat-02")):
                await begin(
                    session, sitting=person.session, staff=person.staff, seat=seat, at=morning
                )
        await browser.get("/history?first=2026-02-09&last=2026-02-15&by=campaign&grain=day")
        assert browser.page.count("令和8年2月9日（月）") == 1, "their own row, nobody else's"
        assert ">2<" in browser.page, "c01 and c06"
        assert "/figures/calls" not in browser.page, "which is for those who watch over them"
        await browser.get("/history?first=2026-02-09&last=2026-02-15&by=campaign")
        assert who.name in browser.page
        assert ">3<" in browser.page, "of four answered calls three were taken at seat-01"
        assert "令和8年2月9日" not in browser.page
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        for by, grain, shown in (
            ("campaign", "day", "令和8年2月9日（月）"),
            ("campaign", "hour", "令和8年2月9日（月） 17時"),
            ("campaign", "month", "令和8年2月"),
            ("line", "week", "+81110000100"),
            ("category", "day", "この期間に数えるものはありません。"),
            ("person", "day", theirs.name),
            ("campaign", "day", "令和8年2月12日（木）"),  # nobody called; the plan stands there
        ):
            await browser.get(f"/history?first=2026-02-09&last=2026-02-15&by={by}&grain={grain}")
            assert shown in browser.page, by
        for by, grain in (("campaign", "hour"), ("line", "week"), ("person", "day")):
            days = "first=2026-02-09&last=2026-02-15"
            assert await opened(browser, f"/history?{days}&by={by}&grain={grain}")
        await note(site.desk.engine)
        await browser.get("/history?first=2026-02-09&last=2026-02-15&by=category&grain=hour")
        assert "令和8年2月9日（月） 11時" in browser.page
        answer = await browser.get("/history?first=2026-02-09&last=2026-02-15&format=csv")
        assert "令和8年2月9日（月）,10,5,3,2,60.0%" in (await answer.read()).decode("utf-8-sig")
        for wrong in ("first=x", "first=2026-02-10&last=2026-02-09", "grain=year", "by=caller"):
            assert (await browser.get(f"/history?{wrong}")).status == 400
