"""Calling over HTTP: preview, dial, who answered, result; what vanishes; supervisors' page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from agent_ui import contact_words
from agent_ui.contact_room import ContactRoom
from agent_ui.shown import Site
from callcenter.contact import UNSPOKEN, Calling
from callcenter.events import DialPressed, OutboundPaused, OutboundPressed
from callcenter.outcome import DialResult
from cases import contact_ending, contact_inquiry, deficiencies
from cases.contact_ending import Ended
from cases.contacts import Contacts
from cases.deficiencies import FoundBy, How, Typed
from cases.sample import Applicant
from cases.schema import Channel
from cases.store import Actor
from desk.roles import Role
from japan.phone import E164
from storage.audit import entries
from storage.audit_about import entries_about
from storage.case_tables import Case
from storage.contact_tables import ContactAttempt, SuspiciousCall
from storage.engine import transaction
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.calling import at_work
from tests.integration.agent_ui.conftest import Controller
from tests.integration.agent_ui.test_cases import audited, imported, number, with_cases
from tests.integration.agent_ui.test_promises import SCRIPT
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer
from tests.unit.cases.applications import plan
from tests.unit.cases.contacts import calendar, rules

pytestmark = pytest.mark.integration

CODE = "BANKBOOK"


def with_contacts(site: Site, calling: Calling = Calling.ON) -> Site:
    """Give the site Sapporo's calling, which a supervisor has started."""
    site = with_cases(site)
    assert site.cases is not None
    contacts = Contacts(
        site.cases.shelf,
        plan(),
        rules(),
        calendar(),
        number_id=lambda each: f"id of {each}",
        numbers_of=lambda _: [],
    )
    room = ContactRoom(
        contacts=contacts,
        center="事務センター",
        number="011-000-0100",
        calling=lambda: calling,
    )
    return replace(site, contacts=room, number_of=lambda _: "090-1234-5678")


async def incomplete(site: Site) -> list[Applicant]:
    """Four paper cases, of which the first and the protected third lack a copy."""
    room, now = site.cases, site.desk.clock()
    assert room is not None
    found = await imported(site)
    async with transaction(site.desk.engine) as session:
        for seq in (1, 3):
            case = await session.get_one(Case, seq)
            case.channel = Channel.POST.value
            at = Actor("op-09", now - timedelta(minutes=9))
            typed = Typed(CODE)
            await deficiencies.find(
                session, room.shelf, case, typed, at, found_by=FoundBy.CONTRACTOR
            )
    return found


async def attempt(site: Site) -> ContactAttempt:
    async with transaction(site.desk.engine) as session:
        asked = select(ContactAttempt).order_by(col(ContactAttempt.leased_at).desc())
        return (await session.exec(asked)).one()


async def supplied(site: Site, seq: int) -> None:
    async with transaction(site.desk.engine) as session:
        case = await session.get_one(Case, seq)
        await deficiencies.end(session, case, CODE, How.SUPPLIED, Actor("op-09", site.desk.clock()))


async def answered(site: Site, attempt_id: str) -> None:
    room, now = site.contacts, site.desk.clock()
    assert room is not None
    told = Ended(
        attempt=attempt_id,
        network=DialResult.ANSWERED,
        dialled_at=now,
        answered_at=now,
        ended_at=now,
    )
    async with transaction(site.desk.engine) as session:
        await contact_ending.ended(session, room.contacts, told, Actor("system", now))


