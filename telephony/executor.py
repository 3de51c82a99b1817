"""Does what the heart commands: its requests go to Asterisk. The counterpart of `ari_events`.

Rule 1: the requests of one burst go out in stages. What stands in one stage is sent side by side;
a later stage waits for the answers of the earlier one.
Rule 2: a refusal of what the heart decides on comes back as an event; any other is logged. Each
one is also a doubt, for Asterisk may have refused for a reason that nobody will tell us.
Rule 3: that two people talk is looked for if its event is late or lost: their call counts by it.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import Callable, Sequence
from urllib.parse import unquote

from callcenter import commands, ids
from callcenter.commands import Command
from callcenter.events import Event
from telephony.ari import AriInPairs, Refusals
from telephony.ari_requests import Request
from telephony.command_jobs import CommandJobs
from telephony.errors import AriError, AriGone, AriLate, AriUnreachable
from telephony.job import (
    Freed,
    Impossible,
    Job,
    JoinAwaited,
    LeaseEnded,
    LegKept,
    Proof,
    Rung,
    RungAwaited,
    SnoopAwaited,
    Step,
)
from telephony.lanes import CLEANING, Burst
from telephony.leases import Leases

SNOOPING = (commands.RecordLeg, commands.RecordMessage, commands.WatchLeg)
JOINING = (commands.JoinLeg, commands.MeetLeg, commands.WatchLeg)
MUSICAL_METHODS = {
    commands.StartMusic: "POST",
    commands.HoldCaller: "POST",
    commands.ResumeCaller: "DELETE",
    commands.JoinLeg: "DELETE",
}
MUSICAL = tuple(MUSICAL_METHODS)
MUSIC = "/channels/{channelId}/moh"
SNOOP_DEADLINE_S = 2.0
AGAIN_WITHIN_S = 0.5
"""What had no answer for longer is not asked for again: a leg would be kept, or freed, too late."""
JOIN_EVENT_S = 0.1
"""As a rule the event is there before the answer."""
MADE_LATE_S = 2.0
"""So long after its request was given up a leg is waited for: the seat and the caller wait, too."""
LOOKED_FOR_EACH_S = 0.1
"""So often it is looked whether a leg is made late."""


class Executor:
    """Does what the heart commands, on one Asterisk."""

    def __init__(
        self,
        *,
        ari: AriInPairs,
        jobs: CommandJobs,
        leases: Leases,
        report: Callable[[Event], object],
        doubt: Callable[[], object],
    ) -> None:
        """Make an executor.

        Args:
            ari: Where requests go.
            jobs: Makes jobs of commands.
            leases: Of the callers.
            report: Takes the events that refusals turn into.
            doubt: Is told that something was refused.
        """
        self._ari = ari
        self._jobs = jobs
        self._leases = leases
        self._report = report
        self._doubt = doubt
        self._snoops: dict[str, asyncio.Future[bool]] = {}
        self._joins: dict[str, asyncio.Event] = {}
        self._lost: dict[str, AriError] = {}
        """Legs that could not be kept for their join."""
        self._unsure: dict[str, AriError] = {}
        """Legs that may still be made."""
        self._late_music: dict[str, tuple[str, float]] = {}
        """Which request for a caller's music may still be done, and until when."""
        self._droppable: dict[str, list[Job]] = {}

    @property
    def unsure(self) -> frozenset[str]:
        """Legs that were asked for in vain, and may still be made."""
        return frozenset(self._unsure)

    async def do(self, call: str, burst: Burst) -> None:
        """Do the commands of one burst, stage by stage."""
        made = [(each, job) for each in burst if (job := self._jobs.of(each)) is not None]
        for each in burst:
            self._prepare(each)
        jobs = [job for _, job in made]
        self._droppable[call] = [job for each, job in made if not isinstance(each, CLEANING)]
        try:
            for each in burst:
                if isinstance(each, MUSICAL):
                    await self._await_music(call, MUSICAL_METHODS[type(each)])
            await self._do(jobs)
        finally:
            del self._droppable[call]
            for each in burst:
                if isinstance(each, SNOOPING):
                    self._snoops.pop(each.snoop, None)
                if isinstance(each, JOINING):
                    self._joins.pop(each.leg, None)
                    self._lost.pop(each.leg, None)

    def abandon(self, call: str) -> None:
        """Begin no further step of what is being done for a caller who is gone, but cleaning."""
        for job in self._droppable.get(call, ()):
            job.is_over = True

    def _prepare(self, command: Command) -> None:
        if isinstance(command, commands.Lease):
            self._leases.hold(command.call, is_let_in=command.last_word is None)
        if isinstance(command, SNOOPING):
            # The waiter stands before the request: the snoop may start before its answer is read.
            self._snoops[command.snoop] = asyncio.get_running_loop().create_future()
        if isinstance(command, JOINING):
            self._joins[command.leg] = asyncio.Event()

    async def _do(self, jobs: Sequence[Job]) -> None:
        for stage in sorted({step.stage for job in jobs for step in job.steps}):
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

    def leg_joined(self, leg: str) -> None:
        """Look no more whether a leg was joined: it was."""
        if leg in self._joins:
            self._joins[leg].set()

    def leg_ended(self, ended: str) -> None:
        """Wait no longer for snoops on a leg, or a caller, that is gone, nor for the leg itself."""
        for leg in [each for each in self._unsure if ended in (each, ids.root(each))]:
            del self._unsure[leg]
        self._late_music.pop(ended, None)
        for snoop, started in self._snoops.items():
            if snoop.rpartition(ids.SEPARATOR)[0] == ended and not started.done():
                started.set_result(False)

    async def _take(self, job: Job, step: Step) -> None:
        error = await self._refusal(step)
        if error is not None and step.is_needed:
            job.is_over = True
            event = (step.refused or job.refused)(error)
            if event is not None:
                self._report(event)

    async def _refusal(self, step: Step) -> AriError | None:
        """Ask for it; the refusal, if it is to be believed."""
        try:
            if step.insists:
                with contextlib.suppress(AriError):
                    await self._ask(step)
                    return None
            await self._ask(step)
        except AriError as error:
            self._doubt()
            return None if await self._is_done(step) else error
        return None

    async def _ask(self, step: Step) -> None:
        match step.request:
            case SnoopAwaited(snoop):
                await self._await_snoop(snoop)
            case JoinAwaited():
                await self._await_join(step.request)
            case Impossible(why):
                raise AriError(method="-", path="-", why=why)
            case Rung() | RungAwaited() | LegKept():
                await self._mind_leg(step.request)
            case LeaseEnded():
                await self._end_lease(step.request)
            case Freed():
                await self._free(step.request)
            case request:
                await self._send(request)

    async def _send(self, request: Request) -> None:
        try:
            await self._ari.send(request)
        except AriLate:
            if request.template == MUSIC:
                until = asyncio.get_running_loop().time() + MADE_LATE_S
                self._late_music[unquote(request.path.split("/")[2])] = request.method, until
            raise

    async def _await_music(self, call: str, method: str) -> None:
        """Wait until nothing late can undo what is asked for now: music would play in the talk."""
        clock = asyncio.get_running_loop().time
        while call in self._late_music:
            late, until = self._late_music[call]
            if late == method:
                return
            if clock() > until:
                del self._late_music[call]
            else:
                await asyncio.sleep(LOOKED_FOR_EACH_S)

    async def _mind_leg(self, request: Rung | RungAwaited | LegKept) -> None:
        match request:
            case Rung():
                await self._ring(request)
            case RungAwaited():
                await self._await_rung(request)
            case LegKept(leg):
                if leg in self._lost:
                    raise self._lost[leg]

    async def _free(self, freed: Freed) -> None:
        try:
            refusals = await self._ari.send_both(freed.lease_ended, freed.joined)
        except AriError as error:
            refusals = error, error
        for refused in reversed(refusals):
            if refused is not None:
                # Perhaps it is joined all the same, and then nothing may cut it.
                with contextlib.suppress(AriError):
                    await self._ari.send(freed.lease_ended)
                raise refused

    async def _end_lease(self, ended: LeaseEnded) -> None:
        """End it; a refusal is asked about once more."""
        if ended.leg_kept is None:
            await self._leases.end(ended.call)
            return
        with_leg = functools.partial(self._end_with_leg, ended.leg_kept)
        refused, not_ended = await self._leases.end(ended.call, by=with_leg)
        if not_ended is not None:
            await self._leases.end(ended.call)
        if refused is not None:
            await self._keep(ended.leg, ended.leg_kept)

    async def _end_with_leg(self, leg_kept: Request, lease_ended: Request) -> Refusals:
        """Ask once more if there was no answer, but soon: a reset connection is nobody's fault."""
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            return await self._ari.send_both(leg_kept, lease_ended)
        except AriUnreachable:
            if clock() - began > AGAIN_WITHIN_S:
                raise
        return await self._ari.send_both(leg_kept, lease_ended)

    async def _keep(self, leg: str, leg_kept: Request) -> None:
        try:
            await self._ari.send(leg_kept)
        except AriError as refused:
            self._lost[leg] = refused

    async def _is_done(self, step: Step) -> bool:
        """Look whether Asterisk did what it refused, or what it never answered."""
        return step.proof is not None and await self._holds(step.proof)

    async def _holds(self, proof: Proof) -> bool:
        try:
            return proof.holds(await self._ari.send(proof.request))
        except AriError:
            return False

    async def _ring(self, rung: Rung) -> None:
        try:
            await self._ari.send(rung.asked)
        except AriLate as unanswered:
            self._doubt()
            self._unsure[rung.leg] = unanswered

    async def _await_rung(self, awaited: RungAwaited) -> None:
        """Ring nobody else as long as this leg may still be made."""
        clock = asyncio.get_running_loop().time
        until = clock() + MADE_LATE_S
        while awaited.leg in self._unsure:
            if await self._holds(awaited.proof):
                self._unsure.pop(awaited.leg, None)
            elif clock() > until:
                raise self._unsure.pop(awaited.leg)
            else:
                await asyncio.sleep(LOOKED_FOR_EACH_S)

    async def _await_join(self, awaited: JoinAwaited) -> None:
        joined = awaited.joined()  # with the time of now: the join was just answered
        try:
            async with asyncio.timeout(JOIN_EVENT_S):
                await self._joins[awaited.leg].wait()
        except TimeoutError:
            if await self._holds(awaited.proof):
                self._report(joined)

    async def _await_snoop(self, snoop: str) -> None:
        try:
            async with asyncio.timeout(SNOOP_DEADLINE_S):
                is_started = await self._snoops[snoop]
        except TimeoutError as exc:
            raise AriError(method="-", path=snoop, why="the snoop did not start") from exc
        if not is_started:
            raise AriGone(method="-", path=snoop, status=404, why="its leg ended before")
