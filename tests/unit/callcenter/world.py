"""A small, honest world for the center: what an Asterisk, phones and citizens would do.

It knows which channels exist, which sounds and recordings run and which phones are reachable. It
does commands when it is told to, well or badly, and says what came of it; what it says waits until
somebody delivers it. What is said of one thing (a channel, a playback, a recording) is heard in
its order, all else in any.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from callcenter import commands
from callcenter.commands import Command
from callcenter.events import Cause, Event, FallbackJoined, TurnedAway
from tests.unit.callcenter import happenings as say
from tests.unit.callcenter.contract import LINE
from tests.unit.callcenter.playbook import NOW

CLEANING = (
    commands.CancelLeg,
    commands.CloseBridge,
    commands.HangUpCaller,
    commands.RejectCall,
)
"""What is still done for a caller who has left; the lanes of the shell keep to the same."""


class Phone(StrEnum):
    """What a seat's leg is doing."""

    RINGING = "ringing"
    UP = "up"
    JOINED = "joined"


@dataclass(slots=True)
class World:
    """Everything outside of the center."""

    callers: set[str] = field(default_factory=set)
    """Callers' channels that exist."""
    legs: dict[str, Phone] = field(default_factory=dict)
    """Seats' legs that exist."""
    endpoints: dict[str, str] = field(default_factory=dict)
    """Which endpoint a leg rings."""
    bridges: set[str] = field(default_factory=set)
    playbacks: set[str] = field(default_factory=set)
    recordings: dict[str, str] = field(default_factory=dict)
    """Running recordings, and the leg each one listens to."""
    phones: set[str] = field(default_factory=set)
    """Reachable endpoints, each named like its seat."""
    timers: dict[str, datetime] = field(default_factory=dict)
    lanes: dict[str, list[Command]] = field(default_factory=dict)
    leased: set[str] = field(default_factory=set)
    """Callers whose lease is being renewed."""
    bridged: dict[str, str] = field(default_factory=dict)
    """Callers in a bridge of ours, and which one."""
    fallen: dict[str, str] = field(default_factory=dict)
    """Callers in the fallback, and the seat that each one talks to there; empty if to none."""
    untold: set[str] = field(default_factory=set)
    """Callers of the fallback of whom the center was never told."""
    dialled: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    """The line of each call that the fallback took first, and when it came."""
    said: list[tuple[str, Event]] = field(default_factory=list)
    """What happened and was not yet heard, with the thing that it happened to."""
    named: set[str] = field(default_factory=set)
    """Every leg, call and bridge that ever was."""
    count: int = 0

    def citizen_calls(self, line: str = LINE) -> None:
        """Somebody dials a number."""
        self.count += 1
        call = f"call{self.count}"
        self.callers.add(call)
        self.named.add(call)
        self._say(call, say.arrives(call, line=line))

    def citizen_falls(self, at: datetime, line: str, *, is_told: bool) -> None:
        """Somebody dials a number while nobody controls: the fallback has them first."""
        self.count += 1
        call = f"call{self.count}"
        self.callers.add(call)
        self.named.add(call)
        self.fallen[call], self.dialled[call] = "", (line, at)
        if is_told:
            self._say(call, say.is_found(call))
        else:
            self.untold.add(call)

    def may_fall(self) -> list[str]:
        """Tell whose lease may run out: nobody who talks has one."""
        return sorted(self.leased & self.callers - self.fallen.keys())

    def falls(self, call: str) -> None:
        """A lease runs out: the caller is out of our bridge, and what listened to them ends."""
        self.leased.discard(call)
        self.bridged.pop(call, None)
        self.fallen[call] = ""
        self._recordings_end(call)
        self._say(call, say.falls(call))

    def waits_there(self) -> list[str]:
        """Tell who waits in the fallback."""
        return sorted(call for call, seat in self.fallen.items() if not seat)

    def may_ring_there(self) -> list[str]:
        """Tell which phones the fallback could ring: reachable, and on no call."""
        up = {self.endpoints[leg] for leg, is_ in self.legs.items() if is_ is not Phone.RINGING}
        return sorted(self.phones - up - set(self.fallen.values()))

    def picks_up_there(self, call: str, seat: str, rang_at: datetime) -> None:
        """In the fallback a seat picks up."""
        self.fallen[call] = seat
        self._tell(call)
        self._say(
            call, FallbackJoined(at=NOW, call=call, seat=seat, endpoint=seat, rang_at=rang_at)
        )

    def returns(self, call: str, *, is_noticed: bool) -> None:
        """The fallback gives a caller back."""
        del self.fallen[call]
        self.untold.discard(call)
        line, at = self.dialled.get(call, (LINE, None))
        back = say.returns(call, line=line, is_noticed=is_noticed)
        self._say(call, back if at is None else replace(back, arrived_at=at))

    def ask(self, command: Command) -> None:
        """Take a command: timers at once, the others into the lane of their call."""
        match command:
            case commands.SetTimer():
                self.timers[command.timer] = command.due
            case commands.CancelTimer():
                self.timers.pop(command.timer, None)
            case commands.RingSeat():
                self.named.add(command.leg)
                self._into_lane(command.call, command)
            case commands.MeetLeg() | commands.WatchLeg():
                self.named.add(command.bridge)
                self._into_lane(command.call, command)
            case commands.OpenBridge():
                self.named.add(command.bridge)
                self._open_before_join(command)
            case (
                commands.CloseCall()
                | commands.ShowCall()
                | commands.ShowSeat()
                | commands.RaiseAlarm()
                | commands.ClearAlarm()
                | commands.Refuse()
                | commands.ConfirmContact()
                | commands.CloseDial()
                | commands.ShowCallback()
                | commands.ShowOutbound()
            ):
                pass
            case _:
                self._into_lane(command.call, command)

    def do(self, call: str, *, status: int) -> None:  # noqa: C901, PLR0915 (one closed match)
        """Do the first command of a lane; with a status it is refused, if it can be."""
        lane = self.lanes[call]
        command = lane.pop(0)
        if not lane:
            del self.lanes[call]
        match command:
            case commands.Lease():
                self.leased |= {command.call} & self.callers - self.fallen.keys()
            case commands.OpenBridge() if not status:
                self.bridges.add(command.bridge)
            case commands.AnswerCaller():
                self._answer(command, status)
            case commands.Announce():
                self._announce(command, status)
            case commands.StopAnnouncement():
                self.playback_ends(command.playback, to_its_end=False)
            case commands.RingSeat():
                self._ring(command, status)
            case commands.JoinLeg():
                self._join(command, status)
            case commands.MeetLeg() | commands.WatchLeg():
                self._meet(command, status)
            case commands.RecordLeg():
                self._record(command, status)
            case commands.CancelLeg():
                self._cancel(command.leg)
            case commands.HangUpCaller() | commands.RejectCall():
                self.caller_leaves(command.call)
            case commands.CloseBridge():
                self._close(command)
            case _:
                pass  # music, or a bridge that was refused

    def caller_leaves(self, call: str) -> None:
        """A caller's channel ends, if it still exists."""
        if call not in self.callers:
            return
        self.callers.discard(call)
        self.leased.discard(call)
        self.bridged.pop(call, None)
        self._recordings_end(call)
        if call in self.fallen:
            self._ends_there(call)
        else:
            self._say(call, say.leaves(call))

    def gives_up_there(self, call: str) -> None:
        """The fallback tells a caller that the wait limit has passed, and ends the call."""
        self.callers.discard(call)
        self._ends_there(call, told=TurnedAway.GIVE_UP)

    def leg_ends(self, leg: str, cause: Cause) -> None:
        """A seat's leg ends, if it exists."""
        if self.legs.pop(leg, None) is not None:
            self._recordings_end(leg)
            self._say(leg, say.leg_ends(leg, cause))

    def picks_up(self, leg: str) -> None:
        """A ringing phone is picked up."""
        self.legs[leg] = Phone.UP
        self._say(leg, say.picks_up(leg))

    def playback_ends(self, playback: str, *, to_its_end: bool = True) -> None:
        """A sound ends, if it is playing."""
        if playback in self.playbacks:
            self.playbacks.discard(playback)
            self._say(playback, say.heard(playback, to_its_end=to_its_end))

    def recording_breaks(self, recording: str) -> None:
        """A running recording fails."""
        del self.recordings[recording]
        self._say(recording, say.unrecorded(recording, "disk_full"))

    def phone_comes(self, seat: str) -> None:
        """A phone registers."""
        self.phones.add(seat)
        self._say(f"phone {seat}", say.registers(seat))

    def phone_goes(self, seat: str) -> None:
        """A phone unregisters; what it rings or talks on goes on."""
        self.phones.discard(seat)
        self._say(f"phone {seat}", say.unregisters(seat))

    def dies(self) -> None:
        """Asterisk ends with all it had; what was not heard yet is never heard."""
        for things in (self.callers, self.bridges, self.leased, self.untold):
            things.clear()
        self.bridged.clear()
        self.fallen.clear()
        self.playbacks.clear()
        self.legs.clear()
        self.recordings.clear()
        self.lanes.clear()
        self.said = [each for each in self.said if each[0].startswith("phone ")]

    def deliverable(self) -> list[int]:
        """Tell which of the things said may be heard next: the first one of each thing."""
        first: dict[str, int] = {}
        for index, (thing, _) in enumerate(self.said):
            first.setdefault(thing, index)
        return list(first.values())

    def left(self, call: str) -> None:
        """The center heard that a caller left: what was not done yet is dropped, but cleaning."""
        kept: list[Command] = [
            each for each in self.lanes.pop(call, []) if isinstance(each, CLEANING)
        ]
        if kept:
            self.lanes[call] = kept

    def quiet(self) -> Iterator[Event]:
        """Let everybody hang up, do all that is asked for, and give all there is to hear."""
        for call in sorted(self.callers):
            self.caller_leaves(call)
        while self.said or self.lanes:
            if self.said:
                yield self.said.pop(0)[1]
            else:
                self.do(next(iter(self.lanes)), status=0)

    def _answer(self, command: commands.AnswerCaller, status: int) -> None:
        if command.call in self.fallen:
            self._say("answers", say.refused(command.call, 409))  # not in our application
        elif status or command.call not in self.callers or command.bridge not in self.bridges:
            self._say("answers", say.refused(command.call, status or 404))
        else:
            self.bridged[command.call] = command.bridge

    def _announce(self, command: commands.Announce, status: int) -> None:
        if status or command.bridge not in self.bridges:
            self._say(command.playback, say.heard(command.playback, to_its_end=False))
        else:
            self.playbacks.add(command.playback)

    def _ring(self, command: commands.RingSeat, status: int) -> None:
        if status or command.endpoint not in self.phones:
            self._say(command.leg, say.leg_ends(command.leg, Cause.UNREACHABLE))
            return
        if command.endpoint in self.fallen.values():
            self._say(command.leg, say.leg_ends(command.leg, Cause.BUSY))
            return
        self.legs[command.leg] = Phone.RINGING
        self.endpoints[command.leg] = command.endpoint
        self._say(command.leg, say.rings(command.leg))

    def _join(self, command: commands.JoinLeg, status: int) -> None:
        if command.leg not in self.legs:
            self._say("joins", say.join_refused(command.leg, 400))
        elif command.call in self.fallen:
            self._say("joins", say.join_refused(command.leg, 422))
        elif status or command.bridge not in self.bridges or command.call not in self.callers:
            self._say("joins", say.join_refused(command.leg, status or 404))
        else:
            self.legs[command.leg] = Phone.JOINED
            self.leased.discard(command.call)
            self.bridged[command.call] = command.bridge
            self._say(command.leg, say.joined(command.leg, command.bridge))

    def _meet(self, command: commands.MeetLeg | commands.WatchLeg, status: int) -> None:
        """A guest is brought together with the seat, beside the call's bridge."""
        if command.leg not in self.legs or command.seat_leg not in self.legs:
            self._say("joins", say.join_refused(command.leg, 400))
        elif status:
            self._say("joins", say.join_refused(command.leg, status))
        else:
            self.bridges.add(command.bridge)
            self.legs[command.leg] = Phone.JOINED
            self._say(command.leg, say.joined(command.leg, command.bridge))

    def _record(self, command: commands.RecordLeg, status: int) -> None:
        is_there = command.leg in self.legs or command.leg in self.callers - self.fallen.keys()
        if status or not is_there:
            self._say(command.recording, say.unrecorded(command.recording))
        else:
            self.recordings[command.recording] = command.leg
            self._say(command.recording, say.recorded(command.recording))

    def _cancel(self, leg: str) -> None:
        if leg in self.legs:
            self.leg_ends(leg, Cause.CANCELLED)
        else:
            self._say(leg, say.leg_ends(leg, Cause.CANCELLED))

    def _close(self, command: commands.CloseBridge) -> None:
        self.bridges.discard(command.bridge)
        if self.bridged.get(command.call) == command.bridge:
            del self.bridged[command.call]
        for playback in [each for each in self.playbacks if _of(each, command.call)]:
            self.playback_ends(playback, to_its_end=False)

    def _recordings_end(self, leg: str) -> None:
        for recording in [each for each, of in self.recordings.items() if of == leg]:
            del self.recordings[recording]
            self._say(recording, say.recording_ends(recording))

    def _tell(self, call: str) -> None:
        """The center is told of a call of the fallback before anything else of it."""
        if call in self.untold:
            self.untold.discard(call)
            self._say(call, say.is_found(call))

    def _ends_there(self, call: str, *, told: TurnedAway | None = None) -> None:
        self._tell(call)
        has_talked = bool(self.fallen.pop(call))
        recordings = (f"{call}~f1c", f"{call}~f1s") if has_talked else None
        self._say(call, say.ended_there(call, told=told, recordings=recordings))

    def _open_before_join(self, command: commands.OpenBridge) -> None:
        """One burst's bridge is made before its join is: the join waits for the answer longer."""
        lane = self.lanes.setdefault(command.call, [])
        joins = bool(lane) and isinstance(lane[-1], commands.JoinLeg)
        lane.insert(len(lane) - joins, command)

    def _into_lane(self, call: str, command: Command) -> None:
        self.lanes.setdefault(call, []).append(command)

    def _say(self, thing: str, event: Event) -> None:
        self.said.append((thing, event))


def _of(made: str, call: str) -> bool:
    return made.startswith(f"{call}~")
