"""Commands become requests to Asterisk. The counterpart of `ari_events`.

Rule 1: one closed `match` knows every command; what the office does is listed, not forgotten.
Rule 2: the requests of one burst go out in stages. What stands in one stage is sent side by side;
a later stage waits for the answers of the earlier one. Two requests on one channel never share a
stage, but for a lease's end, which may come before or after any other.
Rule 3: a refusal of what the heart decides on comes back as an event; any other is logged.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from callcenter import commands, events, ids
from callcenter.commands import Command
from callcenter.events import Cause, Event, Withheld
from telephony import ari_requests
from telephony.ari import Ari
from telephony.ari_requests import Request
from telephony.errors import AriConflict, AriError, AriGone
from telephony.lanes import CLEANING, Burst
from telephony.leases import Leases
from telephony.people import People

log = logging.getLogger(__name__)

STAGES = 3
SNOOP_DEADLINE_S = 2.0
BUSY, UNALLOCATED = 17, 1
CHANNEL_GONE = (400, 422)
"""What addChannel answers for a channel that has ended, or is just ending."""
SHOWN: dict[Withheld, str] = {
    Withheld.ANONYMOUS: "非通知",
    Withheld.PAYPHONE: "公衆電話",
    Withheld.OUT_OF_AREA: "表示圏外",
    Withheld.UNKNOWN: "不明",
}
"""What a seat's phone shows for a withheld number."""


Refused = Callable[[AriError], Event | None]


@dataclass(frozen=True, slots=True)
class SnoopAwaited:
    """Not a request: wait until a snoop has entered our application."""

    snoop: str


@dataclass(frozen=True, slots=True)
class LeaseEnded:
    """The request that ends a caller's lease, sent when no renewal is under way any more."""

    call: str


@dataclass(frozen=True, slots=True)
class Step:
    """One request and what to make of its refusal."""

    stage: int
    request: Request | SnoopAwaited | LeaseEnded
    is_needed: bool = True
    """Whether the command's later steps are dropped if this one is refused."""
    refused: Refused | None = None
    """What its refusal becomes, if not what the command's does."""


@dataclass(slots=True)
class Job:
    """One command as its steps."""

    steps: tuple[Step, ...]
    refused: Refused
    is_over: bool = field(default=False)


