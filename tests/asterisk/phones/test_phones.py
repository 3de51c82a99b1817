"""The phones of the tests, tried on a real Asterisk that holds nothing of the product."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from telephony.asterisk import find
from tests.asterisk.phones.bare_asterisk import BareAsterisk, bare_asterisk
from tests.asterisk.phones.baresip import Baresip
from tests.asterisk.phones.behaviour import Behaviour, answer_after, busy, no_answer, reject
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller import place
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.caller_plan import CallerPlan, Ending, cancels, hangs_up, waits
from tests.asterisk.phones.errors import RegisterRefused
from tests.asterisk.phones.seat_phone import SeatPhone
from tests.asterisk.phones.sound import level_at, tones

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

CACHE = Path(os.environ.get("MADOGUCHI_CACHE", "~/.cache/madoguchi")).expanduser()
DIALPLAN = """
[trunk]
exten => 100,1,Answer()
 same => n,Echo()
exten => 200,1,Dial(PJSIP/seat-01,20)
 same => n,Hangup(${HANGUPCAUSE})
[phones]
exten => 100,1,Answer()
 same => n,Echo()
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asterisk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BareAsterisk]:
    installation = find(CACHE, debian_mirror=None, say=lambda _: None)
    async with bare_asterisk(
        installation,
        tmp_path_factory.mktemp("asterisk"),
        accounts={"seat-01": "secret"},
        dialplan=DIALPLAN,
    ) as running:
        yield running


async def test_a_caller_hears_its_echo_and_a_seat_may_call_out(asterisk: BareAsterisk) -> None:
    async with (
        CallerPhone(asterisk.sip, "0312345678", display="表示") as caller,
        SeatPhone(asterisk.sip, "seat-01", "secret", tone_hz=1000) as seat,
    ):
        calls = [caller.call("100"), seat.dial("100")]
        for call in calls:
            await call.until(CallState.ANSWERED)
        await asyncio.sleep(0.6)  # the sound that is judged below
        for call, hz in zip(calls, (440, 1000), strict=True):
            call.hang_up()
            (tone,) = tones(call.heard())
            assert tone.hz == pytest.approx(hz, abs=5)
            assert call.rtp.longest_gap_s() < 0.2
            assert (call.status, call.ended_by) == (200, "us")


async def test_caller_and_seat_hear_each_other_until_the_seat_hangs_up(
    asterisk: BareAsterisk,
) -> None:
    async with (
        CallerPhone(asterisk.sip, "0312345678") as caller,
        SeatPhone(asterisk.sip, "seat-01", "secret", behaviour=answer_after(0.3)) as seat,
    ):
        call = caller.call("200", headers=(("P-Asserted-Identity", "<tel:+81312345678>"),))
        incoming = await seat.next_call()
        await call.until(CallState.ANSWERED)
        assert call.times.answered is not None
        assert 0.25 < call.times.answered - call.times.invited < 2
        await asyncio.sleep(0.6)  # the sound that is judged below
        incoming.hang_up()
        await call.until(CallState.ENDED)
        assert (call.ended_by, incoming.ended_by) == ("them", "us")
        assert level_at(call.heard(), 1000) > -15 > -50 > level_at(call.heard(), 440)
        assert level_at(incoming.heard(), 440) > -15 > -50 > level_at(incoming.heard(), 1000)


@pytest.mark.parametrize(
    ("behaviour", "status"), [(busy(), 486), (reject(480), 480), (reject(500, 0.2), 500)]
)
async def test_a_seat_that_refuses_is_a_refused_call(
    asterisk: BareAsterisk, behaviour: Behaviour, status: int
) -> None:
    async with (
        CallerPhone(asterisk.sip, "0312345678") as caller,
        SeatPhone(asterisk.sip, "seat-01", "secret", behaviour=behaviour),
    ):
        call = caller.call("200")
        await call.until(CallState.ENDED)
        assert (call.status, call.ended_by) == (status, "them")


async def test_a_caller_gives_up_while_the_seat_rings(asterisk: BareAsterisk) -> None:
    async with (
        CallerPhone(asterisk.sip, "0312345678") as caller,
        SeatPhone(asterisk.sip, "seat-01", "secret", behaviour=no_answer()) as seat,
    ):
        call = caller.call("200")
        await call.until(CallState.RINGING)
        call.cancel()
        await call.until(CallState.ENDED)
        incoming = await seat.next_call()
        await incoming.until(CallState.ENDED)
        assert (call.status, call.ended_by) == (487, "us")
        assert (incoming.status, incoming.ended_by) == (487, "them")


async def test_an_unregistered_seat_is_not_reached(asterisk: BareAsterisk) -> None:
    async with (
        CallerPhone(asterisk.sip, "0312345678") as caller,
        SeatPhone(asterisk.sip, "seat-01", "secret") as seat,
    ):
        await seat.unregister()
        call = caller.call("200")
        await call.until(CallState.ENDED)
        assert seat.calls == []


async def test_a_wrong_password_is_refused(asterisk: BareAsterisk) -> None:
    with pytest.raises(RegisterRefused, match="401"):
        async with SeatPhone(asterisk.sip, "seat-01", "wrong"):
            pass


@pytest.mark.parametrize(
    ("ending", "behaviour", "seen"),
    [
        (hangs_up(0.5), answer_after(0.1), (200, "us", "them")),
        (hangs_up(5), answer_after(talk_s=0.3), (200, "them", "us")),
        (waits(), answer_after(talk_s=0.3), (200, "them", "us")),
        (cancels(0.3), no_answer(), (487, "us", "them")),
        (hangs_up(0.5), busy(), (486, "them", "us")),
    ],
)
async def test_sipp_callers_do_as_they_are_told(
    asterisk: BareAsterisk, ending: Ending, behaviour: Behaviour, seen: tuple[int, str, str]
) -> None:
    async with SeatPhone(asterisk.sip, "seat-01", "secret", behaviour=behaviour) as seat:
        plan = CallerPlan(ending=ending, line="200", headers=("Privacy: id",))
        (call,) = await place(asterisk.sip, plan)
        incoming = await seat.next_call()
        await incoming.until(CallState.ENDED)
        assert (call.status, call.ended_by, incoming.ended_by) == seen
        if call.status == 200:
            assert [tone.hz for tone in tones(incoming.heard())] == [pytest.approx(440, abs=5)]


async def test_thirteen_sipp_callers_at_once(asterisk: BareAsterisk) -> None:
    plan = CallerPlan(
        ending=hangs_up(0.5),
        line="100",
        numbers=[f"03123456{n:02}" for n in range(13)],
        calls=13,
        rate=50,
    )
    calls = await place(asterisk.sip, plan)
    assert [call.status for call in calls] == [200] * 13


async def test_baresip_answers_with_its_tone(asterisk: BareAsterisk) -> None:
    async with (
        Baresip(asterisk.sip, "seat-01", "secret", tone_hz=1000),
        CallerPhone(asterisk.sip, "0312345678") as caller,
    ):
        call = caller.call("200")
        await call.until(CallState.ANSWERED)
        await asyncio.sleep(0.6)  # the sound that is judged below
        call.hang_up()
        assert level_at(call.heard(), 1000) > -15
