"""The shell: one way in, written down first, and no bug or refusal ends it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from callcenter import events
from callcenter.campaign import Campaign, CapacityRow, Desk, Line, OpenDay
from callcenter.center import Center
from callcenter.commands import CloseCall
from callcenter.events import Cause
from callcenter.outcome import Outcome
from callcenter.record import Record
from ivr_flows.interpreter import Interpreter
from telephony import controller as shell
from telephony import meeting, record_log
from telephony.ari import Refusals
from telephony.ari_client import Connected, Disconnected, Happening, Replaced
from telephony.ari_events import AriEvents
from telephony.ari_requests import Request
from telephony.callers import Callers, TrunkReading
from telephony.command_jobs import CommandJobs
from telephony.controller import Accepted, Controller, Ears, Refused, Safeguards
from telephony.errors import AriGone, AriRefused, AriUnreachable, ControllerReplaced
from telephony.executor import Executor
from telephony.fallback_care import FallbackCare
from telephony.fallback_plan import Planner
from telephony.fallback_watch import FallbackWatch
from telephony.keys import Keys
from telephony.leases import Leases
from telephony.ledger import Instance, Ledger
from telephony.meeting import Meeting
from telephony.record_log import RecordLog

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)
STAMP = "2026-02-02T01:00:00.000+0000"
CAMPAIGN = Campaign(
    id="test",
    name="試験",
    zone="Asia/Tokyo",
    lines=(Line("+81110000100"),),
    desks=(Desk("seat-01"),),
    open_days=(OpenDay(date(2026, 2, 2), time(9), time(18)),),
    holidays=frozenset(),
    operation_from=date(2026, 2, 2),
    operation_to=date(2026, 5, 29),
    capacity=(CapacityRow(date(2026, 2, 2), 1, 2),),
    record=False,
)


class Asterisk:
    """An Asterisk that says what the test says, and remembers what it was asked."""

    app = "madoguchi"

    def __init__(self) -> None:
        self.says: asyncio.Queue[Happening] = asyncio.Queue()
        self.sent: list[str] = []
        self.refuses: dict[str, Exception] = {}
        self.channels: list[dict[str, Any]] = []

    async def events(self) -> AsyncGenerator[Happening]:
        while True:
            yield await self.says.get()

    async def send(self, request: Request) -> Any:
        said = f"{request.method} {request.path}"
        self.sent.append(said)
        if said in self.refuses:
            raise self.refuses[said]
        match request.template:
            case "/asterisk/info":
                return {"status": {"startup_time": "then"}}
            case "/channels":
                return self.channels
            case "/endpoints/{tech}":
                return [{"resource": "seat-01", "state": "online"}]
            case "/applications/{applicationName}":
                return {"channel_ids": []}
            case "/channels/{channelId}" if request.method == "GET":
                raise AriGone(method="GET", path=request.path, status=404)
            case _:
                return []

    async def send_both(self, first: Request, second: Request) -> Refusals:
        await self.send(first)
        await self.send(second)
        return None, None

    def say(self, kind: str, **said: Any) -> None:
        self.says.put_nowait(json.dumps({"type": kind, "timestamp": STAMP, **said}).encode())

    def call(self, channel: str) -> None:
        caller = {"name": "", "number": "0901234"}
        about = {"id": channel, "name": "PJSIP/trunk-1", "state": "Ring", "caller": caller}
        about["channelvars"] = {"MDG_EXTEN": "0110000100"}
        self.say("StasisStart", channel=about, args=["in"])

    def hang_up(self, channel: str) -> None:
        self.say("StasisEnd", channel={"id": channel, "state": "Ring"})


class Book:
    def id_of(self, number: str) -> str:
        return "p-1"

    def number_of(self, id: str) -> str | None:
        return None

    def erase(self, id: str) -> bool:
        return True


class Switchboard:
    """A controller with everything around it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asterisk = Asterisk()
        self.center = Center(CAMPAIGN, Interpreter([]))
        self.file = RecordLog(folder, trouble=lambda _: None)
        self.now = AT
        self.published: asyncio.Queue[int] = asyncio.Queue()
        self.controller = self._controller()

    def _controller(self) -> Controller:
        instance = Instance(
            source="",
            campaign="",
            flows="",
            offset=timedelta(),
            clock=lambda: self.now,
            day_of=lambda at: at.date(),
        )
        seats = {"seat-01": "seat-01"}
        reader = AriEvents(
            callers=Callers(
                people=Book(),
                trunks={"trunk": TrunkReading(trusted=False, called_from="uri")},
                lines=["+81110000100"],
            ),
            seats=seats,
            is_registered=lambda seat, endpoint: False,
        )
        self.leases = Leases(self.asterisk)
        return Controller(
            center=self.center,
            ledger=Ledger(
                instance=instance,
                file=self.file,
                state=self.center.state,
                publish=lambda n, _: self.published.put_nowait(n),
            ),
            ari=self.asterisk,
            ears=Ears(reader, Keys(Book())),
            safeguards=self._safeguards(reader, seats),
            executor=lambda report, doubt: Executor(
                ari=self.asterisk,
                jobs=CommandJobs(
                    app=self.asterisk.app, people=Book(), sounds=Path("/s"), clock=lambda: self.now
                ),
                leases=self.leases,
                report=report,
                doubt=doubt,
            ),
        )

    def _safeguards(self, reader: AriEvents, seats: dict[str, str]) -> Safeguards:
        def clock() -> datetime:
            return self.now

        watch = FallbackWatch(
            ari=self.asterisk,
            state=self.center.state,
            seats=seats,
            spool=None,
            offset=timedelta(),
            clock=clock,
        )
        ok = self.leases.answered
        return Safeguards(
            meeting=Meeting(
                ari=self.asterisk, clock=clock, reader=reader, seats=seats, accounts=(), answered=ok
            ),
            leases=self.leases,
            fallback=FallbackCare(
                ari=self.asterisk,
                planner=Planner(
                    campaign=CAMPAIGN,
                    state=self.center.state,
                    sounds=lambda version: {},
                    offset=timedelta(),
                ),
                watch=watch,
                seats=seats,
                clock=clock,
            ),
        )

    def records(self) -> list[Record]:
        found = record_log.recover(self.folder)
        return list(found.records) if found else []

    async def until(self, count: int) -> list[Record]:
        """Wait until this many records were written."""
        async with asyncio.timeout(5):
            while await self.published.get() < count:
                pass
            await asyncio.sleep(0.02)  # the lanes' requests, which nobody awaits
        return self.records()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Switchboard]:
    made = Switchboard(tmp_path)
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(_run(made.controller))
        yield made
        task.cancel()
    made.file.close()


