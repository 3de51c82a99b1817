"""Start, stop and upgrade with people on the line: their talk goes on, and their call is filed."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio

from app.home import holder_of, open_home
from app.run_file import started
from callcenter.commands import CloseCall, ShowSeat
from callcenter.events import LegJoined
from faults.facts import WaitFact
from faults.invariants.spans import waited_s
from faults.machine import watched
from tests.asterisk.instance import CAMPAIGNS, LINE, PROGRAM, Instance, running
from tests.asterisk.kept_sound import breaks, sides
from tests.asterisk.phones.call import CallState, PhoneCall
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.seat_phone import SeatPhone
from tests.asterisk.phones.sound import level_at
from tests.asterisk.shell import CommandFailed

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

CALLER_HZ, SEAT_HZ = 440, 1010
EDGE_S = 0.3
GAP_S = 0.2
"""Packets come each 20 ms. What the kernel says that Asterisk and the test's phones waited for a
processor meanwhile, beside programs that start, is taken off a gap first."""
BACK_S = 1.0
READY_S = 20.0
CAMPAIGN = ("--campaign", str(CAMPAIGNS / "counter.toml"))
PORTS = {"MADOGUCHI_WEB__PORT": "0", "MADOGUCHI_ASTERISK__SIP_PORT": "0"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def counter(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Instance]:
    settings = "[supervisor]\nheartbeat_s = 3\n"
    async with running(tmp_path_factory.mktemp("restart"), settings=settings) as instance:
        yield instance


@dataclass(frozen=True, slots=True)
class Talk:
    """Two people who hear each other."""

    id: str
    caller: PhoneCall
    seat: PhoneCall
    waits: list[WaitFact]

    def assert_heard(self, since: float) -> None:
        """Judge that both heard each other, without a gap, from then (epoch seconds) to now."""
        for party, tone_hz in ((self.caller, SEAT_HZ), (self.seat, CALLER_HZ)):
            assert party.state is CallState.ANSWERED
            assert self._longest_gap_s(party, since) < GAP_S
            assert level_at(party.heard(since=since), tone_hz) > -20

    def _longest_gap_s(self, party: PhoneCall, since: float) -> float:
        times = [each.at for each in party.rtp.packets if each.at >= since] + [time.time()]
        gaps = (b - a - waited_s(self.waits, a, b) for a, b in pairwise(times))
        return max(gaps, default=float("inf"))


@asynccontextmanager
async def talking(instance: Instance) -> AsyncIterator[Talk]:
    start = instance.log.n
    password, asterisk = instance.passwords["seat-01"], instance.run["asterisk_pid"]
    waits: list[WaitFact] = []
    async with (
        watched(lambda: asterisk, waits),
        watched(os.getpid, waits),
        SeatPhone(instance.sip, "seat-01", password, tone_hz=SEAT_HZ) as seat,
        CallerPhone(instance.sip, "0312345678", tone_hz=CALLER_HZ) as phone,
    ):
        await instance.log.command(ShowSeat, after=start, seat="seat-01", registered=True)
        await instance.ready("seat-01")
        caller = phone.call(LINE)
        arrived = await instance.arrived(after=start)
        answered = await seat.next_call()
        await instance.log.event(LegJoined, call=arrived.call)
        yield Talk(arrived.call, caller, answered, waits)


async def assert_filed_once(instance: Instance, talk: Talk) -> None:
    """End the talk and judge its row, and its recording frame by frame."""
    talk.caller.hang_up()
    await talk.seat.until(CallState.ENDED, timeout_s=2)
    row = await instance.row(talk.id, has=lambda row: row["recording"])
    assert (row["outcome"], row["seat"]) == ("answered", "seat-01")
    spoken_s = (talk.caller.times.ended or 0) - (talk.seat.times.answered or 0)
    assert row["talk_s"] == pytest.approx(spoken_s, abs=0.2)
    assert len(instance.log.commands(CloseCall, call=talk.id)) == 1
    await instance.until_empty()
    began = instance.epoch((await instance.log.event(LegJoined, call=talk.id)).at)
    times = {
        "began": began,
        "since": began + EDGE_S,
        "until": (talk.caller.times.ended or 0) - EDGE_S,
    }
    left, right = sides(instance.home / row["recording"])
    assert breaks(left, CALLER_HZ, talk.caller, **times) == []
    assert breaks(right, SEAT_HZ, talk.seat, **times) == []


async def test_an_upgrade_with_a_call_up_is_not_heard(counter: Instance, tmp_path: Path) -> None:
    async with talking(counter) as talk:
        before, since = counter.run, time.time()
        taking = await up(counter, "--take-over", out=tmp_path / "out")
        assert await taking.wait() == 0, (tmp_path / "out").read_text()
        after = counter.run
        await asyncio.sleep(0.5)  # they talk on with the new one
        talk.assert_heard(since)
        kept = ("web", "sip", "supervisor_pid", "asterisk_pid", "asterisk_started")
        assert {each: after[each] for each in kept} == {each: before[each] for each in kept}
        assert not {after["pid"], after["office_pid"]} & {before["pid"], before["office_pid"]}
        assert "ok" in await counter.healthz()
        await assert_filed_once(counter, talk)


async def test_the_supervisors_death_cuts_no_talk_and_the_next_up_goes_on_with_it(
    counter: Instance, tmp_path: Path
) -> None:
    async with talking(counter) as talk:
        before, since = counter.run, time.time()
        counter.process.kill()
        await counter.process.wait()
        children = (before["pid"], before["office_pid"])
        await until(lambda: all(started(pid) is None for pid in children), within_s=BACK_S)
        talk.assert_heard(since)
        counter.process = await up(counter, out=tmp_path / "out")
        await until(lambda: is_run_by(counter, counter.process.pid), within_s=READY_S)
        talk.assert_heard(since)
        assert counter.run["asterisk_pid"] == before["asterisk_pid"]
        await assert_filed_once(counter, talk)


async def test_a_frozen_supervisor_is_taken_over_as_well(counter: Instance, tmp_path: Path) -> None:
    async with talking(counter) as talk:
        before, since = counter.run, time.time()
        counter.process.send_signal(signal.SIGSTOP)
        taking = await up(counter, "--take-over", out=tmp_path / "out")
        assert await counter.process.wait() == -signal.SIGKILL
        counter.process = taking
        await until(lambda: is_run_by(counter, taking.pid), within_s=READY_S)
        assert counter.run["asterisk_pid"] == before["asterisk_pid"]
        talk.assert_heard(since)
        await assert_filed_once(counter, talk)


async def test_a_frozen_controller_is_replaced_while_people_talk(counter: Instance) -> None:
    async with talking(counter) as talk:
        old, since = counter.run["pid"], time.time()
        os.kill(old, signal.SIGSTOP)
        await counter.until_pid("pid", other_than=old)
        assert started(old) is None
        talk.assert_heard(since)
        await assert_filed_once(counter, talk)


async def test_a_killed_controller_is_back_within_a_second(counter: Instance) -> None:
    for _ in range(5):
        await asyncio.sleep(2.5)  # a life that counts as good; its spare is loaded
        old = counter.run["pid"]
        os.kill(old, signal.SIGKILL)
        assert await counter.until_pid("pid", other_than=old, within_s=BACK_S) != old
    async with talking(counter) as talk:
        await asyncio.sleep(1.0)  # a word, to be recorded
        await assert_filed_once(counter, talk)


async def test_a_second_instance_of_a_home_says_so_in_one_line(counter: Instance) -> None:
    with pytest.raises(CommandFailed) as failed:
        await counter.command("up", *CAMPAIGN)
    assert failed.value.status == 1
    assert failed.value.complaint == (
        f"madoguchi: another instance is running on {counter.home} (--take-over hands it over)\n"
    )
    assert holder_of(open_home(counter.home)) == counter.run["supervisor_pid"]


async def test_what_is_not_valid_takes_nothing_over(counter: Instance) -> None:
    before, settings = counter.run, (counter.home / "madoguchi.toml").read_text()
    (counter.home / "madoguchi.toml").write_text("[supervisor]\nheartbeat_s = -1\n")
    try:
        with pytest.raises(CommandFailed) as failed:
            await counter.command("up", "--take-over", *CAMPAIGN)
    finally:
        (counter.home / "madoguchi.toml").write_text(settings)
    assert failed.value.status == 1
    assert counter.run == before
    assert started(before["pid"]) is not None


async def test_stop_cuts_no_call_unless_told_to(tmp_path: Path) -> None:
    async with running(tmp_path) as instance, talking(instance) as talk:
        since = time.time()
        with pytest.raises(CommandFailed) as failed:
            await instance.command("stop")
        assert failed.value.complaint == (
            "madoguchi: 1 call is up: --drain waits for a moment without calls, --now cuts them\n"
        )
        async with asyncio.TaskGroup() as group:
            draining = group.create_task(instance.command("stop", "--drain"))
            await asyncio.sleep(6.0)  # a busy machine takes seconds to start it; it waits
            assert not draining.done()
            talk.assert_heard(since)
            talk.caller.hang_up()
        said = draining.result()
        assert said.splitlines() == ["waiting for the end of 1 call", "stopped"]
        assert await instance.process.wait() == 0
        (closed,) = instance.log.commands(CloseCall, call=talk.id)
        assert closed.outcome == "answered"


async def up(instance: Instance, *more: str, out: Path) -> asyncio.subprocess.Process:
    """Run `madoguchi up` once more on the home of an instance."""
    with out.open("wb") as file:
        return await asyncio.create_subprocess_exec(
            *(str(PROGRAM), "up", "--home", str(instance.home), *CAMPAIGN, *more),
            env={**os.environ, **PORTS},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=file,
            stderr=asyncio.subprocess.STDOUT,
        )


def is_run_by(instance: Instance, supervisor: int) -> bool:
    try:
        return int(instance.run["supervisor_pid"]) == supervisor
    except FileNotFoundError:  # not ready yet
        return False


async def until(what: Callable[[], bool], *, within_s: float) -> None:
    end = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < end, f"not within {within_s:g} s"
        await asyncio.sleep(0.005)
