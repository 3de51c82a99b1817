"""Whomever we call sees our number as the trunk wants it: a contact, a promise, an IVR callback."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from callcenter.commands import CloseDial
from callcenter.contact import Kind
from callcenter.outcome import DialResult
from cases.banks import shipped
from cases.numbering import number_of
from cases.sample import sample, sheet_of
from config.campaign import CAMPAIGNS
from tests.asterisk.instance import Instance, running
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.citizens import trunk_to
from tests.asterisk.phones.ports import free_udp_port
from tests.asterisk.phones.sipp_citizens import PREFERRED, sipp_citizens
from tests.asterisk.ways import Callers, Way
from tests.unit.cases.applications import schema

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

MARCH = "2026-03-02T10:00+09:00"
CONTACT, PROMISED, CALLER = "09000000007", "09000000017", "09000000027"
CHANGED = {
    "online_days = 3": "online_days = 0",
    "wrap_up_s = 30": "wrap_up_s = 0",
    "repeat_s = 45": "repeat_s = 0.5",
    "reserve_seats = 2": "reserve_seats = 0",
    'waiting = "waiting" ': 'waiting = "callback" ',
    "[agreements]": '[agreements]\ncallback = "2026-02-02 試験"',
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def march(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Instance, int]]:
    """Sapporo in March behind a trunk that wants P-Preferred-Identity; one case is incomplete."""
    folder, port = tmp_path_factory.mktemp("shown"), free_udp_port()
    text = (CAMPAIGNS / "sapporo.toml").read_text()
    for before, after in CHANGED.items():
        assert before in text
        text = text.replace(before, after)
    file, sheet = folder / "sapporo.toml", folder / "online.csv"
    file.write_text(text)
    [person] = sample(1, schema=schema(), banks=shipped(), seed=3, flawless=True)
    person.document.values |= {"phone": CONTACT, "address": ""}
    sheet.write_bytes(sheet_of([person], schema()))
    settings = trunk_to(port) + 'identity = "p_preferred_identity"\n'
    async with running(
        folder, campaign=str(file), clock=MARCH, settings=settings, flows="flows"
    ) as instance:
        await instance.command("cases", "import", str(sheet))
        await instance.command("cases", "send-back", "done", number_of("S", "O", 1))
        yield instance, port


@pytest.mark.clause("SPR-II-3-1-イ-①")
async def test_all_three_kinds_show_our_number_in_from_and_the_trunks_header_callbacks_first(
    march: tuple[Instance, int],
) -> None:
    """SIPp fails a call without the header, with the other one, or with Privacy."""
    instance, port = march
    start, callers = instance.log.n, Callers(instance)
    keys, own = {3: "1", 4: "1"}, f"sip:{CALLER}@127.0.0.1"
    taken = Way(flow="callback", presses=keys, hears=(), ends_at="callback/taken", address=own)
    await callers.walk(taken)
    await instance.command("callbacks", "promise", PROMISED)
    await instance.command("outbound", "start")
    waiting = json.loads(await instance.command("callbacks", "list", "--json", "--open"))
    assert {each["number"] for each in waiting} == {f"+81{each[1:]}" for each in (PROMISED, CALLER)}
    net = sipp_citizens(instance.home.parent / "citizens", port=port, calls=3, identity=PREFERRED)
    async with net as citizens, instance.seated("seat-01", answer_after(0.05)):
        filed = await instance.log.command(CloseDial, after=start, contact="c1", within_s=30.0)
        assert (filed.kind, filed.result) == (Kind.DEFICIENCY, DialResult.ANSWERED)
        assert await citizens.were_shown_our_number()
        assert citizens.called == [CALLER, PROMISED, CONTACT]
        await instance.until_empty()
