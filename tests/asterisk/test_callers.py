"""Who calls whom: read from what a trunk sends, and what a caller withholds is nowhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from tests.asterisk.instance import LINE, Instance, running
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.sip_message import Header

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

TRUNKS = """
[[trunks]]
name = "carrier"
addresses = ["127.0.0.1"]
called_from = "uri"
trusted = true

[[trunks]]
name = "stranger"
addresses = ["127.0.0.2"]
called_from = "to"
trusted = false

[[trunks]]
name = "forwarded"
addresses = ["127.0.0.3"]
called_from = "p_called_party_id"
trusted = true
"""
CARRIER, STRANGER, FORWARDED = "127.0.0.1", "127.0.0.2", "127.0.0.3"
ASSERTED = ("P-Asserted-Identity", "<sip:0311112222@carrier.example;user=phone>")
CALLER, OTHER = "+81312345678", "+81311112222"


@dataclass(frozen=True)
class Case:
    """A call, and what `calls --json` shall show of it."""

    number: str
    shown: str | None
    withheld: str | None = None
    display: str = ""
    headers: tuple[Header, ...] = ()
    trunk: str = CARRIER
    dialled: str = LINE
    to_header: str = ""
    address: str = ""
    """What stands in From, if not a SIP address of the number."""


CASES = {
    "from": Case("0312345678", CALLER),
    "from with a plus": Case("+81312345678", CALLER),
    "from with a country code": Case("81312345678", CALLER),
    "asserted": Case("0312345678", OTHER, headers=(ASSERTED,)),
    "asserted in small letters": Case(
        "0312345678", OTHER, headers=(("p-asserted-identity", ASSERTED[1]),)
    ),
    "from tel": Case("0312345678", CALLER, address="tel:+81-3-1234-5678"),
    "from tel, asserted": Case(
        "0312345678", OTHER, address="tel:+81-3-1234-5678", headers=(ASSERTED,)
    ),
    "asserted tel": Case(
        "0312345678", OTHER, headers=(("P-Asserted-Identity", "<tel:+81-3-1111-2222>"),)
    ),
    "asserted by a stranger": Case("0312345678", CALLER, headers=(ASSERTED,), trunk=STRANGER),
    "privacy none": Case("0312345678", OTHER, headers=(ASSERTED, ("Privacy", "none"))),
    "privacy id": Case(
        "0312345678", None, "anonymous", headers=(ASSERTED, ("Privacy", "critical;id"))
    ),
    "privacy in a second line": Case(
        "0312345678",
        None,
        "anonymous",
        headers=(ASSERTED, ("Privacy", "none"), ("Privacy", "id")),
    ),
    "privacy user": Case("0312345678", None, "anonymous", headers=(("Privacy", "user"),)),
    "privacy header": Case("0312345678", None, "anonymous", headers=(("Privacy", "header"),)),
    "anonymous": Case("anonymous", None, "anonymous", display="Anonymous", headers=(ASSERTED,)),
    "hitsuchi": Case("anonymous", None, "anonymous", display="非通知"),
    "payphone": Case("anonymous", None, "payphone", display="Coin line/payphone"),
    "out of area": Case("anonymous", None, "out_of_area", display="Unavailable"),
    "unknown": Case("unknown", None, "unknown"),
    "called by To": Case(
        "0312345678", CALLER, trunk=STRANGER, dialled="7", to_header=f"<sip:{LINE}@127.0.0.1>"
    ),
    "called by P-Called-Party-ID": Case(
        "0312345678",
        CALLER,
        trunk=FORWARDED,
        dialled="7",
        headers=(("P-Called-Party-ID", "<tel:+81110000100>"),),
    ),
}

Rows = dict[str, dict[str, object]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rows(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Rows]:
    """Every case called once, and its row, by the case's name."""
    async with running(tmp_path_factory.mktemp("counter"), settings=TRUNKS) as counter:
        ids = {name: await _call(counter, case) for name, case in CASES.items()}
        told = await counter.calls()
        yield {name: told[call] for name, call in ids.items()}


async def _call(counter: Instance, case: Case) -> str:
    start = counter.log.n
    async with CallerPhone(
        counter.sip,
        case.number,
        display=case.display,
        host=case.trunk,
        address=case.address,
    ) as caller:
        call = caller.call(case.dialled, to_header=case.to_header, headers=case.headers)
        arrived = await counter.arrived(after=start)
        await call.until(CallState.ANSWERED)
        call.hang_up()
        await counter.closed(arrived.call)
    return arrived.call


@pytest.mark.parametrize("name", CASES)
async def test_the_caller_is_shown_or_the_reason_why_not(rows: Rows, name: str) -> None:
    case, row = CASES[name], rows[name]
    assert (row["from"], row["withheld"]) == (case.shown, case.withheld)
    assert row["line"] == "+81110000100"