async def test_an_agent_sees_the_case_first_and_dials_it_once(
    site: Site, controller: Controller
) -> None:
    site = with_contacts(site)
    applicants = await incomplete(site)
    async with Browser(site) as browser:
        await at_work(site, browser)
        await browser.post("/contacts/next")
        await browser.get("/contacts")
        assert applicants[0].document.values["applicant_name"] in browser.page
        assert "090-1234-5678" in browser.page
        about = await entries_about(site.desk.engine, await number(site, 1), last=9)
        assert "contact_seen" in {each.action for each in about}
        row = await attempt(site)
        for refusal in ("lines_full", "calling_paused", "kept_for_callers", "no_outbound_skill"):
            controller.refuses = refusal
            assert (await browser.post("/contacts/dial", attempt=row.id)).status == 409
            assert contact_words.DIAL_REFUSALS[refusal] in browser.page
        controller.refuses = ""
        assert (await browser.post("/contacts/dial", attempt=row.id)).status == 303
        wish = controller.wishes[-1]
        assert isinstance(wish, DialPressed)
        assert (wish.call, wish.person, wish.seat) == (row.id, row.person, "seat-01")
        assert (await browser.post("/contacts/dial", attempt=row.id)).status == 409
        assert controller.wishes[-1] is wish


async def test_who_answered_is_recorded_before_anything_is_said(site: Site) -> None:
    site = with_contacts(site)
    await incomplete(site)
    request = site.cases.catalogue.spoken(CODE) if site.cases else ""
    async with Browser(site) as browser:
        await at_work(site, browser)
        await browser.post("/contacts/next")
        row = await attempt(site)
        await browser.post("/contacts/dial", attempt=row.id)
        await answered(site, row.id)
        await browser.get("/contacts")
        assert request not in browser.page
        early = await browser.post("/contacts/result", attempt=row.id, result="understood")
        assert early.status == 409
        await browser.post("/contacts/answerer", attempt=row.id, answerer="third")
        await browser.get("/contacts")
        assert "011-000-0100" in browser.page
        assert request not in browser.page
        await browser.post("/contacts/answerer", attempt=row.id, answerer="applicant")
        await browser.get("/contacts")
        assert request in browser.page
        assert not [word for word in UNSPOKEN if word in browser.page]
        done = await browser.post("/contacts/result", attempt=row.id, result="understood")
        assert done.status == 303
        await browser.post("/contacts/next")
        assert contact_words.NOTHING_DUE in browser.page  # the protected one is nobody's
    assert (await attempt(site)).next == "document"
    assert await audited(site, "contact_answered") == [row.id] * 2
    assert await audited(site, "contact_recorded") == [row.id]


async def test_what_arrived_vanishes_from_the_page_and_is_not_dialled(
    site: Site, controller: Controller
) -> None:
    site = with_contacts(site)
    await incomplete(site)
    async with Browser(site) as browser:
        await at_work(site, browser)
        await browser.post("/contacts/next")
        row = await attempt(site)
        state = await (await browser.get("/contacts/state")).json()
        assert state == {"mark": f"{row.id} preview"}
        await supplied(site, 1)
        assert await (await browser.get("/contacts/state")).json() == {"mark": ""}
        asked = len(controller.wishes)
        assert (await browser.post("/contacts/dial", attempt=row.id)).status == 409
        assert contact_words.GONE in browser.page
        assert len(controller.wishes) == asked


async def test_nobody_dials_what_is_anothers(site: Site, controller: Controller) -> None:
    site = with_contacts(site)
    await incomplete(site)
    async with Browser(site) as browser, Browser(site) as other:
        await at_work(site, browser)
        await at_work(site, other, "op2", "seat-02")
        await browser.post("/contacts/next")
        row = await attempt(site)
        for path, more in (
            ("/contacts/dial", ""),
            ("/contacts/skip", "why unclear"),
            ("/contacts/answerer", "answerer applicant"),
            ("/contacts/result", "result no_answer"),
        ):
            field, _, word = more.partition(" ")
            fields = {"attempt": row.id} | ({field: word} if field else {})
            assert (await other.post(path, headers=None, **fields)).status == 409
        assert not [each for each in controller.wishes if isinstance(each, DialPressed)]
        assert (await browser.post("/contacts/skip", attempt=row.id, why="unclear")).status == 303
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await browser.get("/outbound")
        asked = browser.page.split('id="manual"')[1].split("</section>")[0]
        assert "<details><summary>架電をやめる…</summary>" in asked
        assert "架電不通として扱います。この申請にはもうかけません。" in asked
    assert (await attempt(site)).next == "manual"