async def _run(controller: Controller) -> None:
    with suppress(asyncio.CancelledError):
        await controller.run()


async def test_a_start_is_the_first_record_and_the_meeting_makes_it_ready(
    desk: Switchboard,
) -> None:
    desk.asterisk.says.put_nowait(Connected())
    records = await desk.until(3)
    assert [type(each.event) for each in records] == [
        events.InstanceStarted,
        events.PhoneRegistered,
        events.AsteriskMet,
    ]
    assert desk.controller.ready.is_set()


async def test_a_call_that_waits_is_answered_and_hears_music(desk: Switchboard) -> None:
    desk.asterisk.call("c1")
    await desk.until(2)
    spoken_to = [each for each in desk.asterisk.sent if not each.startswith("PUT /deviceStates")]
    assert spoken_to == [
        "POST /channels/c1/variable",
        "POST /bridges/c1~b1",
        "POST /channels/c1/answer",
        "POST /bridges/c1~b1/addChannel",
        "POST /channels/c1/moh",
    ]


async def test_a_call_over_the_lines_is_turned_away_and_filed(desk: Switchboard) -> None:
    for each in ("c1", "c2", "c3"):
        desk.asterisk.call(each)
    desk.asterisk.hang_up("c3")
    records = await desk.until(5)
    closed = [each for record in records for each in record.commands if isinstance(each, CloseCall)]
    assert [(each.call, each.outcome) for each in closed] == [("c3", Outcome.NO_LINE)]
    assert "DELETE /channels/c3" in desk.asterisk.sent


async def test_a_submitted_wish_is_taken_once(desk: Switchboard) -> None:
    await desk.until(1)
    wish = events.ReadyPressed(at=AT, seat="seat-01", by="sv")
    assert desk.controller.submit(wish, token="t1") == Accepted(2)
    assert desk.controller.submit(wish, token="t1") == Accepted(2)
    nobody = events.ReadyPressed(at=AT, seat="seat-99", by="sv")
    for _ in range(2):
        assert desk.controller.submit(nobody, token="t2") == Refused(3, "unknown_seat")
    assert len(desk.records()) == 3


