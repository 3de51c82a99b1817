"""The client's view: read-only, personal fields by the campaign's rule, each look in the trail."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import SQLModel, select

from agent_ui.access import Access
from agent_ui.routes import ROUTES
from agent_ui.shown import Site
from desk import articles, records, tickets
from desk.article import Kind, Writing
from desk.desk import Desk
from desk.inquiry import Content, Matter, Result, Severity
from desk.roles import Role
from desk.rules import ClientRules, Numbers
from desk.ticket import Means, Said, Step
from desk.tickets import Asked, Question
from metrics.period import Kind as Report
from metrics.period import read_period
from metrics.steps import Step as Bring
from recordings.rules import SoundRules
from storage.audit import entries
from storage.case_tables import Case
from storage.contact_tables import ContactAttempt, ContactAttemptCase, ContactReturn
from storage.engine import transaction
from storage.identity_tables import IdentityCheck
from storage.inquiry_tables import Inquiry, InquiryCase
from storage.staff_tables import Staff
from storage.tables import Call
from storage.vault_tables import CallMark
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.calling import rings, with_cases
from tests.integration.agent_ui.conftest import Controller
from tests.integration.agent_ui.sounding import with_sound
from tests.integration.agent_ui.test_access import path_of
from tests.integration.agent_ui.test_reports import with_reports
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import OPERATOR, newcomer
from tests.integration.metrics.week_notes import note

pytestmark = pytest.mark.integration

READS = {
    *("/home", "/live", "/client/records", "/client/records/{record}", "/client/complaints"),
    *("/client/questions", "/client/drafts", "/client/reports", "/client/reports/{report}"),
    *("/client/reports/{report}/file", "/unlock", "/second-factor"),
}
DOES = {"/unlock", "/sign-out", "/lock", "/language", "/activity", "/client/records"}
DOES |= {"/client/records/file", "/second-factor"}
TEXT = "口座 1234567 の件、電話 011-234-5678 へ"


async def recorded(site: Site) -> tuple[str, str]:
    """An agent records a call about an application, and a protected person; gives both ids."""
    person = await newcomer(site.desk, "op9")
    who = await person.who(await person.first_sign_in())
    made = []
    for case, call, text in ((1, "c1", TEXT), (2, None, "避難先の件")):
        record = await records.begin(site.desk, who, call=call)
        matter = Matter(category="papers", result=Result.CLOSED, text=text)
        await records.close(site.desk, who, record, Content(matters=(matter,)), version=1)
        async with transaction(site.desk.engine) as session:
            (await session.get_one(Case, 2)).is_protected = True
            at = site.desk.clock()
            session.add(InquiryCase(inquiry=record, case=case, at=at, by=who.staff))
        made.append(record)
    return made[0], made[1]


@pytest.fixture
async def with_records(site: Site, controller: Controller) -> tuple[Site, str, str]:
    made = await with_cases(site)
    async with transaction(made.desk.engine) as session:  # who is protected has another number
        (await session.get_one(Case, 2)).phone_key = b"another"
    await rings(made, controller)
    return made, *await recorded(made)


def seeing(site: Site, rules: ClientRules) -> Site:
    desk: Desk = replace(site.desk, rules=replace(site.desk.rules, client=rules))
    return replace(site, desk=desk, number_of=lambda _: "011-234-5678")


async def signed_in(browser: Browser, site: Site) -> None:
    await browser.sign_in(await newcomer(site.desk, "city", Role.CLIENT))


@pytest.mark.clause("SPR-II-3-4-イ")
async def test_every_other_address_is_403_for_the_client(site: Site, tmp_path: Path) -> None:
    site = await with_sound(site, tmp_path, rules=SoundRules())
    async with Browser(site) as browser:
        await signed_in(browser, site)
        for route in ROUTES:
            if route.access in (Access.ANYBODY, Access.ENTERING):
                continue
            if route.path in (READS if route.method == "GET" else DOES):
                continue
            ask = browser.get if route.method == "GET" else browser.post
            assert (await ask(path_of(route.path))).status == 403, (route.method, route.path)


@pytest.mark.clause("SPR-II-3-4-イ")
@pytest.mark.parametrize(
    ("rules", "number"),
    [
        (ClientRules(), ""),
        (ClientRules(numbers=Numbers.LAST_FOUR, staff=True), "…5678"),
        (ClientRules(numbers=Numbers.WHOLE, cases=True, digits=True), "011-234-5678"),
    ],
)
async def test_records_are_read_and_exported_with_what_the_campaign_lets_be_seen(
    with_records: tuple[Site, str, str], rules: ClientRules, number: str
) -> None:
    site, record, withheld = with_records
    site = seeing(site, rules)
    async with Browser(site) as browser:
        await signed_in(browser, site)
        await browser.get(f"/client/records/{record}")
        assert ("1234567" in browser.page) is rules.digits
        assert ("札幌 花子" in browser.page.split("<main")[1]) is rules.staff
        assert ("S-O-" in browser.page) is rules.cases
        assert (number or "電話番号") in browser.page or not number
        assert ("011-234-5678" in browser.page) is (rules.numbers is Numbers.WHOLE)
        await browser.get(f"/client/records/{withheld}")
        assert "責任者対応の方のため" in browser.page
        assert "避難先" not in browser.page
        answer = await browser.post("/client/records/file", complaints="")
        body = (await answer.read()).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(body)))
    assert {each["記録番号"] for each in lines} == {record, withheld}
    of = {each["記録番号"]: each for each in lines}
    assert (of[record]["電話番号"], of[withheld]["電話番号"]) == (number, "")
    assert of[record]["応対した人"] == ("札幌 花子" if rules.staff else "")
    assert of[withheld]["申請の受付番号"] == of[withheld]["内容と回答"] == ""
    assert of[record]["分類"] == "申請方法 > 必要書類"


@pytest.mark.clause("SPR-II-3-4-イ")
@pytest.mark.parametrize(
    ("rules", "number"),
    [
        (ClientRules(), ""),
        (ClientRules(numbers=Numbers.LAST_FOUR), "…5678"),
        (
            ClientRules(numbers=Numbers.WHOLE, staff=True, cases=True, digits=True),
            "011-234-5678",
        ),
    ],
)
async def test_recordings_show_and_find_what_the_campaign_lets_be_seen(
    with_records: tuple[Site, str, str], tmp_path: Path, rules: ClientRules, number: str
) -> None:
    site, sees_all = with_records[0], rules.staff
    made = await with_sound(site, tmp_path, rules=SoundRules(client_hears=True), call="s1")
    site = seeing(made, rules)
    async with transaction(site.desk.engine) as session:
        staff = (await session.exec(select(Staff.id))).one()
        await session.exec(update(CallMark).values(by=staff))
    async with Browser(site) as browser:
        await signed_in(browser, site)
        await browser.get("/recordings")
        main = browser.page.split("<main")[1]
        assert ("/recordings/s1" in main, "札幌 花子" in main) == (True, sees_all)
        assert ("011-234-5678" in main, number in main) == (rules.numbers is Numbers.WHOLE, True)
        for field in ("staff", "case", "number"):
            assert field == "case" or (f'name="{field}"' in main) is sees_all
            await browser.fill("/recordings", {field: "0000000000"})
            found = "/recordings/s1" in browser.page
            assert found is not sees_all, field  # what is not seen does not even narrow it
        answer = await browser.post("/recordings", text="12-34")
        assert answer.status == (200 if rules.digits else 422)
        asked = await browser.post("/recordings/s1/open", purpose="complaint")
        for path in ("/recordings/s1", str(asked.headers["Location"])):
            await browser.get(path)
            assert ("011-234-5678" in browser.page) is sees_all
            assert number in browser.page
        main = browser.page.split("<main")[1]
        assert ("録音を伏せる" in main, "札幌 花子" in main, staff in main) == (
            True,
            sees_all,
            False,
        )


@pytest.mark.clause("SPR-II-3-4-イ")
async def test_recordings_of_somebody_protected_are_not_the_clients(
    with_records: tuple[Site, str, str], tmp_path: Path
) -> None:
    site = with_records[0]
    site = await with_sound(site, tmp_path, rules=SoundRules(client_hears=True), call="s1")
    everything = ClientRules(numbers=Numbers.WHOLE, staff=True, cases=True, digits=True)
    site = seeing(site, everything)
    async with Browser(site) as browser:
        await signed_in(browser, site)
        await browser.get("/recordings")
        assert "/recordings/s1" in browser.page
        asked = await browser.post("/recordings/s1/open", purpose="complaint")
        for how in ("record", "attempt", "returned", "earlier", "identity", "number"):
            async with is_theirs(site, "s1", how):
                await browser.get("/recordings")
                assert "/recordings/s1" not in browser.page, how
                assert (await browser.get("/recordings/s1")).status == 403
            assert (await browser.get("/recordings/s1")).status == 200
        listen = str(asked.headers["Location"])
        async with is_theirs(site, "s1", "identity"):
            for path in (listen, listen.replace("/listen/", "/sound/")):
                assert (await browser.get(path)).status == 403
            again = await browser.post("/recordings/s1/open", purpose="complaint")
            assert again.status == 403
            supervisor = await newcomer(site.desk, "sv1", Role.SUPERVISOR)
            async with Browser(site) as ours:
                await ours.sign_in(supervisor)
                await ours.get("/recordings")
                assert "/recordings/s1" in ours.page  # our own people's still


@asynccontextmanager
async def is_theirs(site: Site, call: str, how: str) -> AsyncIterator[None]:
    """Tie a call to the protected case, in one of the ways, for a while."""
    at, engine = site.desk.clock(), site.desk.engine
    async with transaction(engine) as session:
        staff = (await session.exec(select(Staff.id))).first() or ""
        known = await session.get_one(Call, call)
        other = Call(**known.model_dump(exclude={"id"}), id="c0")
    day = site.desk.today
    times: dict[str, Any] = {"business_date": day, "begun_at": at, "saved_at": at}
    check: dict[str, Any] = {"case": 2, "staff": staff, "at": at, "relation": "self", "items": ""}
    leased = {"leased_at": at, "leased_until": at, "person": "p-9", "phone_key": b""}
    tried: dict[str, Any] = {"contact": "k", "n": 1, "mode": "preview", **leased}
    about = ContactAttemptCase(attempt="a9", case=2)
    came: dict[str, Any] = {"attempt": "a9", "at": at, "staff": "op1", "result": "absent"}
    ways: dict[str, list[SQLModel]] = {
        "record": [
            Inquiry(id="r9", call=call, staff=staff, language="ja", **times),
            InquiryCase(inquiry="r9", case=2, at=at, by=staff),
        ],
        "attempt": [
            ContactAttempt(id=call, **tried),
            ContactAttemptCase(attempt=call, case=2),
        ],
        "returned": [ContactAttempt(id="a9", returned_call=call, **tried), about],
        "earlier": [ContactAttempt(id="a9", **tried), about, ContactReturn(call=call, **came)],
        "identity": [IdentityCheck(call=call, is_passed=True, **check)],
        "number": [other, IdentityCheck(call="c0", is_passed=True, **check)],
    }
    async with transaction(engine) as session:
        for row in ways[how]:
            session.add(row)
            await session.flush()
    yield
    async with transaction(engine) as session:
        for row in reversed(ways[how]):
            await session.delete(row)
            await session.flush()


async def test_records_are_looked_for_and_every_look_stands_in_the_trail(
    with_records: tuple[Site, str, str],
) -> None:
    site, record, withheld = with_records
    async with Browser(site) as browser:
        await signed_in(browser, site)
        await browser.get("/client/records")
        assert record in browser.page
        assert withheld in browser.page
        await browser.post("/client/records", text="口座", category="apply", first="2026-02-01")
        assert record in browser.page
        for nothing in ({"text": "避難先"}, {"complaints": "1"}, {"last": "2026-01-31"}):
            await browser.fill("/client/records", nothing)
            assert record not in browser.page
            assert withheld not in browser.page
        answer = await browser.post("/client/records", text="567")
        assert (answer.status, "数字では探せません" in browser.page) == (422, True)
        for wrong in ({"result": "x"}, {"first": "soon"}, {"page": "-1"}):
            assert (await browser.fill("/client/records", wrong)).status == 400
        await browser.get(f"/client/records/{record}")
        assert (await browser.get("/client/records/r0")).status == 404
        await browser.post("/client/records/file", text="口座")
    told = await entries(site.desk.engine, last=99)
    of = [each for each in told if each.action.startswith("record")]
    assert [each.action for each in of[-6:]] == [
        *["records_listed"] * 4,
        *("record_seen", "records_exported"),
    ]
    assert of[-6].detail == {"found": 1, "by": "first category text", "page": 1}
    assert (of[-2].subject, of[-1].detail["found"]) == (record, 1)
    assert "口座" not in str(told)


async def test_a_draft_is_nobodys_but_its_writers(site: Site) -> None:
    person = await newcomer(site.desk, "op9")
    who = await person.who(await person.first_sign_in())
    draft = await records.begin(site.desk, who, call=None)
    async with Browser(site) as browser:
        await signed_in(browser, site)
        await browser.get("/client/records")
        assert draft not in browser.page
        assert (await browser.get(f"/client/records/{draft}")).status == 404


async def with_papers(site: Site, clock: Clock) -> Site:
    """A report of each state, a complaint, a question at the client, an article handed in."""
    made = await with_reports(site, clock)
    assert made.reports is not None
    desk, reports = made.desk, made.reports
    for name, steps in (
        ("2026-02-09", (Bring.CHECK, Bring.APPROVE, Bring.SUBMIT)),
        ("2026-02-10", (Bring.CHECK, Bring.APPROVE)),
        ("2026-02-12", (Bring.CHECK,)),
    ):
        period = read_period(Report.DAILY, name)
        assert period is not None
        await reports.freeze(Report.DAILY, period, OPERATOR)
        for step in steps:
            await reports.bring(f"daily-{name}", step, OPERATOR)
    person = await newcomer(desk, "sv9", Role.SUPERVISOR)
    who = await person.who(await person.first_sign_in())
    matter = Matter(category="complaint", result=Result.CLOSED, text="お叱り")
    content = Content(is_complaint=True, severity=Severity.URGENT, matters=(matter,))
    record = await records.begin(desk, who, call=None)
    await records.close(desk, who, record, content, version=1)
    due = clock.now + timedelta(hours=2)
    for text in ("別居の児童は 1234567", "当方の質問"):
        asked = await tickets.ask(desk, who, Question(text=text, due_at=due))
        assert isinstance(asked, Asked)
        if "別居" in text:
            said = Said(person="係 佐藤", means=Means.PHONE)
            for before, after in (
                (Step.WITH_SUPERVISOR, Step.WITH_MANAGER),
                (Step.WITH_MANAGER, Step.WITH_CLIENT),
            ):
                assert await tickets.bring(desk, who, asked.ticket, before, after, said) is None
    for title in ("申請の期限", "作成中の案"):
        begun = await articles.begin(
            desk, who.actor, Kind.FAQ, Writing(title=title, text="5月末です。", category="")
        )
        assert isinstance(begun, articles.Place)
        if title == "申請の期限":
            await articles.hand_in(desk, who.actor, begun)
    return made


async def test_the_client_reads_reports_complaints_questions_and_drafts(
    site: Site, clock: Clock
) -> None:
    site = await with_papers(site, clock)
    async with Browser(site) as browser:
        await signed_in(browser, site)
        await browser.get("/client/complaints")
        assert "至急" in browser.page
        await browser.get("/client/questions")
        assert "別居の児童は ＊＊＊＊" in browser.page
        assert "当方の質問" not in browser.page
        await browser.get("/client/drafts")
        assert "daily-2026-02-10" in browser.page
        assert "daily-2026-02-09" not in browser.page
        assert "申請の期限" in browser.page
        assert "作成中の案" not in browser.page
        await browser.get("/client/reports")
        assert "daily-2026-02-09" in browser.page
        assert "daily-2026-02-10" not in browser.page
        for day, status in (("09", 200), ("10", 200), ("12", 404), ("13", 404)):
            assert (await browser.get(f"/client/reports/daily-2026-02-{day}")).status == status
        await browser.get("/client/reports/daily-2026-02-09")
        assert "確定した後の修正" not in browser.page
        await note(site.desk.engine)
        await browser.get("/client/reports/daily-2026-02-09")
        assert "確定した後の修正" in browser.page, "as its files have it"
        given = await browser.get("/client/reports/daily-2026-02-09/file?format=csv")
        assert given.status == 200
        assert "text/csv" in given.headers["Content-Type"]
        for wrong in ("daily-2026-02-12/file?format=csv", "daily-2026-02-09/file?format=exe"):
            assert (await browser.get(f"/client/reports/{wrong}")).status in (400, 404)
    looked = await entries(site.desk.engine, last=99, action="client_looked")
    assert [each.subject for each in looked] == [
        *("home", "complaints", "questions", "drafts", "reports"),
        *("daily-2026-02-09", "daily-2026-02-10", "daily-2026-02-09", "daily-2026-02-09"),
        "daily-2026-02-09.csv",
    ]


async def test_the_clients_socket_tells_no_name(site: Site, controller: Controller) -> None:
    site.feed.notice = "朝礼は9時"
    async with Browser(site) as browser:
        await signed_in(browser, site)
        socket = await browser.socket()
        told = await socket.receive_json()
        assert (told["seats"], told["notice"], told["numbers"]["waiting"]) == ([], "", 3)
        await socket.close()
