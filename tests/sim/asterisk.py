"""A model of Asterisk: what its channels do by themselves, and what people do to them.

Rule 1: it cleans up nothing for anybody; a controller that is gone leaves everything as it was.
Rule 2: events said while no socket is open are lost.
Rule 3: it keeps the stories of what really happened, with true times.

Source: shared measurements of Asterisk 22.10.1 and its `rest-api/*.json`. A leg made by originate
runs Stasis() when it is picked up: without a listening controller that fails and the leg ends.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any, Protocol

from telephony import ari_events
from tests.sim import said
from tests.sim.objects import Bridge, Channel, Kind, Playback, Recording
from tests.sim.script import Caller, On
from tests.sim.stories import CallerStory, History
from tests.sim.virtual_loop import VirtualLoop

BROADCAST_S, AGAIN_S, DIALPLAN_S = 0.8, 0.5, 10
BREAKS_FIRST = 0.1
"""How often a sound's breaking off is said before its listener's leaving."""
NOTICES = {"welcome", "notice"}
CLOSINGS = {"give_up", "lines_full", "after_hours", "holiday", "not_yet_open", "ended"}
SECONDS = {"welcome": 6.0, "notice": 4.0, "all_busy": 3.0, "waiting": 4.0}


class Socket(Protocol):
    """An open event socket."""

    def put(self, event: bytes) -> None:
        """Carry an event."""
        ...

    def close(self, noticed_s: float = 0.0) -> None:
        """Lose it; its reader learns that so many seconds later."""
        ...


class People(Protocol):
    """Who is at the phones."""

    def notice(self, channel: Channel, what: On) -> None:
        """Something that a person can notice happened to their call."""
        ...

    def phone_rings(self, leg: Channel) -> None:
        """An INVITE reached a seat's phone."""
        ...


