"""The socket: a snapshot, then every event once, and nothing after the session's end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSServerHandshakeError
from msgspec import structs
from sqlalchemy import event, update

from agent_ui import foresight as foresight_file
from agent_ui import live
from agent_ui.foresight import Foreseen, Foresight, Mark
from agent_ui.shown import Site
from callcenter.commands import ShowCall
from callcenter.events import CallArrived
from callcenter.record import Record
from callcenter.seat import SeatState
from desk import staff
from desk.roles import Role
from ivr_flows.schema import Flow
from storage.case_tables import Case
from storage.engine import transaction
from storage.projection import Applied, Projection
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.calling import with_cases
from tests.integration.agent_ui.conftest import Controller
from tests.integration.agent_ui.test_called_back import tried
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import OPERATOR, newcomer
from tests.integration.storage.story import Story
from tests.unit.ivr_flows.script import flow_of

pytestmark = pytest.mark.integration

FAMILY = """
[nodes.family]
verb = "gather"
text = "世帯の人数を押してください。"
into = "family"
label = "LABEL"
most = 1
next = "end"
timeout = "end"
wrong = "end"
"""
ASKING = flow_of("""
[nodes.year]
verb = "gather"
text = "お子さまの生まれた年を、西暦で押してください。"
into = "child_year"
label = "お子さまの生まれた年"
most = 4
next = "end"
timeout = "end"
wrong = "end"
""")


def family(label: str, *, name: str = "family") -> Flow:
    """A flow that asks for the same variable, each time by other words."""
    return structs.replace(flow_of(FAMILY.replace("LABEL", label)), name=name)


async def told(socket: ClientWebSocketResponse) -> dict[str, Any]:
    """Give what is told next; a beat tells nothing."""
    said: dict[str, Any] = {"at": 0}
    while said.keys() == {"at"}:
        said = await asyncio.wait_for(socket.receive_json(), 5)
    return said


def seats_of(*messages: dict[str, Any]) -> dict[str, str]:
    """What a page shows after these messages."""
    return {seat["id"]: seat["state"] for message in messages for seat in message["seats"]}


async def test_a_snapshot_and_events_show_what_a_fresh_snapshot_shows(
    site: Site, controller: Controller
) -> None:
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        socket = await browser.socket()
        first = await told(socket)
        assert first["snapshot"]
        messages = [first]
        for seat, state in (("seat-01", SeatState.READY), ("seat-02", SeatState.TALKING)):
            controller.show(seat, state)
            messages.append(await told(socket))
        assert [each["n"] for each in messages] == [first["n"] + n for n in range(3)]
        assert seats_of(*messages) == seats_of(dict(site.feed.snapshot()))
        await socket.close()


async def test_a_page_that_reconnects_gets_what_it_missed_and_only_that(
    site: Site, controller: Controller
) -> None:
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        socket = await browser.socket()
        first = await told(socket)
        await socket.close()
        controller.show("seat-01", SeatState.READY)
        await asyncio.sleep(0.1)
        controller.show("seat-01", SeatState.RINGING)
        await asyncio.sleep(0.1)
        socket = await browser.socket(f"?run={first['run']}&n={first['n']}")
        missed = [await told(socket), await told(socket)]
        assert [each["n"] for each in missed] == [first["n"] + 1, first["n"] + 2]
        assert not any(each.get("snapshot") for each in missed)
        await socket.close()


async def test_a_socket_beats_while_nothing_changes(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_S", 0.05)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        socket = await browser.socket()
        first = await told(socket)
        beats = [await asyncio.wait_for(socket.receive_json(), 5) for _ in range(2)]
        assert beats == [{"at": first["at"]}] * 2  # the campaign's clock stands still here
        await socket.close()


@pytest.mark.parametrize("query", ["?run=other&n=0", "?run=&n=-5", "?run=x&n=abc", "?n=9999999"])
async def test_a_page_of_another_life_gets_a_snapshot(site: Site, query: str) -> None:
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        socket = await browser.socket(query)
        assert (await told(socket))["snapshot"]
        await socket.close()


async def test_a_revoked_session_is_told_nothing_more(
    site: Site, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_S", 0.1)
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        socket = await browser.socket()
        await told(socket)
        await staff.disable(site.desk, person.login, actor=OPERATOR)
        assert await told(socket) == {"over": "/sign-in"}
        assert (await socket.receive()).type.name == "CLOSE"


async def test_another_sites_page_gets_no_socket(site: Site) -> None:
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        with pytest.raises(WSServerHandshakeError) as refused:
            await browser.socket(Origin="https://evil.example")
        assert refused.value.status == 403


async def test_who_takes_a_seat_is_shown_to_the_supervisor(site: Site) -> None:
    agent, lead = await newcomer(site.desk), await newcomer(site.desk, "sv1", Role.SUPERVISOR)
    async with Browser(site) as one, Browser(site) as two:
        await two.sign_in(lead)
        socket = await two.socket()
        await told(socket)
        await one.sign_in(agent)
        await one.post("/seat/take", seat="seat-02")
        seen = await told(socket)
        assert [(each["id"], each["person"]) for each in seen["seats"]] == [
            ("seat-02", "札幌 花子")
        ]
        await socket.close()


async def test_who_rings_at_the_own_seat_is_told_without_being_asked_and_before_its_row(
    site: Site, controller: Controller
) -> None:
    arrived = CallArrived(
        at=site.desk.clock(), call="c9", line="+81110000100", caller="p-1", withheld=None
    )
    stands = ShowCall(
        call="c9",
        state="offered",
        since=arrived.at,
        line=arrived.line,
        arrived_at=arrived.at,
        seat="seat-01",
        holds_line=True,
        language="en",
        collected=(("ward", "47"), ("child_year", "2019"), ("family", "3")),
        asked_in=(("family", "v1/family"),),
    )
    site = replace(
        await with_cases(site),
        arrival={"c9": arrived}.get,
        live_call={"c9": stands}.get,
        flows=lambda: (ASKING, family("世帯番号"), family("別の問い", name="other")),
        flows_of={"v1": (family("人数"), family("別の問い", name="other"))}.__getitem__,
    )
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.post("/seat/take", seat="seat-01")
        own, phone = await browser.socket("?caller=1"), await browser.socket()
        for socket in (own, phone):
            await told(socket)
        controller.show("seat-01", SeatState.RINGING, call="c9")
        while (await told(own))["seats"][0]["call"] != "c9":
            pass  # that somebody sat down may be told only now
        pop = await told(own)
        assert pop["call"] == "c9"
        assert pop["caller"].count("申請書の電話番号") == 2
        assert "笹倉" not in pop["caller"]
        assert "英語" in pop["caller"]
        assert "（ward）" in pop["caller"]
        assert ">47<" in pop["caller"]
        assert "<dt>お子さまの生まれた年</dt><dd>2019</dd>" in pop["caller"]
        # Asked before the flows were changed: the label is that of the flow that asked.
        assert "<dt>人数</dt><dd>3</dd>" in pop["caller"]
        controller.show("seat-02", SeatState.RINGING, call="c9")
        assert seats_of(await told(own)) == {"seat-02": "ringing"}
        for _ in range(2):
            assert "caller" not in await told(phone)
        await own.close()
        await phone.close()


async def test_who_calls_is_looked_up_on_arrival_and_told_once(
    site: Site, controller: Controller
) -> None:
    at = site.desk.clock()
    arrived = CallArrived(at=at, call="c9", line="+81110000100", caller="p-1", withheld=None)
    old = replace(arrived, call="c8", at=at - timedelta(minutes=2))
    site = replace(await with_cases(site), arrival={"c9": arrived}.get)
    foresight = Foresight(site.desk.engine, site.who_calls, clock=site.desk.clock)
    async with Browser(replace(site, foresight=foresight)) as browser, asyncio.TaskGroup() as group:
        for n, each in enumerate((old, arrived), start=1):
            foresight.heard(Record(n=n, event=each, commands=()))
        looking = group.create_task(foresight.run())
        await browser.sign_in(await newcomer(site.desk))
        await browser.post("/seat/take", seat="seat-01")
        await until(lambda: "c9" in foresight._foreseen)
        assert await foresight.take("c8") is None
        socket = await browser.socket("?caller=1")
        await told(socket)
        controller.show("seat-01", SeatState.RINGING, call="c9")
        await told(socket)
        assert "申請書の電話番号" in (await told(socket))["caller"]
        assert await foresight.take("c9") is None
        await socket.close()
        looking.cancel()


async def test_who_waited_when_the_office_began_is_marked_however_long_ago_they_came(
    site: Site, clock: Clock
) -> None:
    site = await with_cases(site)
    async with transaction(site.desk.engine) as session:
        await session.exec(update(Case).values(is_protected=True))
    story = Story(clock())
    story.whole_call("c1")
    rows = Projection(site.desk.engine, instance="home-1", zone=site.desk.zone)
    assert isinstance(await rows.apply(story.records), Applied)
    clock.now = story.at
    told: list[bool] = []
    foresight = Foresight(site.desk.engine, site.who_calls, clock=clock)
    foresight.marked = lambda: told.append(True)
    shown = ShowCall(
        call="c9",
        state="waiting",
        since=clock(),
        line="+81110000100",
        arrived_at=clock() - timedelta(minutes=5),
        seat=None,
        holds_line=True,
        caller="p-1",
    )
    ours = replace(shown, call="ours", kind="callback")
    foresight.stood([shown, ours, replace(shown, call="talk", state="talking")])
    async with asyncio.TaskGroup() as group:
        looking = group.create_task(foresight.run())
        await until(lambda: bool(told))
        looking.cancel()
    assert foresight.marks("c9") == {Mark.RETURNING, Mark.PROTECTED}
    assert not foresight.marks("ours") | foresight.marks("talk")


async def test_a_seat_that_rings_before_its_callers_turn_has_them_looked_up_once(
    site: Site,
) -> None:
    site, at = await with_cases(site), site.desk.clock()
    foresight = Foresight(site.desk.engine, site.who_calls, clock=site.desk.clock)
    asked: list[str] = []
    event.listen(
        site.desk.engine.sync_engine, "before_cursor_execute", lambda *each: asked.append(each[2])
    )
    first, second = (
        CallArrived(at=at, call=call, line="+81110000100", caller="p-1", withheld=None)
        for call in ("c1", "c2")
    )
    for n, each in enumerate((first, second), start=1):
        foresight.heard(Record(n=n, event=each, commands=()))
    async with asyncio.TaskGroup() as group:
        looking = group.create_task(foresight.run())
        await asyncio.sleep(0)  # the first one's look has begun, the second waits for its turn
        assert not asked
        told = await asyncio.gather(foresight.take("c1"), foresight.take("c2"))
        looking.cancel()
    assert [len(each.candidates) for each in told if each is not None] == [2, 2]
    looks = [each for each in asked if "identity_checks" in each]
    assert len(looks) == 2  # one a caller
    assert asked.count("BEGIN") == 2  # each in one transaction
    assert await foresight.take("c2") is None


async def test_who_rings_is_told_from_memory_with_our_attempt_that_they_return(
    site: Site, controller: Controller
) -> None:
    (site, _), at = await tried(site), site.desk.clock()
    arrived = CallArrived(at=at, call="c9", line="+81110000100", caller="p-1", withheld=None)
    foresight = Foresight(site.desk.engine, site.who_calls, clock=site.desk.clock)
    foresight.heard(Record(n=1, event=arrived, commands=()))
    site = replace(site, arrival={"c9": arrived}.get, foresight=foresight)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.post("/seat/take", seat="seat-01")
        looked = await foresight.take("c9")
        assert looked is not None
        foresight._keep("c9", looked)
        socket = await browser.socket("?caller=1")
        await told(socket)
        asked: list[str] = []
        event.listen(
            site.desk.engine.sync_engine,
            "before_cursor_execute",
            lambda *each: asked.append(each[2]),
        )
        controller.show("seat-01", SeatState.RINGING, call="c9")
        await told(socket)
        assert "こちらからの電話への折り返しです" in (await told(socket))["caller"]
        assert not [each for each in asked if "contact_attempts" in each or "cases" in each]
        await socket.close()


async def test_a_pop_that_fails_costs_no_page_what_else_changes(
    site: Site, controller: Controller, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: str) -> CallArrived | None:
        raise ValueError

    async with Browser(replace(site, arrival=broken)) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.post("/seat/take", seat="seat-01")
        socket = await browser.socket("?caller=1")
        await told(socket)
        controller.show("seat-01", SeatState.RINGING, call="c9")
        controller.show("seat-02", SeatState.READY)
        said: dict[str, Any] = {}
        while seats_of(said or {"seats": []}).get("seat-02") != "ready":
            said = await told(socket)
        await socket.close()
    failed = [each for each in caplog.records if each.__dict__.get("action") == "pop_failed"]
    assert [each.__dict__["call"] for each in failed] == ["c9"]


async def test_more_callers_than_are_kept_push_out_the_oldest(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foresight_file, "MOST", 1)
    foresight = Foresight(site.desk.engine, None, clock=site.desk.clock)
    foresight._keep("c1", Foreseen(site.desk.clock(), (), (), ()))
    arrived = CallArrived(at=site.desk.clock(), call="c2", line="x", caller="p", withheld=None)
    foresight.heard(Record(n=1, event=arrived, commands=()))
    assert await foresight.take("c2") is not None
    assert await foresight.take("c1") is None


async def until(is_so: Callable[[], bool]) -> None:
    for _ in range(500):
        if is_so():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not happen")
