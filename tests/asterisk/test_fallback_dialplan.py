"""Asterisk without a controller: it serves callers by itself, by the plan, and gives them back."""

from __future__ import annotations

import asyncio
import time
import wave
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from telephony import ari_legs, ari_requests
from telephony.fallback_callers import WRITTEN_S, read_callers
from telephony.fallback_files import Sound
from tests.asterisk.exchange import (
    APP,
    KEY,
    Exchange,
    Program,
    exchange,
    fallen_at,
    plan,
    stretch,
    until_waiting,
)
from tests.asterisk.phones.behaviour import answer_after, no_answer
from tests.asterisk.phones.call import CallState, PhoneCall
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.outgoing_call import OutgoingCall
from tests.asterisk.phones.sound import Samples, level_at, sine

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

LINE = "0110000100"
CALLER = "0312345678"
CALLER_HZ, SEAT_HZ = 440, 1000
TONES = {
    Sound.NOTICE: 600,
    Sound.AFTER_HOURS: 700,
    Sound.HOLIDAY: 800,
    Sound.LINES_FULL: 900,
}
"""What is heard (Hz) in place of the announcements."""
AUDIBLE_DB = -40.0
OFFERED_S = 0.8
"""How long a caller is offered before it falls."""
SLACK_S = 0.4
LEASE_S = 1.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def at(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Exchange]:
    folder = tmp_path_factory.mktemp("fallback")
    sounds = {name: [tone(folder / f"{name.lower()}.wav", hz)] for name, hz in TONES.items()}
    async with exchange(folder, sounds=sounds) as running:
        yield running
        log = (running.plan.folder / "log/messages.log").read_text()
        assert "ERROR" not in log, log


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def opened(at: Exchange) -> None:
    await plan(at, stretch(-3600))


