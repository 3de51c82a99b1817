"""Protected persons (責任者対応): whatever an agent asks for, nothing of them is in the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import SQLModel, select

from agent_ui.access import ROLES, Access
from agent_ui.routes import ROUTES
from agent_ui.shown import Site
from callcenter.outcome import Outcome
from callcenter.seat import SeatState
from cases import arrivals, deficiencies
from cases.arrivals import ArrivalKind, Arrived, Settled
from cases.calling import WhoCalls
from cases.deficiencies import FoundBy, Typed
from cases.lifecycle import Happening, Status
from cases.schema import Channel
from cases.store import Actor
from desk.roles import Role
from recordings.rules import SoundRules
from storage.callback_tables import Callback
from storage.case_desk_tables import CaseAccountCheck
from storage.case_tables import Case, CaseMove, CaseRun
from storage.case_work_tables import CaseNotice, CaseSendBack
from storage.contact_tables import ContactAttemptCase
from storage.engine import transaction
from storage.identity_tables import IdentityCheck
from storage.inquiry_tables import Inquiry, InquiryCase, InquiryMatter
from storage.message_tables import Message
from storage.projection import Applied, Projection
from storage.promise_tables import PromisedCall, Ticket, TicketStep
from storage.staff_tables import Staff
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.conftest import Controller
from tests.integration.agent_ui.sounding import story_of, with_sound
from tests.integration.agent_ui.test_access import path_of
from tests.integration.agent_ui.test_cases import imported, number
from tests.integration.agent_ui.test_contacts import with_contacts
from tests.integration.desk.people import newcomer
from tests.integration.storage.attempts import an_attempt
from tests.integration.storage.story import Story

pytestmark = pytest.mark.integration

SCRIPT = {"Sec-Fetch-Mode": "cors"}
SEQ, CALLER = 3, "p-1"
"""The third application is a protected person's, and so is the number of `p-1`."""
SOCKETS = {"/live", "/live/phone", "/ws/sip", "/citizen/sip"}
TELLS = (
    *("/cases/boards/deficiencies", "/cases/arrivals", "/callbacks", "/promises", "/reminders"),
    *("/tickets/t1", "/call", "/recordings", "/recordings/c1", "/records/i1/cases"),
    *("/cases", "/cases/{number}", "/cases/boards/accounts"),
)
"""Where whoever may see it sees it, so that its absence means something."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A site full of one protected person, and every word by which they would be known."""

    site: Site
    number: str
    secrets: tuple[str, ...]

    def told_in(self, page: str) -> list[str]:
        return [each for each in self.secrets if each in page]


async def planted(site: Site, folder: Path) -> Planted:
    """Take in their application, and let them call."""
    site = with_contacts(site)
    values = (await imported(site))[SEQ - 1].document.values
    phone, name = values["phone"], values["applicant_name"]
    written = f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"
    assert site.cases is not None
    who = WhoCalls(
        site.desk.engine,
        site.cases.shelf,
        number_of={CALLER: f"+81{phone[1:]}"}.get,
        clock=site.desk.clock,
    )
    told = {CALLER: written}
    site = replace(site, who_calls=who, number_of=lambda each: told.get(each, ""))
    site = await with_sound(site, folder, rules=SoundRules(agents_hear_own=True))
    story = Story(site.desk.clock(), first=1 + len(story_of("c1").records))
    story.whole_call("m1", Outcome.AFTER_HOURS)
    story.whole_call("gone", Outcome.ABANDONED_IN_QUEUE)
    story.arrive("c2")
    rows = Projection(site.desk.engine, instance="home-1", zone=site.desk.zone)
    assert isinstance(await rows.apply(story.records), Applied)
    own = await number(site, SEQ)
    secrets = (own, name, *name.split(), values["applicant_kana"], values["address"])
    return Planted(site, own, (*secrets, phone, written, f"+81{phone[1:]}"))


async def left_everywhere(it: Planted, login: str) -> None:
    """Leave their traces wherever an agent's work would: this agent's, who knew them before."""
    desk, name, at = it.site.desk, it.secrets[1], it.site.desk.clock()
    actor, room = Actor(login, at), it.site.cases
    assert room is not None
    async with transaction(desk.engine) as session:
        [staff] = await session.exec(select(Staff.id).where(Staff.login == login))
        case = await session.get_one(Case, SEQ)
        typed = Typed("BANKBOOK")
        await deficiencies.find(
            session, room.shelf, case, typed, actor, found_by=FoundBy.CONTRACTOR
        )
        case.status = Status.DEFICIENT.value
        what = Arrived(ArrivalKind.SUPPLEMENT, Channel.POST, at, note=name, number=it.number)
        await arrivals.write_down(session, room.shelf, what, actor)
        line = await arrivals.write_down(session, room.shelf, what, actor)
        await arrivals.settle(session, line, Settled.FILED, actor)
        for each in (*_of_case(staff, login, it), *_of_calls(staff, name, it)):
            session.add(each)
            await session.flush()