class Executor:
    """Does what the heart commands, on one Asterisk."""

    def __init__(
        self,
        *,
        ari: Ari,
        people: People,
        sounds: Path,
        clock: Callable[[], datetime],
        leases: Leases,
        report: Callable[[Event], object],
    ) -> None:
        """Make an executor.

        Args:
            ari: Where requests go.
            people: Where a caller's number is looked up for the seat's phone.
            sounds: Folder of the spoken prompts, `<hash>.wav`.
            clock: Now, on the instance's clock.
            leases: Of the callers.
            report: Takes the events that refusals turn into.
        """
        self._ari = ari
        self._people = people
        self._sounds = sounds
        self._clock = clock
        self._leases = leases
        self._report = report
        self._snoops: dict[str, asyncio.Future[bool]] = {}
        self._droppable: dict[str, list[Job]] = {}

    async def do(self, call: str, burst: Burst) -> None:
        """Do the commands of one burst, stage by stage."""
        made = [(each, job) for each in burst if (job := self._job(each)) is not None]
        jobs = [job for _, job in made]
        self._droppable[call] = [job for each, job in made if not isinstance(each, CLEANING)]
        try:
            await self._do(jobs)
        finally:
            del self._droppable[call]

    def abandon(self, call: str) -> None:
        """Begin no further step of what is being done for a caller who is gone, but cleaning."""
        for job in self._droppable.get(call, ()):
            job.is_over = True

    async def _do(self, jobs: Sequence[Job]) -> None:
        for stage in range(STAGES):
            due = [
                (job, step)
                for job in jobs
                for step in job.steps
                if step.stage == stage and not job.is_over
            ]
            if len(due) == 1:
                await self._take(*due[0])
            elif due:
                await asyncio.gather(*(self._take(job, step) for job, step in due))

    def snoop_started(self, snoop: str) -> None:
        """Let the recording that waits for this snoop go on."""
        if snoop in self._snoops and not self._snoops[snoop].done():
            self._snoops[snoop].set_result(True)

    def leg_ended(self, leg: str) -> None:
        """Wait no longer for snoops on a leg, or a caller, that is gone."""
        for snoop, started in self._snoops.items():
            if snoop.rpartition(ids.SEPARATOR)[0] == leg and not started.done():
                started.set_result(False)

    async def _take(self, job: Job, step: Step) -> None:
        try:
            if isinstance(step.request, SnoopAwaited):
                await self._await_snoop(step.request.snoop)
            elif isinstance(step.request, LeaseEnded):
                await self._leases.end(step.request.call)
            else:
                await self._ari.send(step.request)
        except AriError as error:
            if not step.is_needed:
                return
            job.is_over = True
            event = (step.refused or job.refused)(error)
            if event is not None:
                self._report(event)

    async def _await_snoop(self, snoop: str) -> None:
        try:
            async with asyncio.timeout(SNOOP_DEADLINE_S):
                is_started = await self._snoops[snoop]
        except TimeoutError as exc:
            raise AriError(method="-", path=snoop, why="the snoop did not start") from exc
        finally:
            del self._snoops[snoop]
        if not is_started:
            raise AriGone(method="-", path=snoop, status=404, why="its leg ended before")

    def _job(self, command: Command) -> Job | None:  # noqa: C901 (one closed match)
        match command:
            case commands.Lease():
                return self._lease(command)
            case commands.OpenBridge():
                return self._open(command)
            case commands.AnswerCaller():
                return self._answer(command)
            case commands.Announce():
                return self._announce(command)
            case commands.StopAnnouncement(playback=playback):
                return _job(0, ari_requests.stop_playback(playback))
            case commands.StartMusic(call=call):
                return _job(2, ari_requests.start_music(call))
            case commands.RingSeat():
                return self._ring(command)
            case commands.HoldCaller() | commands.ResumeCaller():
                return _hold(command)
            case commands.JoinLeg():
                return self._join(command)
            case commands.RecordLeg():
                return self._record(command)
            case commands.CancelLeg():
                return self._cancel(command)
            case commands.HangUpCaller(call=call):
                return _job(0, ari_requests.hang_up(call))
            case commands.RejectCall(call=call, busy=busy):
                code = BUSY if busy else UNALLOCATED
                return _job(0, ari_requests.hang_up(call, reason_code=code))
            case commands.CloseBridge(bridge=bridge):
                return _job(1, ari_requests.delete_bridge(bridge))
            case (
                commands.SetTimer()
                | commands.CancelTimer()
                | commands.CloseCall()
                | commands.ShowCall()
                | commands.ShowSeat()
                | commands.RaiseAlarm()
                | commands.ClearAlarm()
                | commands.Refuse()
            ):
                return None  # the shell's timers, and what the office reads in the record

    def _lease(self, command: commands.Lease) -> Job | None:
        self._leases.hold(command.call)
        if command.last_word is None:
            return None
        return _job(
            0, ari_requests.last_word(command.call, sound=str(self._sounds / command.last_word))
        )

    def _open(self, command: commands.OpenBridge) -> Job:
        step = Step(0, ari_requests.create_bridge(command.bridge))
        return Job((step,), lambda error: self._caller_refused(command.call, error))

    def _answer(self, command: commands.AnswerCaller) -> Job:
        steps = (
            Step(0, ari_requests.answer(command.call)),
            self._add(command.call, command.bridge),
        )
        return Job(steps, lambda error: self._caller_refused(command.call, error))

    def _add(self, call: str, bridge: str) -> Step:
        """Put the caller into the bridge; one who is gone by then says so best themselves."""

        def refused(error: AriError) -> Event | None:
            return None if error.status in CHANNEL_GONE else self._caller_refused(call, error)

        return Step(1, ari_requests.add_to_bridge(bridge, call), refused=refused)

    def _caller_refused(self, call: str, error: AriError) -> Event:
        return events.CallerRefused(at=self._clock(), call=call, status=error.status)

    def _announce(self, command: commands.Announce) -> Job:
        sound = str(self._sounds / command.sound)
        play = ari_requests.play(command.bridge, playback=command.playback, sound=sound)
        return Job(
            (Step(2, play),),
            lambda error: events.AnnouncementEnded(
                at=self._clock(), call=command.call, playback=command.playback, heard=False
            ),
        )

    def _ring(self, command: commands.RingSeat) -> Job:
        request = ari_requests.ring_seat(
            command.leg,
            call=command.call,
            endpoint=command.endpoint,
            app=self._ari.app,
            ring_s=command.ring_s,
            caller_id=self._shown(command),
        )
        if command.resumes:
            request = ari_requests.resuming(request)
        return Job((Step(0, request),), lambda error: self._leg_lost(command, error))

    def _leg_lost(self, command: commands.RingSeat, error: AriError) -> Event:
        # 500 is Asterisk's word for a phone that is not registered or does not answer qualify.
        cause = Cause.UNREACHABLE if error.status == 500 else Cause.FAILED
        return events.LegEnded(at=self._clock(), call=command.call, leg=command.leg, cause=cause)

    def _join(self, command: commands.JoinLeg) -> Job:
        call, leg = command.call, command.leg

        def refused(error: AriError) -> Event:
            return events.JoinRefused(at=self._clock(), call=call, leg=leg, status=error.status)

        def unanswered(error: AriError) -> Event | None:
            # The caller is gone or fell, which says it best itself: nobody is to blame.
            return None if isinstance(error, AriGone | AriConflict) else refused(error)

        def leg_lost(error: AriError) -> Event:
            is_gone = isinstance(error, AriGone | AriConflict)
            status = CHANNEL_GONE[0] if is_gone else error.status
            return events.JoinRefused(at=self._clock(), call=call, leg=leg, status=status)

        unleased = Step(0, LeaseEnded(call), refused=unanswered)
        first: tuple[Step, ...] = (Step(0, ari_requests.stop_music(call), is_needed=False),)
        if command.answers:
            # One after the other: together they are refused if only one of them is gone, and an
            # answered caller who is in no bridge would sit in silence with the next seat.
            answer = Step(0, ari_requests.answer(call), refused=unanswered)
            first = (answer, self._add(call, command.bridge))
        # Beside the last of these: a leg that is gone must not keep the caller out of the bridge.
        freed = Step(len(first) - 1, ari_requests.lease(leg, seconds=0), refused=leg_lost)
        joined = Step(len(first), ari_requests.add_to_bridge(command.bridge, leg))
        return Job((unleased, *first, freed, joined), refused)

    def _record(self, command: commands.RecordLeg) -> Job:
        # The waiter stands before the request: the snoop may start before its answer is read.
        self._snoops[command.snoop] = asyncio.get_running_loop().create_future()
        listen = ari_requests.snoop(command.leg, snoop=command.snoop, app=self._ari.app)
        record = ari_requests.record(command.snoop, recording=command.recording)
        steps = (Step(0, listen), Step(1, SnoopAwaited(command.snoop)), Step(2, record))
        return Job(steps, lambda error: self._unrecorded(command, error))

    def _unrecorded(self, command: commands.RecordLeg, error: AriError) -> Event:
        self._snoops.pop(command.snoop, None)
        return events.RecordingFailed(
            at=self._clock(),
            call=command.call,
            recording=command.recording,
            why=f"status_{error.status}",
        )

    def _cancel(self, command: commands.CancelLeg) -> Job:
        def gone(error: AriError) -> Event | None:
            # Nobody else will say that this leg is over: it was perhaps never made.
            if not isinstance(error, AriGone):
                return None
            return events.LegEnded(
                at=self._clock(), call=command.call, leg=command.leg, cause=Cause.CANCELLED
            )

        return Job((Step(0, ari_requests.hang_up(command.leg)),), gone)

    def _shown(self, command: commands.RingSeat) -> str:
        if command.caller is None:
            return f"{SHOWN[command.withheld or Withheld.UNKNOWN]} <anonymous>"
        number = self._people.number_of(command.caller)
        return number or f"{SHOWN[Withheld.UNKNOWN]} <anonymous>"


def _hold(command: commands.HoldCaller | commands.ResumeCaller) -> Job:
    """Music for the caller, who stays in the bridge; and the seat's recording hears nothing.

    It is muted, not paused: its time line goes on.
    """
    is_hold = isinstance(command, commands.HoldCaller)
    music = ari_requests.start_music if is_hold else ari_requests.stop_music
    steps = [Step(0, music(command.call), is_needed=False)]
    if command.recording is not None:
        mute = ari_requests.mute_recording if is_hold else ari_requests.unmute_recording
        steps.append(Step(0, mute(command.recording), is_needed=False))
    return Job(tuple(steps), lambda _: None)


def _job(stage: int, request: Request) -> Job:
    """Make a command of one request whose refusal nobody waits for."""
    return Job((Step(stage, request),), lambda error: _log(request, error))


def _log(request: Request, error: AriError) -> None:
    if not isinstance(error, AriGone | AriConflict):  # over already: the usual end of a call
        log.warning(
            "Asterisk refused a request",
            extra={
                "action": "ari_refused",
                "request": f"{request.method} {request.template}",
                "status": error.status,
            },
        )