def tone(path: Path, hz: int) -> Path:
    """Write half a second of a tone; its path as Playback() wants it."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(sine(hz, 0.5).tobytes())
    return path.with_suffix("")


def is_heard(sound: Samples, hz: int) -> bool:
    return len(sound) > 800 and level_at(sound, hz) > AUDIBLE_DB


async def claimed(
    at: Exchange, program: Program, phone: CallerPhone, *, is_known: bool = True
) -> tuple[OutgoingCall, str]:
    """Place a call that the program takes, and perhaps has decided on."""
    before = len(program.told)
    call = phone.call(LINE)
    offered = await program.event("CallBroadcast", after=before)
    channel = str(offered["channel"]["id"])
    await at.do(ari_requests.claim(channel, app=APP))
    await program.event("StasisStart", channel=channel)
    if is_known:
        await at.do(ari_requests.mark_known(channel))
    return call, channel


async def _wait_alone(at: Exchange, channel: str) -> None:
    """Let a caller wait as the controller does: in a bridge of its own, with music."""
    bridge = f"{channel}~b1"
    await at.do(
        ari_requests.create_bridge(bridge),
        ari_requests.answer(channel),
        ari_requests.add_to_bridge(bridge, channel),
        ari_requests.start_music(channel),
    )


async def _until_talking(*calls: PhoneCall) -> None:
    for call in calls:
        await call.until(CallState.ANSWERED, timeout_s=4)
    await asyncio.sleep(0.6)


@pytest.mark.clause("OTR-7-7-1")
async def test_caller_whom_nobody_claims_is_told_and_rings_the_ready_seat_alone(
    at: Exchange,
) -> None:
    async with (
        at.seated("seat-01", answer_after(0.2), tone_hz=SEAT_HZ) as ready,
        at.seated("seat-02", is_ready=False) as not_ready,
        at.seated("seat-02w", is_ready=None) as never_spoken_of,
        CallerPhone(at.sip, CALLER, tone_hz=CALLER_HZ) as phone,
    ):
        call = phone.call(LINE)
        await call.until(CallState.ANSWERED, timeout_s=2)
        assert call.times.answered is not None
        assert OFFERED_S <= call.times.answered - call.times.invited < OFFERED_S + SLACK_S
        seat = await ready.next_call()
        assert is_heard(call.heard(), TONES[Sound.NOTICE])
        await _until_talking(seat)
        since = time.time()
        await asyncio.sleep(0.4)
        assert is_heard(call.heard(since=since), SEAT_HZ)
        assert is_heard(seat.heard(since=since), CALLER_HZ)
        seat.hang_up()
        await call.until(CallState.ENDED, timeout_s=2)
    assert (not_ready.calls, never_spoken_of.calls) == ([], [])


async def test_both_parties_are_recorded_apart_and_only_while_they_talk(at: Exchange) -> None:
    async with (
        at.seated("seat-01", answer_after(1.0, talk_s=1.5), tone_hz=SEAT_HZ),
        CallerPhone(at.sip, CALLER, tone_hz=CALLER_HZ) as phone,
    ):
        call = phone.call(LINE)
        await call.until(CallState.ANSWERED, timeout_s=2)
        (channel,) = await until_waiting(at, 1)
        await call.until(CallState.ENDED, timeout_s=8)
        await asyncio.sleep(0.2)
    for party, hz, other in (("c", CALLER_HZ, SEAT_HZ), ("s", SEAT_HZ, CALLER_HZ)):
        recorded = _recorded(at.recordings / f"{channel}~f1{party}.wav")
        assert 1.2 < len(recorded) / 8000 < 1.8
        assert is_heard(recorded, hz)
        assert not is_heard(recorded, other)


def _recorded(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


async def test_caller_is_remembered_enciphered_until_filed(at: Exchange) -> None:
    database = at.plan.folder / "db/astdb.sqlite3"
    asserted = "<sip:+81311112222@x>"
    headers = (("P-Asserted-Identity", asserted), ("Privacy", "none"))
    async with CallerPhone(at.sip, CALLER, display="Taro, (Yamada)") as phone:
        call = phone.call(LINE, headers=headers)
        await call.until(CallState.ANSWERED, timeout_s=2)
        (channel,) = await until_waiting(at, 1)
        call.hang_up()
    await asyncio.sleep(WRITTEN_S)
    (kept,) = [each for each in read_callers(database, KEY) if each.call == channel]
    assert (kept.number, kept.name, kept.closed) == (CALLER, "Taro, (Yamada)", None)
    assert kept.channel.startswith("PJSIP/trunk-")
    assert kept.headers == {
        "MDG_EXTEN": LINE,
        "MDG_PRIVACY": "none",
        "MDG_PAI": asserted,
        "MDG_FROM": "",
        "MDG_PCPID": "",
        "MDG_TO": "",
    }
    assert CALLER.encode() not in database.read_bytes()
    await at.do(ari_requests.forget_caller(channel))
    await asyncio.sleep(WRITTEN_S)
    assert channel not in {each.call for each in read_callers(database, KEY)}


async def test_the_plans_instant_closes_for_those_who_come_after_it(at: Exchange) -> None:
    closing = stretch(1.5, closed=Sound.AFTER_HOURS)
    await plan(at, stretch(-3600), closing, stretch(3600))
    async with (
        at.seated("seat-01", no_answer()) as seat,
        CallerPhone(at.sip, "0312340001") as early,
        CallerPhone(at.sip, "0312340002") as late,
    ):
        before = early.call(LINE)
        await asyncio.sleep(closing.start_s - time.time() + 0.2)
        after = late.call(LINE)
        await after.until(CallState.ENDED, timeout_s=4)
        assert is_heard(after.heard(), TONES[Sound.AFTER_HOURS])
        assert before.state is CallState.ANSWERED
        assert len(seat.calls) == 1
        assert not is_heard(before.heard(), TONES[Sound.AFTER_HOURS])


async def test_each_reason_to_be_closed_has_its_own_announcement(at: Exchange) -> None:
    await plan(at, stretch(-3600, closed=Sound.HOLIDAY), stretch(3600))
    async with CallerPhone(at.sip, CALLER) as phone:
        call = phone.call(LINE)
        await call.until(CallState.ENDED, timeout_s=4)
    assert is_heard(call.heard(), TONES[Sound.HOLIDAY])


async def test_one_caller_more_than_lines_is_told_so_and_a_free_line_is_given_again(
    at: Exchange,
) -> None:
    await plan(at, stretch(-3600, lines=2))
    async with AsyncExitStack() as stack:
        program = await stack.enter_async_context(at.program())
        phones = [
            await stack.enter_async_context(CallerPhone(at.sip, f"031234000{n}")) for n in range(4)
        ]
        # The controller dies with a talk (no lease): it takes its line all the same.
        talk, channel = await claimed(at, program, phones[0])
        await at.do(ari_requests.answer(channel), ari_requests.lease(channel, seconds=0))
        second = phones[1].call(LINE)
        await until_waiting(at, 1)
        third = phones[2].call(LINE)
        await third.until(CallState.ENDED, timeout_s=4)
        assert is_heard(third.heard(), TONES[Sound.LINES_FULL])
        assert second.state is CallState.ANSWERED
        talk.hang_up()
        await asyncio.sleep(0.2)
        fourth = phones[3].call(LINE)
        await until_waiting(at, 2)
        assert fourth.state is CallState.ANSWERED


@pytest.mark.parametrize("state", ["music", "announcement", "ringing"])
async def test_lease_that_runs_out_lets_the_caller_fall(at: Exchange, state: str) -> None:
    async with (
        at.program() as program,
        at.seated("seat-01", no_answer()) as seat,
        CallerPhone(at.sip, CALLER) as phone,
    ):
        call, channel = await claimed(at, program, phone)
        if state == "ringing":
            await at.do(
                ari_legs.ring_seat(
                    f"{channel}~1",
                    call=channel,
                    endpoint="seat-01",
                    app=APP,
                    ring_s=2,
                    caller_id="x",
                )
            )
            await seat.next_call()
        else:
            await _wait_alone(at, channel)
        if state == "announcement":
            sound = str(at.plan.data / "sounds/en_US_f_Allison/vm-instructions")
            await at.do(
                ari_requests.play(f"{channel}~b1", playback=f"{channel}~p1", sounds=[sound])
            )
        await at.do(ari_requests.lease(channel, seconds=LEASE_S))
        await asyncio.sleep(LEASE_S + SLACK_S)
        assert (await fallen_at(at)).waiting == (channel,)
        kinds = [e["type"] for _, e in program.told if e.get("channel", {}).get("id") == channel]
        assert "StasisEnd" in kinds
        assert "ChannelHangupRequest" not in kinds
        assert call.state is CallState.ANSWERED
        call.hang_up()
        await at.ask(ari_requests.delete_bridge(f"{channel}~b1"))


async def test_who_waited_longer_goes_first_whoever_fell_first(at: Exchange) -> None:
    async with (
        at.program() as program,
        CallerPhone(at.sip, "0312340001") as first,
        CallerPhone(at.sip, "0312340002") as second,
    ):
        early, channel = await claimed(at, program, first)
        await _wait_alone(at, channel)
        await at.do(ari_requests.lease(channel, seconds=2.0))
        late = second.call(LINE)
        (fell_first,) = await until_waiting(at, 1)
        assert await until_waiting(at, 2) == (channel, fell_first)
        await asyncio.sleep(1.0)  # both have heard the notice
        async with at.seated("seat-01", answer_after(0.1)) as seat:
            await seat.next_call()
            await asyncio.sleep(0.5)
            assert dict((await fallen_at(at)).talking) == {channel: "seat-01"}
        early.hang_up()
        late.hang_up()
        await at.do(ari_requests.delete_bridge(f"{channel}~b1"))


async def test_waiting_callers_are_pulled_back_and_a_talk_is_left_alone(at: Exchange) -> None:
    async with (
        at.seated("seat-01", answer_after(0.1), tone_hz=SEAT_HZ) as seat,
        CallerPhone(at.sip, "0312340001") as one,
        CallerPhone(at.sip, "0312340002") as other,
    ):
        talk = one.call(LINE)
        leg = await seat.next_call()
        await _until_talking(leg)
        wait = other.call(LINE)
        (waiting,) = await until_waiting(at, 1)
        ((talking, endpoint),) = (await fallen_at(at)).talking.items()
        assert endpoint == "seat-01"
        async with at.program() as program:
            asked = time.time()
            await at.do(ari_requests.pull_back(talking), ari_requests.pull_back(waiting))
            offered = await program.event("CallBroadcast", channel=waiting, within_s=0.5)
            assert offered["channel"]["state"] == "Up"
            await at.do(ari_requests.claim(waiting, app=APP))
            back = await program.event("StasisStart", channel=waiting, within_s=0.5)
            assert back["args"] == ["back"]
            assert program.told[-1][0] - asked < SLACK_S
            await _wait_alone(at, waiting)  # answering again does no harm
            await asyncio.sleep(0.5)
            assert {e["channel"]["id"] for _, e in program.told if "channel" in e} == {waiting}
            assert wait.rtp.longest_gap_s(since=asked) < 0.2
            assert is_heard(talk.heard(since=asked), SEAT_HZ)
            assert talk.rtp.longest_gap_s(since=asked) < 0.1
            await at.do(ari_requests.lease(waiting, seconds=0.3))
            await until_waiting(at, 1)  # and may fall again
            await at.do(ari_requests.delete_bridge(f"{waiting}~b1"))


@pytest.mark.parametrize(
    "display",
    [
        '\\"${SHELL(touch %s)}',
        "${DB_DELETE(plan/stretches)}",
        "${EVAL(x)} $[1/0] ),t(x",
        "a,b)=c:1:2|d&e^f;g",
        "${MDG_KEY}",
    ],
)
async def test_hostile_names_and_numbers_are_text(
    at: Exchange, tmp_path: Path, display: str
) -> None:
    canary = tmp_path / "canary"
    name = display % canary if "%s" in display else display
    async with CallerPhone(
        at.sip, CALLER, display=name, address="sip:%24%7BMDG_KEY%7D%29,2@127.0.0.1"
    ) as phone:
        call = phone.call(
            LINE, headers=(("P-Asserted-Identity", f'"{name}" <sip:%24%7BMDG_KEY%7D@x>'),)
        )
        await call.until(CallState.ANSWERED, timeout_s=2)
        (channel,) = await until_waiting(at, 1)
        call.hang_up()
    await asyncio.sleep(WRITTEN_S)
    assert not canary.exists()
    database = at.plan.folder / "db/astdb.sqlite3"
    (kept,) = [each for each in read_callers(database, KEY) if each.call == channel]
    told = (kept.number, kept.name, *kept.headers.values())
    assert kept.closed is None
    assert kept.headers["MDG_EXTEN"] == LINE
    assert (kept.number, kept.headers["MDG_PAI"][-22:]) == (
        "${MDG_KEY}),2",
        "<sip:%24%7BMDG_KEY%7D@x>"[-22:],
    )
    assert _unescaped(kept.name) == _unescaped(name)[: len(_unescaped(kept.name))]
    assert len(kept.name) > 60 or _unescaped(kept.name) == _unescaped(name)
    assert not any(KEY in each for each in told)


def _unescaped(name: str) -> str:
    """Asterisk keeps the backslash of a quoted pair, and no more than 80 letters of a name."""
    return name.replace('\\"', '"')