def _of_case(staff: str, login: str, it: Planted) -> Iterator[SQLModel]:
    at = it.site.desk.clock()
    yield CaseSendBack(case=SEQ, revision=99, text=b"", done_at=at, done_by=login)
    yield CaseRun(
        id="N-0001", kind="notices", state="closed", at=at, by=login, cases=1, amount=0, details=""
    )
    yield CaseNotice(run="N-0001", case=SEQ, n=1, day=date(2026, 1, 26))
    yield CaseMove(
        case=SEQ,
        happening=Happening.NOTICE_ISSUED.value,
        before="deficient",
        after="deficient",
        at=at,
        by=login,
    )
    yield CaseAccountCheck(case=SEQ, entered_by="op9", entered_at=at)
    yield an_attempt("out.c3.1", at, person=CALLER, begun_at=at, staff=login, seat="seat-01")
    yield ContactAttemptCase(attempt="out.c3.1", case=SEQ)
    yield IdentityCheck(
        call="c1",
        caller=CALLER,
        case=SEQ,
        staff=staff,
        at=at,
        relation="self",
        items="",
        is_passed=True,
    )


def _of_calls(staff: str, name: str, it: Planted) -> Iterator[SQLModel]:
    at, due = it.site.desk.clock(), it.site.desk.clock() + timedelta(minutes=5)
    yield Inquiry(
        id="i1",
        call="c1",
        staff=staff,
        seat="seat-01",
        language="ja",
        business_date=it.site.desk.today,
        begun_at=at,
        saved_at=at,
    )
    yield InquiryMatter(inquiry="i1", n=1, category="papers", result="closed")
    yield InquiryCase(inquiry="i1", case=SEQ, at=at, by=staff)
    yield PromisedCall(made_at=at, made_by=staff, phone=CALLER, owner=staff, due_at=due, about=name)
    for id_, state in (("cb-1", "due"), ("cb-2", "reached")):
        yield Callback(id=id_, person=CALLER, state=state, since=at, promised_at=at, due=due)
    step = "with_supervisor"
    yield Ticket(id="t1", phone=CALLER, question=name, due_at=due, step=step, step_since=at)
    yield TicketStep(ticket="t1", n=1, step=step, at=at, by=staff)
    yield Message(
        call="m1", part="m1~m1", caller=CALLER, left_at=at, state="kept", assigned_to=staff
    )


def asked(role: Role, it: Planted) -> Iterator[str]:
    """Every address that a role may read, with what was planted in the place of its names."""
    names = {"{number}": it.number, "{record}": "i1", "{whose}": "agent"}
    for route in ROUTES:
        may = route.access is Access.ANYBODY or role in ROLES[route.access]
        if route.method == "GET" and may and route.path not in SOCKETS:
            path = route.path
            for name, value in names.items():
                path = path.replace(name, value)
            yield path_of(path)


async def at_work(it: Planted, browser: Browser, role: Role, seat: str) -> None:
    login = f"{role.value}1"
    await browser.sign_in(await newcomer(it.site.desk, login, role))
    await browser.post("/seat/take", seat=seat)


async def test_an_agent_finds_nothing_of_a_protected_person_at_any_address(
    site: Site, controller: Controller, tmp_path: Path
) -> None:
    it = await planted(site, tmp_path)
    async with Browser(it.site) as agent:
        await at_work(it, agent, Role.AGENT, "seat-01")
        await left_everywhere(it, "agent1")
        controller.show("seat-01", SeatState.RINGING, call="c2")
        for path in asked(Role.AGENT, it):
            for headers in ({}, SCRIPT):
                await agent.get(path, **headers)
                assert it.told_in(agent.page) == [], path
        await agent.get("/call", **SCRIPT)
        assert "責任者対応" in agent.page


async def test_nor_by_what_they_send_or_are_told_at_once(
    site: Site, controller: Controller, tmp_path: Path
) -> None:
    it = await planted(site, tmp_path)
    async with Browser(it.site) as agent:
        await at_work(it, agent, Role.AGENT, "seat-01")
        await left_everywhere(it, "agent1")
        socket = await agent.socket("?caller=1")
        controller.show("seat-01", SeatState.RINGING, call="c2")
        async with asyncio.timeout(5):
            while "caller" not in (told := await socket.receive_json()):
                pass
        assert it.told_in(told["caller"]) == []
        await socket.close()
        answer = await agent.post("/phone/caller", headers=SCRIPT)
        assert await answer.json() == {"number": "", "instead": "責任者対応"}
        for path, fields in (
            ("/call/find", {"number": it.number}),
            ("/callbacks/cb-1/dial", {}),
            ("/promises/callbacks/1", {"how": "dial"}),
            ("/promises/callbacks/1", {"how": "take"}),
            ("/recordings", {"text": ""}),
            ("/recordings/c1/open", {"purpose": "quality"}),
            ("/tickets/t1", {"before": "with_supervisor", "after": "with_manager"}),
        ):
            await agent.post(path, headers=SCRIPT, **fields)
            assert it.told_in(agent.page) == [], path
    assert [type(each).__name__ for each in controller.wishes] == []


async def test_whose_protection_has_ended_is_everybodys_again(
    site: Site, controller: Controller, tmp_path: Path
) -> None:
    it = await planted(site, tmp_path)
    async with transaction(it.site.desk.engine) as session:
        await session.exec(update(Case).values(is_protected=False))
    async with Browser(it.site) as agent:
        await at_work(it, agent, Role.AGENT, "seat-01")
        await left_everywhere(it, "agent1")
        controller.show("seat-01", SeatState.RINGING, call="c2")
        for path in (*TELLS, "/contacts"):
            await agent.get(path.replace("{number}", it.number), **SCRIPT)
            assert it.told_in(agent.page), path