async def test_who_has_not_listened_for_a_second_asks_before_it_acts(desk: Switchboard) -> None:
    desk.asterisk.says.put_nowait(Connected())
    await desk.until(3)
    desk.now = AT + timedelta(seconds=5)
    desk.asterisk.sent.clear()
    desk.asterisk.call("c1")
    await asyncio.sleep(0.05)
    # The meeting found no such channel: what was said five seconds ago is over.
    assert "GET /channels" in desk.asterisk.sent
    assert not [each for each in desk.records() if isinstance(each.event, events.CallArrived)]


async def test_a_caller_whose_channel_is_gone_has_left(desk: Switchboard) -> None:
    desk.asterisk.call("c1")
    desk.asterisk.hang_up("c1")
    records = await desk.until(3)
    assert records[-1].event == events.CallerLeft(at=AT, call="c1", cause=Cause.NORMAL)


async def test_who_is_let_in_is_leased_until_they_leave(desk: Switchboard) -> None:
    desk.asterisk.call("c1")
    await desk.until(2)
    assert "c1" in desk.leases.held
    desk.controller.take(events.CallFell(at=AT, call="c1"))
    assert "c1" not in desk.leases.held


async def test_a_bug_in_the_heart_costs_one_event_and_is_written_down(
    desk: Switchboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.until(1)

    def broken(event: events.Event) -> list[Any]:
        raise RuntimeError("a bug")

    with monkeypatch.context() as broken_heart:
        broken_heart.setattr(desk.center, "handle", broken)
        desk.asterisk.call("c1")
        records = await desk.until(2)
    assert (records[-1].commands, desk.controller.bugs) == ((), 1)
    desk.asterisk.call("c2")
    assert (await desk.until(3))[-1].commands


async def test_a_bug_in_doing_a_command_leaves_the_other_calls_alone(desk: Switchboard) -> None:
    desk.asterisk.refuses["POST /bridges/c1~b1"] = RuntimeError("a bug")
    desk.asterisk.call("c1")
    desk.asterisk.call("c2")
    await desk.until(3)
    assert desk.controller.bugs == 1
    assert "POST /channels/c2/moh" in desk.asterisk.sent


async def test_a_timer_comes_back_as_an_event(desk: Switchboard) -> None:
    await desk.until(1)
    desk.controller.take(events.ReadyPressed(at=AT, seat="seat-01", by="sv"))
    desk.controller._timers.set("center~t1", AT)
    records = await desk.until(3)
    assert records[-1].event == events.TimerFired(at=AT, timer="center~t1")


async def test_a_step_of_the_clock_is_noticed(
    desk: Switchboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell, "CLOCK_WATCH_S", 0.01)
    await desk.until(1)
    await asyncio.sleep(0.02)
    desk.now = AT + timedelta(hours=1)
    stepped: list[events.ClockStepped] = []
    async with asyncio.timeout(5):
        while not stepped:
            await desk.published.get()
            told = [each.event for each in desk.records()]
            stepped = [each for each in told if isinstance(each, events.ClockStepped)]
    assert stepped[0].by_s == pytest.approx(3600, abs=60)  # the desk's clock stood still before


async def test_an_asterisk_that_goes_away_during_the_meeting_is_met_again(
    desk: Switchboard,
) -> None:
    gone = AriUnreachable(method="GET", path="/channels")
    desk.asterisk.refuses["GET /channels"] = gone
    desk.asterisk.says.put_nowait(Connected())
    desk.asterisk.says.put_nowait(Disconnected("closed"))
    await desk.until(1)
    assert not desk.controller.ready.is_set()
    desk.asterisk.refuses.clear()
    desk.asterisk.says.put_nowait(Connected())
    await desk.until(2)
    assert desk.controller.ready.is_set()


async def test_an_asterisk_that_refuses_the_meeting_for_a_while_is_met_on_the_same_link(
    desk: Switchboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meeting, "PAUSES_S", (0.0, 0.0))
    monkeypatch.setattr(shell, "MET_ANEW_S", 0.01)
    refused = AriRefused(method="GET", path="/channels", status=500)
    desk.asterisk.refuses["GET /channels"] = refused
    desk.asterisk.says.put_nowait(Connected())
    await desk.until(1)
    await asyncio.sleep(0.03)  # tried and refused, again and again
    assert not desk.controller.ready.is_set()
    desk.asterisk.refuses.clear()
    async with asyncio.timeout(5):
        await desk.controller.ready.wait()


async def test_another_controller_ends_this_one(tmp_path: Path) -> None:
    desk = Switchboard(tmp_path)
    desk.asterisk.says.put_nowait(Replaced())
    with pytest.raises(ExceptionGroup) as ended:
        await desk.controller.run()
    desk.file.close()
    assert ended.group_contains(ControllerReplaced)
