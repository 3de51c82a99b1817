"""Callers in flows of many verbs on a real Asterisk, judged by what they heard.

The branches of the shipped flows are SIPp's to walk: `test_shipped_flows.py`, `test_dial_out.py`.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import wave
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio

from callcenter.commands import Announce
from callcenter.events import AnnouncementEnded, LegEnded, LegJoined, RecordingStarted
from ivr_flows import loader
from telephony.asterisk_process import free_port
from tests.asterisk.hearing import heard
from tests.asterisk.instance import CAMPAIGNS as TESTED
from tests.asterisk.instance import LINE, Instance, running
from tests.asterisk.phones.behaviour import answer_after, busy
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.citizens import Citizens, shown_in, trunk_to
from tests.asterisk.phones.incoming_call import IncomingCall
from tests.asterisk.phones.sound import RATE, Samples, level_at
from tests.asterisk.shell import CommandFailed
from tests.asterisk.test_fallback_hours import without_controller
from tests.asterisk.visits import SILENT, Visit, hears, messages, until

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

HOWS = ["started", "published", "confirmed", "confirmed", "reverted"]
CAMPAIGN = str(TESTED / "keys.toml")
NIGHT = "2026-02-02T20:00+09:00"
CASES, SEED = 3, 7
KEYS_FLOWS = "flows-of-keys"
CITY_HALL, CITY_HZ = "0112112111", 660
CITY_PORT = free_port("127.0.0.1", socket.SOCK_DGRAM)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def keys(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Instance]:
    settings = trunk_to(CITY_PORT)
    folder = tmp_path_factory.mktemp("keys")
    async with running(folder, campaign="keys", settings=settings, flows=KEYS_FLOWS) as instance:
        yield instance


async def test_who_presses_nothing_or_another_key_is_told_so(keys: Instance) -> None:
    late, wrong = Visit(keys), Visit(keys)
    async with CallerPhone(keys.sip, "0312345678", tone_hz=SILENT) as caller:
        await late.begin(caller)
        assert await late.ends("時間になりました") == ("abandoned_in_queue", "keys/late")
        assert heard(keys.prompt("keys", "ご用件"), late.call) is not None
        wrong.after = keys.log.n
        await wrong.begin(caller)
        await wrong.call.press("9")
        assert await wrong.ends("その番号は") == ("abandoned_in_queue", "keys/wrong")


async def test_a_killed_controller_leaves_the_caller_where_they_were(keys: Instance) -> None:
    visit = Visit(keys)
    async with CallerPhone(keys.sip, "0312345678", tone_hz=SILENT) as caller:
        await visit.begin(caller)
        await visit.call.press("2")
        await keys.log.event(AnnouncementEnded, playback=f"{visit.id}~p2")
        pid = int(keys.run["pid"])
        os.kill(pid, signal.SIGKILL)
        await keys.until_pid("pid", other_than=pid)
        await visit.call.press("1")
        assert await visit.ends("申請書をお送り") == ("self_served", "keys/form")
    more = keys.log.commands(Announce, after=visit.after, call=visit.id)
    assert len(more) == 3  # nothing was said twice


async def test_a_new_version_is_for_the_next_call_and_the_former_one_is_a_command_away(
    keys: Instance,
) -> None:
    file, options = keys.home / "flows" / "keys.toml", ("--by", "sv-1", "--campaign", CAMPAIGN)
    with pytest.raises(CommandFailed, match="confirm"):
        await keys.command("ivr", "publish", *options)
    before = file.read_text()
    on_the_old, on_the_new, back = Visit(keys), Visit(keys), Visit(keys)
    async with (
        CallerPhone(keys.sip, "0312345678", tone_hz=SILENT) as caller,
        CallerPhone(keys.sip, "0312345679", tone_hz=SILENT) as next_caller,
    ):
        await on_the_old.begin(caller)
        await on_the_old.call.press("2")
        file.write_text(before.replace("申請書をお送りいたします。", "書類を郵送いたします。"))
        await keys.command("ivr", "publish", *options, "--emergency")
        await on_the_old.call.press("1")
        assert await on_the_old.ends("申請書をお送り") == ("self_served", "keys/form")
        on_the_new.after = keys.log.n
        await on_the_new.begin(next_caller)
        await on_the_new.call.press("1")
        await on_the_new.call.until(CallState.ENDED)
        told = json.loads(await keys.command("ivr", "versions", "--json"))
        assert told["unconfirmed"] == [told["in_force"]]
        new = keys.prompt("keys", "書類を郵送", version=told["in_force"])
        assert heard(new, on_the_new.call) is not None
        await keys.command("ivr", "confirm", "--by", "sv-1", "--confirmed", "協議書 第4号")
        await keys.command("ivr", "revert", "--by", "sv-1")
        back.after = keys.log.n
        await back.begin(caller)
        await back.call.press("1")
        assert await back.ends("申請書をお送り") == ("self_served", "keys/form")
    told = json.loads(await keys.command("ivr", "versions", "--json"))
    # The client's word is recorded for the emergency and for what the first start took.
    assert [each["how"] for each in told["entries"]] == HOWS
    assert told["unconfirmed"] == []
    assert [each["by"] for each in told["entries"]] == ["start", *["sv-1"] * 4]


async def test_a_message_is_what_was_said_last_and_is_work_until_it_is_done(
    keys: Instance,
) -> None:
    visit = Visit(keys)
    beep = Path(loader.SHIPPED / "beep.wav")
    async with CallerPhone(keys.sip, "0312345670", tone_hz=SILENT) as caller:
        await visit.begin(caller)
        await visit.call.press("3")
        await keys.log.event(RecordingStarted, recording=f"{visit.id}~m1")
        assert heard(beep, visit.call) is not None
        await visit.call.say(440, 1.5)
        await visit.call.press("#")
        await visit.call.press("2")  # anew
        await keys.log.event(RecordingStarted, recording=f"{visit.id}~m2")
        await visit.call.say(880, 2.0)
        visit.call.hang_up()
    assert (await keys.closed(visit.id)).message == f"{visit.id}~m2"
    (told,) = await until(lambda: messages(keys), lambda found: found[0]["is_stored"])
    assert list((keys.home / "messages").rglob("*.wav")) == []  # sealed
    assert (told["call"], told["from"]) == (visit.id, "+81312345670")
    said = (await taken_out(keys, told["recording"]))[:, 0]
    assert level_at(said, 880) > -30 > level_at(said, 440)
    assert 1.5 < len(said) / RATE < 3.0
    await keys.command("messages", "done", visit.id)
    assert await messages(keys) == []
    assert await keys.until_overwritten(visit.id) == []


async def taken_out(at: Instance, sound: str) -> Samples:
    """Take a sound out of the vault; both sides as columns."""
    file = at.home.parent / f"{sound}.wav"
    purpose = ("--purpose", "message")
    await at.command("recordings", "export", sound, *purpose, "--to", str(file))
    with wave.open(str(file)) as read:
        samples = np.frombuffer(read.readframes(read.getnframes()), dtype="<i2")
    return samples.reshape(-1, 2)


async def test_a_flow_connects_with_a_listed_number_or_goes_on_if_that_does_not_answer(
    keys: Instance,
) -> None:
    in_vain, visit = Visit(keys), Visit(keys)
    async with (
        Citizens(keys.sip, port=CITY_PORT, tone_hz=CITY_HZ) as network,
        CallerPhone(keys.sip, "0312345672", tone_hz=SILENT) as caller,
    ):
        network.behaviours[CITY_HALL] = busy()
        await in_vain.begin(caller)
        await in_vain.call.press("5")
        assert await in_vain.ends("時間になりました") == ("abandoned_in_queue", "keys/late")
        network.behaviours[CITY_HALL] = answer_after(0.2)
        visit.after = keys.log.n
        await visit.begin(caller)
        await visit.call.press("5")
        joined = await keys.log.event(LegJoined, after=visit.after, call=visit.id)
        await asyncio.sleep(1.0)  # talk, which is judged below
        (_refused, talk) = network.calls
        assert isinstance(talk, IncomingCall)
        assert "0110000100" in shown_in(talk)["From"]
        since = keys.epoch(joined.at)
        assert level_at(visit.call.heard(since=since + 0.1), CITY_HZ) > -30
        talk.hang_up()
        await visit.call.until(CallState.ENDED)
    closed = await keys.closed(visit.id)
    assert (closed.outcome, closed.detail) == ("self_served", "transferred_out")
    assert network.called == [CITY_HALL, CITY_HALL]
    await until(keys.calls, lambda rows: rows[visit.id]["recording_state"] == "kept")
    sides = await taken_out(keys, visit.id)
    assert level_at(sides[:, 1], CITY_HZ) > -30 > level_at(sides[:, 0], CITY_HZ)
    assert 0.5 < len(sides) / RATE < 5.0
    await keys.until_empty()


async def test_silence_is_no_message(keys: Instance) -> None:
    visit = Visit(keys)
    async with CallerPhone(keys.sip, "0312345671", tone_hz=SILENT) as caller:
        await visit.begin(caller)
        await visit.call.press("3")
        assert await visit.ends("時間になりました") == ("abandoned_in_queue", "keys/late")
    assert (await keys.closed(visit.id)).message is None


async def test_the_place_and_the_wait_are_spoken_in_the_language_that_was_chosen(
    keys: Instance,
) -> None:
    first, second = Visit(keys), Visit(keys)
    async with (
        keys.seated("seat-01", answer_after(0.1)),
        CallerPhone(keys.sip, "0312345603") as served,
    ):
        for _ in range(3):  # from three answers on the pace is known
            after = keys.log.n
            call = served.call(LINE)
            joined = await keys.log.event(LegJoined, after=after)
            call.hang_up()
            await keys.log.event(LegEnded, leg=joined.leg)  # the seat is free again
        await keys.not_ready("seat-01")
    async with (
        CallerPhone(keys.sip, "0312345601", tone_hz=SILENT) as caller,
        CallerPhone(keys.sip, "0312345602", tone_hz=SILENT) as other,
    ):
        first.after = keys.log.n
        await first.begin(caller)
        await first.call.press("42")
        second.after = keys.log.n
        await second.begin(other)
        await second.call.press("4")
        await hears(keys, first.call, "place", "You are number one.", "You wait about one minute.")
        await hears(keys, second.call, "place", "2番目です。", "およそ1分です。")
        first.call.hang_up()
        second.call.hang_up()
        await keys.closed(first.id)
        await keys.closed(second.id)
    rows = {each: (await keys.row(each))["language"] for each in (first.id, second.id)}
    assert rows == {first.id: "en", second.id: "ja"}


@pytest.mark.clause("SPR-V-4-3", "SUI-17")
async def test_an_emergency_is_told_to_who_waits_and_without_a_controller_too(
    keys: Instance,
) -> None:
    visit = Visit(keys)
    async with (
        CallerPhone(keys.sip, "0312345604", tone_hz=SILENT) as waiting,
        CallerPhone(keys.sip, "0312345605", tone_hz=SILENT) as late,
    ):
        await visit.begin(waiting)
        await visit.call.press("4")
        await hears(keys, visit.call, "recording_notice", "録音中")
        await keys.command("ivr", "close", "--by", "sv-1")
        await visit.call.until(CallState.ENDED)
        assert heard(keys.prompt("emergency"), visit.call) is not None
        assert (await keys.closed(visit.id)).outcome == "closed_in_hours"
        async with without_controller(keys):
            call = late.call(LINE)
            await call.until(CallState.ENDED)
            assert heard(keys.prompt("emergency"), call) is not None
    await keys.command("ivr", "reopen", "--by", "sv-1")
    rows = await until(keys.calls, lambda found: any(is_of(each) for each in found.values()))
    (row,) = [each for each in rows.values() if is_of(each)]
    assert (row["outcome"], row["detail"]) == ("closed_in_hours", "emergency fallback")


def is_of(row: dict[str, Any]) -> bool:
    return row["from"] == "+81312345605" and row["outcome"] is not None
