"""Applicants are called by the system on a real Asterisk: busy, answered, and calling back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from callcenter.commands import CloseDial, ConfirmContact
from cases.banks import shipped
from cases.numbering import number_of
from cases.sample import sample, sheet_of
from config.campaign import CAMPAIGNS
from tests.asterisk.instance import LINE, Instance, running
from tests.asterisk.phones.behaviour import answer_after, busy
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.citizens import TRUNK, Citizens
from tests.asterisk.phones.ports import free_udp_port
from tests.unit.cases.applications import schema

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

MAY = "2026-05-11T10:00+09:00"
"""Two seats are ready, of which one is kept for callers."""
BUSY, ANSWERS = "09000000001", "09000000002"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def may(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Instance, int]]:
    """Sapporo in May with two incomplete online cases, due as soon as they were sent back."""
    folder, port = tmp_path_factory.mktemp("may"), free_udp_port()
    text = (CAMPAIGNS / "sapporo.toml").read_text()
    file = folder / "sapporo.toml"
    file.write_text(text.replace("online_days = 3", "online_days = 0"))
    settings = TRUNK.format(port=port)
    async with running(folder, campaign=str(file), clock=MAY, settings=settings) as instance:
        await _fill(instance, folder / "online.csv")
        yield instance, port


async def _fill(instance: Instance, csv: Path) -> None:
    people = list(sample(2, schema=schema(), banks=shipped(), seed=3, flawless=True))
    for each, phone in zip(people, (BUSY, ANSWERS), strict=True):
        each.document.values |= {"phone": phone, "address": ""}
    csv.write_bytes(sheet_of(people, schema()))
    await instance.command("cases", "import", str(csv))
    numbers = [number_of("S", "O", seq) for seq in (1, 2)]
    await instance.command("cases", "send-back", "done", *numbers)


async def _until(instance: Instance, *, within_s: float = 15.0, **wanted: object) -> dict[str, Any]:
    """Wait until `outbound numbers` tells this."""
    told: dict[str, Any] = {}
    for _ in range(round(within_s)):
        told = json.loads(await instance.command("outbound", "numbers", "--json"))
        if wanted.items() <= told.items():
            return told
        await asyncio.sleep(0.5)
    raise AssertionError(f"the numbers stay {told}")


@pytest.mark.clause("SPR-II-3-2-5")
async def test_applicants_are_called_once_each_and_one_calls_back(
    may: tuple[Instance, int],
) -> None:
    instance, port = may
    start = instance.log.n
    async with (
        Citizens(instance.sip, port=port) as citizens,
        instance.seated("seat-01"),
        instance.seated("seat-02"),
    ):
        citizens.behaviours = {BUSY: busy(), ANSWERS: answer_after(0.2, talk_s=1.0)}
        await instance.command("outbound", "start")
        for contact, result in (("c1", "busy"), ("c2", "answered")):
            await instance.log.command(ConfirmContact, after=start, contact=contact)
            closed = await instance.log.command(CloseDial, after=start, contact=contact)
            assert closed.result.value == result
            await instance.ready("seat-01", "seat-02")  # nothing is to be written after it
        assert sorted(citizens.called) == [BUSY, ANSWERS]  # nobody twice
        async with CallerPhone(instance.sip, BUSY) as caller:
            call = caller.call(LINE)
            await call.until(CallState.ANSWERED)
            await _until(instance, attempts=2, without_result=1, by_result={"busy": 1}, returned=1)
            call.hang_up()
    await instance.until_empty()
    plan = json.loads(await instance.command("outbound", "plan", "--json"))
    assert {each["cases"][0][:10]: each["reason"] for each in plan} == {
        "S-O-000001": "document",  # they called back
        "S-O-000002": "in_call",  # nobody recorded yet who answered
    }