async def test_did_you_call_me_and_a_false_call_is_at_once_before_supervisors(site: Site) -> None:
    site = with_contacts(site)
    await incomplete(site)
    async with Browser(site) as browser, Browser(site) as chief:
        await at_work(site, browser)
        assert (await browser.post("/contacts/asked", number="でんわ")).status == 422
        await browser.post("/contacts/asked", number="090-9999-9999")
        assert "こちらからの電話の記録はありません" in browser.page
        told = "<b>口座番号</b>を聞かれた"
        await browser.post("/contacts/suspicious", number="090-9999-9999", told=told)
        assert contact_words.REPORTED in browser.page
        await chief.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await chief.get("/outbound")
        assert "&lt;b&gt;口座番号&lt;/b&gt;を聞かれた" in chief.page
        assert "こちらからの電話ではない" in chief.page
        await chief.post("/outbound/reports/1/seen")  # to see it is not enough
        client = {"at": "2026-02-02T10:00", "person": "市の佐藤", "means": "phone"}
        for whose, changed, status in (
            (chief, {"person": ""}, 422),
            (chief, {"at": "2026-02-02T08:00"}, 422),
            (chief, {"means": "smoke"}, 400),
            (browser, {}, 403),
            (chief, {}, 303),
            (chief, {}, 409),
        ):
            answer = await whose.fill("/outbound/reports/1/told", client | changed)
            assert answer.status == status
        await chief.get("/outbound")
        assert "口座番号" not in chief.page
        gone = await chief.post(f"/outbound/cases/{await number(site, 1)}/give-up")
        assert gone.status == 303
        word = f"/outbound/cases/{await number(site, 1)}/word"
        assert (await chief.post(word, returnable="no", text="調査する")).status == 303
        await chief.get("/outbound")
        assert "責任者の判断" in chief.page
        assert (await browser.get("/outbound")).status == 403


async def test_a_false_call_is_urgent_on_every_page_of_supervisors_one_of_ours_is_not(
    site: Site, clock: Clock
) -> None:
    site = with_contacts(site)
    assert site.cases is not None
    async with transaction(site.desk.engine) as session:
        for number_, is_ours in (("+81112345678", False), ("+81112345679", True)):
            actor = Actor("op1", clock.now)
            shelf = site.cases.shelf
            await contact_inquiry.report(session, shelf, E164(number_), "口座番号", actor)
            (await session.get_one(SuspiciousCall, 1 + is_ours)).is_ours = is_ours
    async with Browser(site) as chief, Browser(site) as agent:
        await at_work(site, agent)
        await chief.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await chief.get("/cases")  # any page
        assert 'data-part="/reminders"' in chief.page
        await chief.get("/reminders", **SCRIPT)
        first, second = chief.page.split("<li")[1:]
        assert 'class="late"><a href="/outbound#report-1"' in first
        assert "こちらからの電話ではない" in first
        assert second.startswith('><a href="/outbound#report-2"')
        assert "口座番号" not in chief.page
        await agent.get("/reminders", **SCRIPT)
        assert "不審な電話" not in agent.page
        client = {"at": "2026-02-02T10:00", "person": "市の佐藤", "means": "phone"}
        assert (await chief.fill("/outbound/reports/1/told", client)).status == 303
        await chief.post("/outbound/reports/2/seen")
        await chief.get("/reminders", **SCRIPT)
        assert "不審な電話" not in chief.page
    async with transaction(site.desk.engine) as session:
        row = await session.get_one(SuspiciousCall, 1)
        assert (row.told_person, row.told_means) == ("市の佐藤", "phone")
        assert row.told_at is not None
    assert await audited(site, "suspicious_call_told") == ["1"]


