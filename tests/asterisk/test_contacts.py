"""Applicants are called by the system on a real Asterisk: whatever their network says is kept."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, closing
from typing import Any

import pytest
import pytest_asyncio

from app.ask import why_not
from app.cli.outbound import person_of
from app.cli.wish import WHENEVER
from app.home import open_home
from callcenter import ids
from callcenter.commands import CloseDial, DialCitizen
from callcenter.events import CitizenAnswered, CitizenRang, DialPressed
from cases.banks import shipped
from cases.numbering import number_of
from cases.sample import sample, sheet_of
from config.campaign import CAMPAIGNS
from tests.asterisk.instance import LINE, Instance, running
from tests.asterisk.phones.behaviour import answer_after, no_answer
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.citizens import Citizens, trunk_to
from tests.asterisk.phones.ports import free_udp_port
from tests.asterisk.phones.sipp_citizens import sipp_citizens
from tests.unit.cases.applications import schema

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

MARCH = "2026-03-02T10:00+09:00"
SEATS = ("seat-01", "seat-02", "seat-03", "seat-04")
SAID = {
    "09000000002": "no_answer",
    "09000000005": "answered",  # after a long while
    "09000000001": "busy",
    "09000000003": "rejected",
    "09000000004": "not_in_use",
    "09000000006": "answered",  # and gone at once
    "09000000007": "answered",
}
"""What each citizen's network says; the scenario does it by the last digit."""
LATER = ("09000000011", "09000000012")
"""Two more who are called: one answers, one's telephone rings."""
BUSY, SLOW = "09000000001", ids.attempt("c2", 1)
CHANGED = {
    "online_days = 3": "online_days = 0",  # due as soon as they were sent back
    "\nring_s = 30": "\nring_s = 6",
    "wrap_up_s = 30": "wrap_up_s = 0",
    "reserve_seats = 2": "reserve_seats = 1",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def march(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Instance, int]]:
    """Sapporo in March."""
    folder, port = tmp_path_factory.mktemp("march"), free_udp_port()
    text = (CAMPAIGNS / "sapporo.toml").read_text()
    for before, after in CHANGED.items():
        assert before in text
        text = text.replace(before, after)
    file = folder / "sapporo.toml"
    file.write_text(text)
    settings = trunk_to(port)
    async with running(folder, campaign=str(file), clock=MARCH, settings=settings) as instance:
        yield instance, port


async def _fill(instance: Instance, phones: Sequence[str]) -> list[int]:
    """Send back an online case for each number, after those that there are; gives which."""
    before = await asyncio.to_thread(_count_of_cases, instance)
    count = before + len(phones)
    drawn = list(sample(count, schema=schema(), banks=shipped(), seed=3, flawless=True))
    people = drawn[before:]
    for each, phone in zip(people, phones, strict=True):
        each.document.values |= {"phone": phone, "address": ""}
    csv, made = instance.home.parent / "online.csv", list(range(before + 1, count + 1))
    csv.write_bytes(sheet_of(people, schema()))
    await instance.command("cases", "import", str(csv))
    numbers = [number_of("S", "O", seq) for seq in made]
    await instance.command("cases", "send-back", "done", *numbers)
    return made


def _count_of_cases(instance: Instance) -> int:
    with closing(sqlite3.connect(instance.home / "madoguchi.db")) as database:
        return int(database.execute("SELECT count(*) FROM cases").fetchone()[0])


async def _until(instance: Instance, *, within_s: float = 15.0, **wanted: object) -> dict[str, Any]:
    """Wait until `outbound numbers` tells this."""
    told: dict[str, Any] = {}
    for _ in range(round(within_s)):
        told = json.loads(await instance.command("outbound", "numbers", "--json"))
        if wanted.items() <= told.items():
            return told
        await asyncio.sleep(0.5)
    raise AssertionError(f"the numbers stay {told}")


def _stored(instance: Instance) -> dict[str, str]:
    """Give what is stored of each attempt's network, by contact."""
    with closing(sqlite3.connect(instance.home / "madoguchi.db")) as database:
        return dict(database.execute("SELECT contact, network FROM contact_attempts"))


