"""A small, honest world for the center: what an Asterisk, phones and citizens would do.

It knows which channels exist, which sounds and recordings run and which phones are reachable. It
does commands when it is told to, well or badly, and says what came of it; what it says waits until
somebody delivers it. What is said of one thing (a channel, a playback, a recording) is heard in
its order, all else in any.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from callcenter import commands
from callcenter.commands import Command
from callcenter.events import Cause, Event
from tests.unit.callcenter import happenings as say
from tests.unit.callcenter.contract import LINE

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
            case commands.OpenBridge():
                self.named.add(command.bridge)
                self._into_lane(command.call, command)
            case (
                commands.CloseCall()
                | commands.ShowCall()
                | commands.ShowSeat()
                | commands.RaiseAlarm()
                | commands.ClearAlarm()
                | commands.Refuse()
            ):
                pass
            case _:
                self._into_lane(command.call, command)

    def do(self, call: str, *, status: int) -> None:  # noqa: C901 (one closed match)
        """Do the first command of a lane; with a status it is refused, if it can be."""
        lane = self.lanes[call]
        command = lane.pop(0)
        if not lane:
            del self.lanes[call]
        match command:
            case commands.OpenBridge():
                if not status:
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
            case commands.RecordLeg():
                self._record(command, status)
            case commands.CancelLeg():
                self._cancel(command.leg)
            case commands.HangUpCaller() | commands.RejectCall():
                self.caller_leaves(command.call)
            case commands.CloseBridge():
                self.bridges.discard(command.bridge)
                for playback in [each for each in self.playbacks if _of(each, call)]:
                    self.playback_ends(playback, to_its_end=False)
            case _:
                pass  # music

    def caller_leaves(self, call: str) -> None:
        """A caller's channel ends, if it still exists."""
        if call in self.callers:
            self.callers.discard(call)
            self._recordings_end(call)
            self._say(call, say.leaves(call))

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
        self.callers.clear()
        self.bridges.clear()
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
        is_there = command.call in self.callers and command.bridge in self.bridges
        if status or not is_there:
            self._say("answers", say.refused(command.call, status or 404))

    def _announce(self, command: commands.Announce, status: int) -> None:
        if status or command.bridge not in self.bridges:
            self._say(command.playback, say.heard(command.playback, to_its_end=False))
        else:
            self.playbacks.add(command.playback)

    def _ring(self, command: commands.RingSeat, status: int) -> None:
        if status or command.endpoint not in self.phones:
            self._say(command.leg, say.leg_ends(command.leg, Cause.UNREACHABLE))
            return
        self.legs[command.leg] = Phone.RINGING
        self.endpoints[command.leg] = command.endpoint
        self._say(command.leg, say.rings(command.leg))

    def _join(self, command: commands.JoinLeg, status: int) -> None:
        if command.leg not in self.legs:
            self._say("joins", say.join_refused(command.leg, 400))
        elif status or command.bridge not in self.bridges or command.call not in self.callers:
            self._say("joins", say.join_refused(command.leg, status or 404))
        else:
            self.legs[command.leg] = Phone.JOINED
            self._say(command.leg, say.joined(command.leg))

    def _record(self, command: commands.RecordLeg, status: int) -> None:
        if status or (command.leg not in self.legs and command.leg not in self.callers):
            self._say(command.recording, say.unrecorded(command.recording))
        else:
            self.recordings[command.recording] = command.leg
            self._say(command.recording, say.recorded(command.recording))

    def _cancel(self, leg: str) -> None:
        if leg in self.legs:
            self.leg_ends(leg, Cause.CANCELLED)
        else:
            self._say(leg, say.leg_ends(leg, Cause.CANCELLED))

    def _recordings_end(self, leg: str) -> None:
        for recording in [each for each, of in self.recordings.items() if of == leg]:
            del self.recordings[recording]
            self._say(recording, say.recording_ends(recording))

    def _into_lane(self, call: str, command: Command) -> None:
        self.lanes.setdefault(call, []).append(command)

    def _say(self, thing: str, event: Event) -> None:
        self.said.append((thing, event))


def _of(made: str, call: str) -> bool:
    return made.startswith(f"{call}~")
