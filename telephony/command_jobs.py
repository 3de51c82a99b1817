"""Commands become jobs: which requests, in which order, and what becomes of their refusals.

One closed `match` knows every command; what the office does is listed, not forgotten. Two requests
on one channel never share a stage, but for a lease's end, which may come before or after any other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from callcenter import commands, events
from callcenter.commands import Command
from callcenter.events import Cause, Event, Withheld
from callcenter.guidance import Spelled
from telephony import ari_legs, ari_requests, dial_out, guest_jobs, transfers
from telephony.ari_requests import Request
from telephony.dial_out import WayOut
from telephony.errors import AriConflict, AriError, AriGone, AriLate
from telephony.job import (
    Freed,
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
from telephony.keys import digits_of
from telephony.people import People

log = logging.getLogger(__name__)

BUSY, UNALLOCATED = 17, 1
CHANNEL_GONE = (400, 422)
"""What addChannel answers for a channel that has ended, or is just ending."""
Joins = commands.JoinLeg | commands.MeetLeg | commands.WatchLeg
"""Commands that end with a leg in a bridge."""
SHOWN: dict[Withheld, str] = {
    Withheld.ANONYMOUS: "非通知",
    Withheld.PAYPHONE: "公衆電話",
    Withheld.OUT_OF_AREA: "表示圏外",
    Withheld.UNKNOWN: "不明",
}
"""What a seat's phone shows for a withheld number."""