@pytest.mark.clause("SPR-II-3-2-5")
async def test_each_is_called_once_shown_our_number_and_kept_as_the_network_said(  # noqa: PLR0915 (one long walk)
    march: tuple[Instance, int],
) -> None:
    """The controller is killed while two of them ring; then one who was busy calls back."""
    instance, port = march
    await _fill(instance, list(SAID))
    start = instance.log.n
    async with AsyncExitStack() as stack:
        folder = instance.home.parent / "citizens"
        net = sipp_citizens(folder, port=port, calls=len(SAID))
        citizens = await stack.enter_async_context(net)
        for seat in SEATS:
            phone = instance.seated(seat, answer_after(0.05), ready=False)
            await stack.enter_async_context(phone)
        await instance.ready(*SEATS)
        await instance.command("outbound", "start")
        await instance.log.event(CitizenRang, after=start, call=SLOW)
        for n in range(3, len(SAID) + 1):  # one whose seat still rings would be put off
            await instance.log.command(CloseDial, after=start, contact=f"c{n}", within_s=30.0)
        old = instance.run["pid"]
        os.kill(old, signal.SIGKILL)
        for n in range(1, len(SAID) + 1):
            await instance.log.command(CloseDial, after=start, contact=f"c{n}", within_s=30.0)
        assert await citizens.were_shown_our_number()
        assert sorted(citizens.called) == sorted(SAID)  # nobody twice, nobody forgotten
        assert len(instance.log.commands(DialCitizen, after=start)) == len(SAID)
        assert instance.run["pid"] != old
        answered = sum(each == "answered" for each in SAID.values())
        others = {each: 1 for each in SAID.values() if each != "answered"}
        await _until(instance, by_result=others, without_result=answered)
        assert _stored(instance) == {f"c{n}": said for n, said in enumerate(SAID.values(), 1)}
        async with CallerPhone(instance.sip, BUSY) as caller:
            call = caller.call(LINE)
            await call.until(CallState.ANSWERED)
            # Eleven seconds of welcome come first: long on a loaded machine.
            await _until(instance, within_s=60.0, attempts=len(SAID), returned=1)
            call.hang_up()
    await instance.until_empty()
    plan = json.loads(await instance.command("outbound", "plan", "--json"))
    reasons = {each["cases"][0][:10]: each["reason"] for each in plan}
    assert reasons["S-O-000003"] == "document"  # they called back
    assert reasons["S-O-000002"] == "in_call"  # nobody recorded yet who answered
    assert reasons["S-O-000005"] == "given_up"  # the number is nobody's
    await instance.command("outbound", "stop")


async def test_an_office_killed_while_one_rings_and_one_talks_loses_neither(
    march: tuple[Instance, int],
) -> None:
    """The next office hears the log again, with an older refusal of each under the same id."""
    instance, port = march
    seqs, start = await _fill(instance, LATER), instance.log.n
    talks, rings = (f"c{seq}" for seq in seqs)
    called = {each: ids.attempt(each, 1) for each in (talks, rings)}
    for contact, number in zip(called, LATER, strict=True):
        await _is_refused(instance, contact, number)
    async with AsyncExitStack() as stack:
        citizens = await stack.enter_async_context(Citizens(instance.sip, port=port))
        citizens.behaviours[LATER[1]] = no_answer()
        for seat in SEATS[:3]:
            phone = instance.seated(seat, answer_after(0.05), ready=False)
            await stack.enter_async_context(phone)
        await instance.ready(*SEATS[:3])
        await instance.command("outbound", "start")
        await instance.log.event(CitizenAnswered, after=start, call=called[talks])
        await instance.log.event(CitizenRang, after=start, call=called[rings])
        old = instance.run["office_pid"]
        os.kill(old, signal.SIGKILL)
        await instance.until_pid("office_pid", other_than=old)
        await _until_stored(instance, rings, "no_answer")  # it works again
        [talking] = [each for each in citizens.calls if each.state is CallState.ANSWERED]
        talking.hang_up()
        await _until_stored(instance, talks, "answered")
        assert sorted(citizens.called) == sorted(LATER)  # nobody twice
    await instance.until_empty()
    plan = json.loads(await instance.command("outbound", "plan", "--json"))
    reasons = {each["cases"][0][:10]: each["reason"] for each in plan}
    told = [reasons[number_of("S", "O", seq)[:10]] for seq in seqs]
    assert told == ["in_call", "gap"]  # nobody recorded yet who answered


async def _is_refused(instance: Instance, contact: str, number: str) -> None:
    """An agent presses without a phone, as none is there yet."""
    home = open_home(instance.home)
    wish = DialPressed(
        at=WHENEVER,
        seat=SEATS[0],
        by="op-1",
        call=ids.attempt(contact, 1),
        person=person_of(home, number),
        contact=contact,
    )
    assert await why_not(home, wish) == "no_phone"


async def _until_stored(instance: Instance, contact: str, network: str) -> None:
    async with asyncio.timeout(20):
        while _stored(instance).get(contact) != network:  # noqa: ASYNC110 (a database's file)
            await asyncio.sleep(0.1)