class Asterisk:
    """One Asterisk, with everything that it remembers."""

    def __init__(
        self, *, loop: VirtualLoop, begins: datetime, random: Random, history: History
    ) -> None:
        self.loop = loop
        self.begins = begins
        self.random = random
        self.history = history
        self.people: People
        self.socket: Socket | None = None
        self.is_up = True
        self.generation = 0
        self.channels: dict[str, Channel] = {}
        self.bridges: dict[str, Bridge] = {}
        self.playbacks: dict[str, Playback] = {}
        self.recordings: dict[str, Recording] = {}
        self.files: set[str] = set()
        self.phones: dict[str, bool] = {}
        self._calls = 0

    @property
    def startup(self) -> str:
        """When this Asterisk started, as ARI tells it."""
        return f"generation-{self.generation}"

    def now(self) -> datetime:
        """The wall clock."""
        return self.begins + timedelta(seconds=self.loop.time())

    def stamp(self) -> str:
        """The wall clock as events carry it: milliseconds."""
        now = self.now()
        return f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03}+0000"

    def soon(self, least: float, most: float, do: Callable[..., None], *args: Any) -> None:
        """Do something a moment later, unless this Asterisk died meanwhile."""
        born = self.generation

        def due() -> None:
            if self.is_up and self.generation == born:
                do(*args)

        self.loop.call_later(self.random.uniform(least, most), due)

    def say(self, kind: str, **what: Any) -> None:
        """Say an event to whoever listens, if the controller's event filter lets it through."""
        if self.socket is not None and kind in ari_events.KINDS:
            self.history.events += 1
            self.socket.put(said.event(kind, self.stamp(), **what))

    # The dialplan, and callers.

    def invite(self, plan: Caller, line: str, skill: str) -> None:
        """A call arrives from the trunk, and the dialplan offers it."""
        self._calls += 1
        channel = Channel(
            id=f"sim-{self.generation}.{self._calls}",
            kind=Kind.CALLER,
            name=f"PJSIP/trunk-{self._calls:08x}",
            state="Ring",
            created=self.stamp(),
            number=plan.number,
            variables={"MDG_EXTEN": line, "MDG_FROM": f"<sip:{plan.number}@x>"},
        )
        self.channels[channel.id] = channel
        now = self.loop.time()
        self.history.call(CallerStory(channel.id, skill, now))
        self.people.notice(channel, "arrived")
        until = math.floor(now) + DIALPLAN_S
        self.soon(0.0005, 0.003, self._offer, channel, until)

    def _offer(self, channel: Channel, until: int) -> None:
        if channel.id not in self.channels:
            return
        channel.is_offered, channel.is_claimed = True, False
        self.say("CallBroadcast", channel=said.channel(channel))
        self.soon(BROADCAST_S, BROADCAST_S, self._unclaimed, channel, until)

    def _unclaimed(self, channel: Channel, until: int) -> None:
        if channel.id not in self.channels or channel.in_app:
            return
        channel.is_offered = False
        if math.floor(self.loop.time()) >= until:
            self.end(channel, by="nobody", cause=42)
        else:
            self.soon(AGAIN_S, AGAIN_S, self._offer, channel, until)

    def enter_app(self, channel: Channel, args: str) -> None:
        """Run Stasis() on a channel: it fails at once if nobody listens."""
        if channel.id not in self.channels or channel.is_ending:
            return
        channel.is_offered = False
        if self.socket is None:
            if channel.kind is not Kind.CALLER:
                self.end(channel, by="nobody")
            return
        channel.in_app = channel.has_started = True
        if channel.kind is Kind.CALLER:
            self.history.callers[channel.id].started = self.loop.time()
        self.say("StasisStart", channel=said.channel(channel), args=[args])

    def answered(self, channel: Channel) -> None:
        """A caller's call was picked up."""
        if channel.state != "Up":
            channel.state = "Up"
            self.history.callers[channel.id].answered = self.loop.time()
            self.say("ChannelStateChange", channel=said.channel(channel))
            self.people.notice(channel, "answered")

    # Legs of seats.

    def rings(self, leg: Channel) -> None:
        """The phone sent its 180."""
        if leg.id in self.channels and leg.state == "Down":
            leg.state = "Ringing"
            self.say("ChannelStateChange", channel=said.channel(leg))
            caller = self.channels.get(leg.id.partition("~")[0])
            if caller:
                self.people.notice(caller, "rings")

    def picked_up(self, leg: Channel) -> None:
        """The phone sent its 200."""
        if leg.id not in self.channels or leg.is_ending:
            return
        leg.state = "Up"
        story = self.history.legs[leg.id]
        story.up = story.lonely_since = self.loop.time()
        self.say("ChannelStateChange", channel=said.channel(leg))
        self.people.notice(leg, "picked_up")
        caller = self.channels.get(leg.id.partition("~")[0])
        if caller:
            self.people.notice(caller, "picked_up")
        self.soon(0.0003, 0.002, self.enter_app, leg, "leg")

    def rang_out(self, leg: Channel) -> None:
        """The ring time is over, by Asterisk's own clock."""
        if leg.id in self.channels and leg.state != "Up":
            self.end(leg, by="timeout", cause=19)

    def register(self, endpoint: str, registers: bool) -> None:
        """A phone registered, or no longer is; said at once, whatever it is doing."""
        self.phones[endpoint] = registers
        status = "Reachable" if registers else "Unreachable"
        self.say(
            "PeerStatusChange",
            endpoint={"technology": "PJSIP", "resource": endpoint, "channel_ids": []},
            peer={"peer_status": status},
        )

    # Bridges, sounds, recordings.

    def join(self, bridge: Bridge, channel: Channel) -> None:
        """Put a channel into a bridge."""
        if channel.id not in self.channels or bridge.id not in self.bridges:
            return
        if channel.bridge is not None:
            self.leave(channel, by="us")
        channel.bridge = bridge
        bridge.members.append(channel)
        members = [each.id for each in bridge.members]
        self.say(
            "ChannelEnteredBridge",
            bridge=said.bridge(bridge.id, members),
            channel=said.channel(channel),
        )
        self._talk_begins(bridge)

    def leave(self, channel: Channel, *, by: str) -> None:
        """Take a channel out of its bridge."""
        bridge, channel.bridge = channel.bridge, None
        if bridge is None:
            return
        bridge.members.remove(channel)
        self.history.part(channel.id, self.loop.time(), by)

    def play(self, playback: Playback, seconds: float) -> None:
        """Begin a sound; music that its listeners heard is over."""
        self.playbacks[playback.id] = playback
        playback.bridge.playing.append(playback)
        for member in playback.bridge.members:
            member.moh = False
            self.people.notice(member, "hears")
        self.soon(seconds, seconds, self.played, playback, "done")

    def played(self, playback: Playback, state: str) -> None:
        """A sound ended."""
        if self.playbacks.get(playback.id) is not playback:
            return
        del self.playbacks[playback.id]
        playback.bridge.playing.remove(playback)
        call = playback.bridge.id.partition("~")[0]
        if playback.sound in NOTICES and call in self.history.callers:
            self.history.callers[call].notice_over = self.loop.time()
        self.say("PlaybackFinished", playback=said.playback(playback, state))

    def record(self, recording: Recording, snoop: Channel) -> None:
        """A recording runs."""
        if snoop.id in self.channels and snoop.recording is recording:
            self.say("RecordingStarted", recording=said.recording(recording, "recording"))

    def close(self, bridge: Bridge) -> None:
        """Remove a bridge; who was in it stays in the application."""
        del self.bridges[bridge.id]
        for playback in list(bridge.playing):
            self.played(playback, "failed")
        for member in list(bridge.members):
            self.leave(member, by="us")

    def _talk_begins(self, bridge: Bridge) -> None:
        caller = next((each for each in bridge.members if each.kind is Kind.CALLER), None)
        legs = [each for each in bridge.members if each.kind is Kind.LEG]
        if caller is None or not legs:
            return
        if len(legs) > 1:
            at = self.loop.time()
            self.history.blame("I3", at, caller.id, f"talks to {len(legs)} seats at once")
        if caller.id not in self.history.talking:
            self.history.talk(caller.id, legs[-1].id, self.loop.time())
            self.people.notice(caller, "talking")
            self.people.notice(legs[-1], "talking")

    # Ends.

    def end(self, channel: Channel, *, by: str, cause: int = 16, sip: int = 0) -> None:
        """A channel ends, with everything that hangs on it."""
        if channel.id not in self.channels:
            return
        for each in list(self.channels.values()):
            if each.target == channel.id:
                self.end(each, by=by)
        if channel.in_app and channel.kind is not Kind.SNOOP:
            self.say("ChannelHangupRequest", channel=said.channel(channel), cause=cause)
        self._break_sounds(channel)
        self.leave(channel, by=by)
        del self.channels[channel.id]
        self.history.end(channel.id, self.loop.time(), by, cause)
        if channel.recording is not None:
            recording = self.recordings.pop(channel.recording.name)
            lasted = int(self.loop.time() - recording.began)
            done = said.recording(recording, "done", lasted)
            self.say("RecordingFinished", recording=done)
        if channel.in_app:
            self.say("StasisEnd", channel=said.channel(channel))
        if channel.kind is Kind.LEG:
            snapshot = said.channel(channel)
            self.say(
                "ChannelDestroyed", cause=cause, cause_txt="", tech_cause=sip, channel=snapshot
            )

    def _break_sounds(self, channel: Channel) -> None:
        """Break off what the last listener leaves; that is seldom said before the leaving."""
        bridge = channel.bridge
        if bridge is None or len(bridge.members) > 1:
            return
        for playback in list(bridge.playing):
            if self.random.random() < BREAKS_FIRST:
                self.played(playback, "failed")
            else:
                self.soon(0.0002, 0.002, self.played, playback, "failed")

    def die(self) -> None:
        """Asterisk is killed: everything is gone, and nobody is told."""
        self.is_up = False
        if self.socket is not None:
            self.socket.close()
        self.socket = None
        for channel in list(self.channels.values()):
            self.leave(channel, by="asterisk")
            self.history.end(channel.id, self.loop.time(), "asterisk", 0)
        for held in (self.channels, self.bridges, self.playbacks, self.recordings):
            held.clear()

    def rise(self) -> None:
        """Asterisk is started again; SIP phones' registrations are kept, browsers' are not."""
        self.generation += 1
        self.is_up = True
        for endpoint in self.phones:
            self.phones[endpoint] = self.phones[endpoint] and not endpoint.endswith("w")