async def test_a_supervisor_starts_and_pauses_the_calling(
    site: Site, controller: Controller
) -> None:
    site = with_contacts(site)
    async with Browser(site) as chief:
        await chief.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await chief.post("/outbound/on")
        wish = controller.wishes[-1]
        assert isinstance(wish, OutboundPressed)
        assert wish.is_on
        await chief.post("/outbound/pause")
        assert isinstance(controller.wishes[-1], OutboundPaused)
        controller.refuses = "not_started"
        assert (await chief.post("/outbound/resume")).status == 409
        assert "自動の架電は始まっていません。" in chief.page
        controller.refuses = "already_so"
        assert (await chief.post("/outbound/off")).status == 303
    switched = await entries(site.desk.engine, last=9, action="calling_switched")
    told = [each.detail["to"] for each in switched]  # before it is done, so also what is refused
    assert told == ["started", "paused", "resumed", "stopped"]
    refused = await entries(site.desk.engine, last=9, action="lever_refused")
    assert [each.detail for each in refused] == [
        {"of": "calling_switched", "entry": entry.n, "why": why}
        for entry, why in zip(switched[2:], ("not_started", "already_so"), strict=True)
    ]


async def test_a_supervisor_mends_a_result_and_a_bar_and_makes_the_clients_list(site: Site) -> None:
    site = with_contacts(site)
    await incomplete(site)
    async with Browser(site) as browser, Browser(site) as chief:
        await at_work(site, browser)
        await browser.post("/contacts/next")
        row = await attempt(site)
        await browser.post("/contacts/dial", attempt=row.id)
        await answered(site, row.id)
        await browser.post("/contacts/answerer", attempt=row.id, answerer="third")
        await browser.post("/contacts/result", attempt=row.id, result="wrong_person")
        await chief.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        assert (await chief.post("/outbound/lists")).status == 303
        await chief.get("/outbound")
        assert "別人の番号" in chief.page
        assert "U-0001" in chief.page
        first = await chief.get("/outbound/lists/U-0001")
        content = await first.read()
        assert first.headers["Content-Type"].startswith("text/csv")
        assert (await chief.post("/outbound/bars/1/lift", why="word")).status == 303
        assert (await chief.post("/outbound/bars/1/lift", why="word")).status == 409
        fixed = {"attempt": row.id, "result": "absent", "why": "mistake"}
        assert (await chief.post("/outbound/corrections", headers=None, **fixed)).status == 303
        assert await (await chief.get("/outbound/lists/U-0001")).read() == content
        assert (await chief.get("/outbound/lists/U-0009")).status == 404
        assert (await browser.post("/outbound/corrections", headers=None, **fixed)).status == 403
        await chief.get("/outbound?from=2026-01-01&to=2026-12-31")
        assert "本人不在" in chief.page
    assert await audited(site, "contact_bar_lifted") == [row.id]
    assert await audited(site, "contact_corrected") == [row.id]
    assert await audited(site, "unreached_exported") == ["U-0001"] * 2


@pytest.mark.clause("SHJ-受-6")
async def test_where_files_leave_sealed_the_clients_list_is_not_given_in_the_open(
    site: Site,
) -> None:
    site = with_contacts(site)
    await incomplete(site)
    assert site.cases is not None
    sealed = replace(site.cases, plan=replace(site.cases.plan, sealed=True))
    async with Browser(replace(site, cases=sealed)) as chief:
        await chief.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        gone = await chief.post(f"/outbound/cases/{await number(site, 1)}/give-up")
        assert gone.status == 303
        assert (await chief.post("/outbound/lists")).status == 303
        await chief.get("/outbound")
        assert "暗号化した書庫で渡します" in chief.page
        assert "madoguchi cases runs export U-0001" in chief.page
        assert "/outbound/lists/" not in chief.page
        assert (await chief.get("/outbound/lists/U-0001")).status == 403
    assert await audited(site, "unreached_exported") == []
