"""Asterisk without a controller: a number that is withheld is neither shown nor remembered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
import pytest_asyncio

from callcenter.events import Withheld
from telephony.callers import Callers, Told, TrunkReading, Who
from telephony.fallback_callers import WRITTEN_S, Remembered, read_callers
from tests.asterisk.exchange import KEY, exchange, plan, stretch
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.incoming_call import IncomingCall

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

CALLER, ASSERTED, NAME = "0312345678", "<sip:+81311112222@x>", "Hanako"
DIGITS = (CALLER[1:], "311112222")


@dataclass(frozen=True)
class Case:
    """A caller, and why the controller says the number is not shown; None if it is."""

    reason: Withheld | None
    number: str = CALLER
    display: str = ""
    privacy: tuple[str, ...] = ()
    address: str = ""


CASES = {
    "id": Case(Withheld.ANONYMOUS, display=NAME, privacy=("critical; ID",)),
    "user": Case(Withheld.ANONYMOUS, privacy=("user",)),
    "header, in a second line": Case(Withheld.ANONYMOUS, privacy=("none", "header")),
    "anonymous": Case(Withheld.ANONYMOUS, "anonymous"),
    "payphone": Case(Withheld.PAYPHONE, "anonymous", "Coin line/payphone"),
    "named beside a number": Case(Withheld.ANONYMOUS, display="非通知"),
    "out of area": Case(Withheld.OUT_OF_AREA, "Unavailable", privacy=("id",)),
    "no SIP address": Case(Withheld.PAYPHONE, display="Payphone", address=f"tel:{CALLER}"),
    "privacy of other things": Case(None, "0398760001", privacy=("critical;session",)),
    "a name that holds a word": Case(None, "0398760002", display="Private Bank"),
}
LINES = {name: f"01100001{n:02}" for n, name in enumerate(CASES)}
"""By the line that it dials, a case is known again."""


@dataclass(frozen=True)
class Seen:
    """What came of all cases."""

    rows: dict[str, Remembered]
    rung: list[str]
    """Each INVITE that the seat's phone got."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def seen(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Seen]:
    """Every case called at once, served by two seats in turn, and hung up."""
    async with AsyncExitStack() as stack:
        at = await stack.enter_async_context(exchange(tmp_path_factory.mktemp("withheld")))
        await plan(at, stretch(-3600))
        briefly = answer_after(0, talk_s=0.05)
        seats = [await stack.enter_async_context(at.seated(f"seat-0{n}", briefly)) for n in (1, 2)]
        calls = []
        for name, case in CASES.items():
            phone = CallerPhone(at.sip, case.number, display=case.display, address=case.address)
            await stack.enter_async_context(phone)
            headers = (
                ("P-Asserted-Identity", ASSERTED),
                *(("Privacy", each) for each in case.privacy),
            )
            calls.append(phone.call(LINES[name], headers=headers))
        for call in calls:
            await call.until(CallState.ENDED, timeout_s=20)
        await asyncio.sleep(WRITTEN_S)
        rows = read_callers(at.plan.folder / "db/astdb.sqlite3", KEY)
        by_line = {row.headers["MDG_EXTEN"]: row for row in rows}
        legs = [leg for seat in seats for leg in seat.calls if isinstance(leg, IncomingCall)]
        rung = [leg.invite.encode().decode() for leg in legs]
        log = (at.plan.folder / "log/messages.log").read_text()
        assert "ERROR" not in log, log
        yield Seen({name: by_line[line] for name, line in LINES.items()}, rung)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.reason])
async def test_withheld_number_is_not_remembered_and_the_reason_is(seen: Seen, name: str) -> None:
    kept = seen.rows[name]
    assert kept.headers["MDG_PAI"] == ""
    told = " ".join((kept.number, *kept.headers.values()))
    assert not any(digits in told for digits in DIGITS)
    who = _as_the_controller_reads(kept)
    assert (who.caller, who.withheld) == (None, CASES[name].reason)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not case.reason])
async def test_any_other_number_is_remembered_and_shown(seen: Seen, name: str) -> None:
    kept, number = seen.rows[name], CASES[name].number
    assert (kept.number, kept.headers["MDG_PAI"]) == (number, ASSERTED)
    assert _as_the_controller_reads(kept).caller == "+81311112222"
    assert sum(f"<sip:{number}@" in invite for invite in seen.rung) == 1


async def test_no_seats_phone_shows_who_withheld_the_number(seen: Seen) -> None:
    assert len(seen.rung) == len(CASES)
    for invite in seen.rung:
        assert not any(each in invite for each in (*DIGITS, NAME))
    withheld = sum(case.reason is not None for case in CASES.values())
    assert sum("<sip:anonymous@anonymous.invalid>" in invite for invite in seen.rung) == withheld


class _Echo:
    """Gives each number itself for an id."""

    def id_of(self, number: str) -> str:
        return number

    def number_of(self, id: str) -> str | None:
        return id


def _as_the_controller_reads(kept: Remembered) -> Who:
    told = Told(
        name=kept.channel,
        caller_number=kept.number,
        caller_name=kept.name,
        headers=kept.headers,
    )
    trunk = TrunkReading(trusted=True, called_from="uri")
    return Callers(people=_Echo(), trunks={"trunk": trunk}, lines=[]).read(told)