class CommandJobs:
    """Makes the jobs of one application's commands."""

    def __init__(
        self,
        *,
        app: str,
        people: People,
        sounds: Path,
        clock: Callable[[], datetime],
        way: WayOut | None = None,
    ) -> None:
        """Make it.

        Args:
            app: Our application's name at Asterisk.
            people: Where a caller's number is looked up for the seat's phone.
            sounds: Folder of the spoken prompts, `<hash>.wav`.
            clock: Now, on the instance's clock.
            way: How citizens are called; None if the trunks can only be called from.
        """
        self._app = app
        self._people = people
        self._sounds = sounds
        self._clock = clock
        self._way = way

    def of(self, command: Command) -> Job | None:  # noqa: C901 (one closed match)
        """Make a command's job; None if nothing is asked of Asterisk for it."""
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
            case commands.RingOutside():
                return transfers.job(command, way=self._way, app=self._app, clock=self._clock)
            case commands.MakeCitizen():
                return dial_out.make(
                    command, way=self._way, people=self._people, app=self._app, clock=self._clock
                )
            case commands.DialCitizen():
                return dial_out.dial(command, way=self._way, clock=self._clock)
            case commands.HoldCaller() | commands.ResumeCaller():
                return _hold(command)
            case commands.JoinLeg():
                return self._join(command)
            case commands.RecordLeg():
                return self._record_leg(command)
            case commands.MeetLeg() | commands.WatchLeg():
                return self._meet(command)
            case commands.ReturnLeg():
                return guest_jobs.returning(command)
            case commands.EndWatch():
                return _job(0, guest_jobs.ending(command))
            case commands.MuteRecording(recordings=recordings):
                return _of_recordings(ari_requests.mute_recording, recordings)
            case commands.UnmuteRecording(recordings=recordings):
                return _of_recordings(ari_requests.unmute_recording, recordings)
            case commands.StopRecording(recordings=recordings):
                return _of_recordings(ari_requests.stop_recording, recordings)
            case commands.RecordMessage():
                return self._record_message(command)
            case commands.EndSnoop(snoop=snoop):
                return _job(0, ari_requests.hang_up(snoop))
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
                | commands.LookUpCase()
                | commands.ForgetDigits()
                | commands.CloseCall()
                | commands.ShowCall()
                | commands.ShowSeat()
                | commands.RaiseAlarm()
                | commands.ClearAlarm()
                | commands.Refuse()
                | commands.ConfirmContact()
                | commands.CloseDial()
                | commands.ShowCallback()
                | commands.ShowFloor()
                | commands.NoteDecision()
                | commands.ShowOutbound()
            ):
                return None  # the shell's own work, and what the office reads in the record

    def _lease(self, command: commands.Lease) -> Job:
        """Say beside the answer that a caller was decided on; the first renewal comes later.

        Should we die before it, one who was let in and has heard so is not judged anew.
        """
        if command.last_word is None:
            return _job(0, ari_requests.mark_known(command.call))
        paths = (str(self._sounds / each) for each in command.last_word.split("&"))
        sound, held = "&".join(paths), command.holds_line
        return _job(0, ari_requests.last_word(command.call, sound=sound, holds_line=held))

    def _open(self, command: commands.OpenBridge) -> Job:
        proof = Proof(ari_requests.read_bridge(command.bridge))
        # Asked again it is there already, which the proof tells.
        create = ari_requests.create_bridge(command.bridge)
        step = Step(0, create, insists=True, proof=proof)
        return Job((step,), lambda error: self._caller_refused(command.call, error))

    def _answer(self, command: commands.AnswerCaller) -> Job:
        steps = (
            Step(0, ari_requests.answer(command.call), insists=True),
            self._add(command.call, command.bridge),
        )
        return Job(steps, lambda error: self._caller_refused(command.call, error))

    def _add(self, call: str, bridge: str) -> Step:
        """Put the caller into the bridge; one who is gone by then says so best themselves."""

        def refused(error: AriError) -> Event | None:
            return None if error.status in CHANNEL_GONE else self._caller_refused(call, error)

        added = Proof(ari_requests.read_bridge(bridge), (call,))
        # Asked again it is there already: who is kept out would hear nothing at all.
        adds = ari_requests.add_to_bridge(bridge, call)
        return Step(1, adds, insists=True, proof=added, refused=refused)

    def _caller_refused(self, call: str, error: AriError) -> Event:
        return events.CallerRefused(at=self._clock(), call=call, status=error.status)

    def _announce(self, command: commands.Announce) -> Job:
        sounds = [str(self._sounds / name) for part in command.sounds for name in self._names(part)]
        play = ari_requests.play(command.bridge, playback=command.playback, sounds=sounds)
        return Job(
            (Step(2, play, proof=Proof(ari_requests.read_playback(command.playback))),),
            lambda error: events.AnnouncementEnded(
                at=self._clock(),
                call=command.call,
                playback=command.playback,
                heard=False,
                may_come_late=isinstance(error, AriLate),
            ),
        )

    def _names(self, part: str | Spelled) -> list[str]:
        """Name the sounds of a part; a person's digits are read here and nowhere before."""
        if isinstance(part, str):
            return [part]
        digits = digits_of(self._people, part.person)
        return [part.sounds[each] for each in digits if each in part.sounds]

    def _ring(self, command: commands.RingSeat) -> Job:
        request = ari_legs.ring_seat(
            command.leg,
            call=command.call,
            endpoint=command.endpoint,
            app=self._app,
            ring_s=command.ring_s,
            caller_id=self._shown(command),
        )
        if command.resumes:
            request = ari_legs.resuming(request)
        made = Proof(ari_requests.read_channel(command.leg))
        # The leg before this one is let go of first; and of a call that we make comes the citizen's
        # channel first.
        rung = Step(1, Rung(command.leg, request), proof=made)
        # After the music that begins beside it: nobody waits in silence for this.
        awaited = Step(3, RungAwaited(command.leg, made))
        return Job((rung, awaited), lambda error: self._leg_lost(command, error))

    def _leg_lost(self, command: commands.RingSeat, error: AriError) -> Event:
        # 500 is Asterisk's word for a phone that is not registered or does not answer qualify. Who
        # was not rung because a silent Asterisk left us waiting is not to blame; whom a dead one
        # could not ring is forgiven with its death, and would be rung without a pause until then.
        cause = Cause.UNREACHABLE if error.status == 500 else Cause.FAILED
        if isinstance(error, AriLate):
            cause = Cause.LOST
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

        # If we die before the join, the leg ends, and with it (`ari_legs`) the caller's silence.
        kept = ari_requests.lease(leg, seconds=ari_legs.PICKED_UP_S)
        ended = LeaseEnded(None if command.was_joined else kept, call, leg)
        unleased = Step(0, ended, insists=command.was_joined, refused=unanswered)
        first: tuple[Step, ...] = (
            Step(0, ari_requests.stop_music(call), is_needed=False, insists=True),
        )
        if command.answers:
            # One after the other: together they are refused if only one of them is gone, and an
            # answered caller who is in no bridge would sit in silence with the next seat.
            answer = Step(0, ari_requests.answer(call), insists=True, refused=unanswered)
            first = (answer, self._add(call, command.bridge))
            if not command.was_joined:
                # The answer took its time. What is not answered may be done late, and cut a talk.
                first += (Step(1, kept, refused=leg_lost),)
        # After the last of these: a leg that is gone must not keep the caller out of the bridge.
        awaited = Step(len(first), LegKept(leg), refused=leg_lost)
        together = Proof(ari_requests.read_bridge(command.bridge), (call, leg))
        added = ari_requests.add_to_bridge(command.bridge, leg)
        freed = Freed(ari_requests.lease(leg, seconds=0), added)
        joined = Step(len(first) + 1, freed, proof=together)
        told = Step(len(first) + 2, self._join_awaited(command, together))
        # The answer is sent first, because the caller hears it.
        return Job((*first, *_comes_to_caller(command), unleased, awaited, joined, told), refused)

    def _join_awaited(self, command: Joins, together: Proof) -> JoinAwaited:
        return JoinAwaited(
            command.leg,
            together,
            lambda: events.LegJoined(
                at=self._clock(), call=command.call, leg=command.leg, bridge=command.bridge
            ),
        )

    def _meet(self, command: commands.MeetLeg | commands.WatchLeg) -> Job:
        def refused(error: AriError) -> Event:
            status, call, leg = error.status, command.call, command.leg
            return events.JoinRefused(at=self._clock(), call=call, leg=leg, status=status)

        joined = self._join_awaited(command, guest_jobs.proof_of(command))
        if isinstance(command, commands.MeetLeg):
            return guest_jobs.meeting(command, refused, joined)
        return guest_jobs.watching(command, refused, joined, app=self._app)

    def _record_leg(self, command: commands.RecordLeg) -> Job:
        record = ari_requests.record(command.snoop, recording=command.recording)
        return self._record(command, command.leg, record)

    def _record_message(self, command: commands.RecordMessage) -> Job:
        record = ari_requests.record(
            command.snoop,
            recording=command.recording,
            max_s=command.limit_s,
            silence_s=command.silence_s,
        )
        return self._record(command, command.call, record)

    def _record(
        self, command: commands.RecordLeg | commands.RecordMessage, leg: str, record: Request
    ) -> Job:
        snoop, recording = command.snoop, command.recording
        listen = ari_requests.snoop(leg, snoop=snoop, app=self._app)
        steps = (
            Step(0, listen, proof=Proof(ari_requests.read_channel(snoop))),
            Step(1, SnoopAwaited(snoop)),
            Step(2, record, proof=Proof(ari_requests.read_live_recording(recording))),
        )
        return Job(steps, lambda error: self._unrecorded(command, error))

    def _unrecorded(
        self, command: commands.RecordLeg | commands.RecordMessage, error: AriError
    ) -> Event:
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

        return Job((Step(0, ari_requests.hang_up(command.leg), insists=True),), gone)

    def _shown(self, command: commands.RingSeat) -> str:
        if command.caller is None:
            return f"{SHOWN[command.withheld or Withheld.UNKNOWN]} <anonymous>"
        number = self._people.number_of(command.caller)
        return number or f"{SHOWN[Withheld.UNKNOWN]} <anonymous>"


