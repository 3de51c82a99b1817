"""Promises over HTTP: made beside a call in two clicks, kept by those whose they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from agent_ui.shown import Site
from callcenter.events import CallbackCancelled, CallbackPromised, DialPressed
from callcenter.outcome import Outcome
from callcenter.seat import SeatState
from desk.roles import Role
from storage.audit import entries
from storage.callback_tables import Callback
from storage.case_tables import Case
from storage.engine import transaction
from storage.promise_tables import ComplaintReport, PromisedCall, Ticket
from storage.tables import Call
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.calling import at_work, called, with_cases
from tests.integration.agent_ui.conftest import Controller
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

SCRIPT = {"Sec-Fetch-Mode": "cors"}
DUE = "2026-02-02T12:00"
KEPT = {"+81312345678": "p-9"}


async def test_promises_are_made_about_the_call_at_the_seat(
    site: Site, controller: Controller
) -> None:
    site = replace(await with_cases(site), id_of=KEPT.get)
    async with Browser(site) as agent:
        await called(site, controller, agent)
        await agent.get("/promises/place", **SCRIPT)
        assert 'value="2026-02-02T11:00"' in agent.page
        answer = await agent.post("/promises/callbacks", headers=SCRIPT, about="書類の件", due=DUE)
        assert (await answer.json())["done"]
        wrong = {"about": "", "due": DUE}, {"about": "あ", "due": "2026-02-02T09:00"}
        for fields in wrong:
            assert (await agent.post("/promises/callbacks", headers=SCRIPT, **fields)).status == 409
        assert (await agent.post("/promises/callbacks", about="あ", due="noon")).status == 400
        bad = {"0": "電話番号として読めません", "0570-012-345": "0570、0990 などの番号には"}
        for phone, why in bad.items():
            answer = await agent.post(
                "/promises/callbacks", headers=SCRIPT, about="あ", due=DUE, phone=phone
            )
            assert why in (await answer.json())["error"]
        other = {"about": "別の番号", "due": DUE, "phone": "03-1234-5678"}
        assert (await agent.post("/promises/callbacks", headers=SCRIPT, **other)).status == 200
    abroad = replace(site, number_of=lambda _: "+1 212-555-0100")
    async with Browser(abroad) as agent:
        await at_work(abroad, agent, "op2", "seat-02")
        controller.show("seat-02", SeatState.RINGING, call="c2")
        answer = await agent.post("/promises/callbacks", headers=SCRIPT, about="あ", due=DUE)
        assert "国際電話はかけられません" in (await answer.json())["error"]
    async with transaction(site.desk.engine) as session:
        kept = (await session.exec(select(PromisedCall).order_by(col(PromisedCall.id)))).all()
    assert [(each.call, each.phone) for each in kept] == [("c2", "p-1"), ("c2", "p-9")]


async def test_who_was_promised_a_callback_is_called_from_the_own_seat(
    site: Site, controller: Controller
) -> None:
    site = await with_cases(site)
    async with Browser(site) as agent:
        await called(site, controller, agent)
        await agent.post("/promises/callbacks", headers=SCRIPT, about="書類の件", due=DUE)
        assert (await agent.post("/promises/callbacks/1", how="dial")).status == 303
        dialled = controller.wishes[-1]
        assert isinstance(dialled, DialPressed)
        assert (dialled.seat, dialled.person) == ("seat-01", "p-1")
        assert (await agent.post("/promises/callbacks/2", how="dial")).status == 409
        controller.refuses = "lines_full"
        assert (await agent.post("/promises/callbacks/1", how="dial")).status == 409
        assert "回線がすべて使われています" in agent.page


async def test_a_promise_goes_the_way_of_callers_own_callbacks(
    site: Site, controller: Controller
) -> None:
    """The heart is told of it, knows it while it is dialled, and forgets it once it is kept."""
    site = await with_cases(site)
    async with Browser(site) as agent:
        await called(site, controller, agent)
        await agent.post("/promises/callbacks", headers=SCRIPT, about="書類の件", due=DUE)
        promised = controller.wishes[-1]
        assert isinstance(promised, CallbackPromised)
        assert (promised.callback, promised.person, promised.seat) == (
            "promise-1",
            "p-1",
            "seat-01",
        )
        assert promised.owner == promised.by
        async with transaction(site.desk.engine) as session:
            session.add(
                Callback(
                    id="promise-1",
                    person="p-1",
                    state="due",
                    since=promised.due,
                    promised_at=promised.due,
                    due=promised.due,
                    seat="seat-01",
                )
            )
        await agent.get("/callbacks")
        assert 'href="/promises#callback-1"' in agent.page
        assert 'action="/callbacks/promise-1/cancel"' not in agent.page
        await agent.post("/promises/callbacks/1", how="dial")
        dialled = controller.wishes[-1]
        assert isinstance(dialled, DialPressed)
        assert dialled.contact == "promise-1"
        await agent.post("/promises/callbacks/1", how="reached")
        assert isinstance(controller.wishes[-1], CallbackCancelled)


async def test_a_supervisor_takes_what_was_handed_up_and_brings_a_question_along(
    site: Site, controller: Controller
) -> None:
    site = await with_cases(site)
    async with Browser(site) as agent, Browser(site) as supervisor:
        await called(site, controller, agent)
        await agent.post("/promises/callbacks", headers=SCRIPT, about="書類の件", due=DUE)
        await agent.post("/tickets", headers=SCRIPT, about="別居の場合は", due=DUE)
        await agent.post("/escalations", headers=SCRIPT, about="<b>強いお叱り")
        assert (await agent.get("/escalations/1")).status == 403
        async with transaction(site.desk.engine) as session:
            (ticket,) = (await session.exec(select(Ticket))).all()
        await supervisor.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await supervisor.get("/reminders", **SCRIPT)
        assert "&lt;b&gt;強いお叱り" in supervisor.page
        await supervisor.follow(await supervisor.post("/escalations/1", how="take"))
        assert "+81112345678" in supervisor.page
        assert (await supervisor.post("/escalations/1", how="take")).status == 409
        assert (await supervisor.post("/escalations/1", how="close")).status == 303
        place = f"/tickets/{ticket.id}"
        step = {"before": "with_supervisor", "after": "with_manager"}
        assert (await agent.fill(place, step)).status == 422
        assert (await supervisor.fill(place, step)).status == 303
        assert (await supervisor.fill(place, step)).status == 409
        assert (await supervisor.get("/tickets/t0")).status == 404
        assert (await supervisor.post("/promises/callbacks/1", how="reached")).status == 303
        assert (await agent.post("/promises/callbacks/1", how="reached")).status == 409
    [seen] = await entries(site.desk.engine, last=9, action="escalation_seen")
    assert (seen.subject, seen.detail["call"]) == ("escalation:1", "c2")


async def test_only_who_takes_a_seat_is_led_to_the_callbacks(site: Site) -> None:
    site = await with_cases(site)
    for login, role in (("sv1", Role.SUPERVISOR), ("mg1", Role.MANAGER)):
        async with Browser(site) as browser:
            await browser.sign_in(await newcomer(site.desk, login, role))
            await browser.get("/promises")
            assert ('href="/callbacks"' in browser.page) == (role is Role.SUPERVISOR)


async def test_who_saw_promises_and_questions_is_kept_by_their_ids(
    site: Site, controller: Controller
) -> None:
    site = await with_cases(site)
    async with Browser(site) as agent:
        await called(site, controller, agent)
        await agent.post("/promises/callbacks", headers=SCRIPT, about="書類の件", due=DUE)
        await agent.post("/tickets", headers=SCRIPT, about="別居の場合は", due=DUE)
        async with transaction(site.desk.engine) as session:
            (ticket,) = (await session.exec(select(Ticket))).all()
        await agent.get(f"/tickets/{ticket.id}")
        await agent.get("/promises")
        async with transaction(site.desk.engine) as session:
            (await session.get_one(Case, 1)).is_protected = True
        await agent.get("/promises")
    seen, shown, hidden = await entries(site.desk.engine, last=3)
    assert (seen.action, seen.subject) == ("ticket_seen", ticket.id)
    assert shown.detail == {"callbacks": "1", "tickets": ticket.id}
    assert (hidden.action, hidden.detail) == ("promises_listed", {"callbacks": "", "tickets": ""})
    async with Browser(site) as agent, Browser(site) as supervisor:
        await agent.sign_in(await newcomer(site.desk, "op2"))
        await agent.post("/escalations", headers=SCRIPT, about="お叱り")
        await supervisor.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await supervisor.get("/promises")
    [handed] = await entries(site.desk.engine, last=1)
    assert (handed.action, handed.detail["escalations"]) == ("promises_listed", "1")


async def test_of_a_protected_person_an_agent_promises_nothing_to_another_number(
    site: Site, controller: Controller
) -> None:
    site = replace(await with_cases(site), id_of=KEPT.get)
    async with transaction(site.desk.engine) as session:
        (await session.get_one(Case, 1)).is_protected = True
    async with Browser(site) as agent:
        await called(site, controller, agent)
        fields = {"about": "折り返し", "due": DUE}
        refused = await agent.post(
            "/promises/callbacks", headers=SCRIPT, **fields, phone="0312345678"
        )
        assert "責任者対応" in (await refused.json())["error"]
        assert (await agent.post("/promises/callbacks", headers=SCRIPT, **fields)).status == 200


async def test_a_complaint_is_told_and_reported(site: Site, clock: Clock) -> None:
    whole = {
        **{"version": "1", "matters": "1", "language": "ja", "category-1": "complaint"},
        **{"result-1": "escalated", "text-1": "お叱り", "complaint": "1", "severity": "urgent"},
    }
    async with Browser(site) as agent, Browser(site) as supervisor:
        await agent.sign_in(await newcomer(site.desk))
        await agent.get("/records")
        place = (await agent.post("/records")).headers["Location"]
        record = place.rpartition("/")[2]
        assert (await agent.fill(f"{place}/close", whole)).status == 422  # nobody has it
        assert "「管理者に引き継ぐ」で" in agent.page
        await agent.post("/escalations", headers=SCRIPT, about="お叱り", record=record)
        assert (await agent.fill(f"{place}/close", whole | {"version": "2"})).status == 303
        clock.passes(120)
        await supervisor.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await supervisor.get("/reminders", **SCRIPT)
        assert "至急の苦情" in supervisor.page
        told = {"at": "2026-02-02T10:01", "person": "佐藤", "means": "phone"}
        address = f"/complaints/{record}/told"
        for wrong, status in (({"person": ""}, 422), ({"means": "smoke"}, 400), ({}, 303)):
            assert (await supervisor.fill(address, told | wrong)).status == status
        await supervisor.get("/reminders", **SCRIPT)
        assert "至急の苦情" not in supervisor.page
        await supervisor.get("/promises")
        assert record in supervisor.page
        await supervisor.post("/complaints/reported", record=record)
        async with transaction(site.desk.engine) as session:
            row = await session.get_one(ComplaintReport, record)
        assert (row.due_on.isoformat(), row.reported_at) == ("2026-02-03", clock.now)
        await supervisor.get("/promises")
        assert record not in supervisor.page
    told_of = await entries(site.desk.engine, last=2, action="promises_listed")
    assert [each.detail["complaints"] for each in told_of] == [record, ""]


async def test_more_missed_callers_than_a_page_holds_are_counted(site: Site) -> None:
    async with transaction(site.desk.engine) as session:
        for n in range(53):
            at = site.desk.clock() - timedelta(minutes=n + 1)
            session.add(
                Call(
                    id=f"m{n}",
                    line="+81110000100",
                    caller=f"q-{n}",
                    arrived_at=at,
                    business_date=at.date(),
                    state="ended",
                    state_since=at,
                    outcome=Outcome.NO_LINE,
                )
            )
    async with Browser(site) as supervisor:
        await supervisor.sign_in(await newcomer(site.desk, Role.SUPERVISOR))
        await supervisor.get("/callbacks")
    assert "ほか 3 件" in supervisor.page
    (listed,) = await entries(site.desk.engine, last=1, action="callbacks_listed")
    assert str(listed.detail["missed"]).split() == [f"q-{n}" for n in range(50)]