def _comes_to_caller(command: commands.JoinLeg) -> tuple[Step, ...]:
    """Say of a leg that only listened that the caller is not alone with it."""
    if not command.has_listened:
        return ()
    return (Step(0, ari_legs.is_with(command.leg, call=command.call), insists=True),)


def _hold(command: commands.HoldCaller | commands.ResumeCaller) -> Job:
    """Music for the caller, who stays in the bridge; and the seat's recording hears nothing.

    It is muted, not paused: its time line goes on.
    """
    is_hold = isinstance(command, commands.HoldCaller)
    music = ari_requests.start_music if is_hold else ari_requests.stop_music
    steps = [Step(0, music(command.call), is_needed=False, insists=True)]
    if command.recording is not None:
        mute = ari_requests.mute_recording if is_hold else ari_requests.unmute_recording
        steps.append(Step(0, mute(command.recording), is_needed=False, insists=True))
    return Job(tuple(steps), lambda _: None)


def _of_recordings(ask: Callable[[str], Request], recordings: Sequence[str]) -> Job:
    """Ask something of every recording of a talk, at once; one that has ended needs it no more."""
    steps = (Step(0, ask(each), is_needed=False, insists=True) for each in recordings)
    return Job(tuple(steps), lambda _: None)


def _job(stage: int, request: Request) -> Job:
    """Make a command of one request whose refusal nobody waits for."""
    return Job((Step(stage, request, insists=True),), lambda error: _log(request, error))


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
