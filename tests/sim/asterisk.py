"""A model of Asterisk: what its channels do by themselves, and what people do to them.

Rule 1: it cleans up nothing for anybody; a controller that is gone leaves everything as it was.
Rule 2: events said while no socket is open are lost.
Rule 3: it keeps the stories of what really happened, with true times.

Source: shared measurements of Asterisk 22.10.1 and its `rest-api/*.json`. A leg made by originate
runs Stasis() when it is picked up: without a listening controller that fails and the leg ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from telephony import ari_events
from telephony.book_reader import Entry
from telephony.book_reader import Kind as Noted
from tests.sim import said
from tests.sim.around import People, Socket
from tests.sim.dialplan import Dialplan
from tests.sim.objects import Bridge, Channel, Kind, Playback, Recording
from tests.sim.script import Caller, Terms
from tests.sim.stories import CallerStory, History
from tests.sim.virtual_loop import NOBODY, VirtualLoop

BREAKS_FIRST = 0.1
"""How often a sound's breaking off is said before its listener's leaving."""
NOTICES = {"welcome", "notice"}
CLOSINGS = {"give_up", "lines_full", "after_hours", "holiday", "not_yet_open", "ended"}
SECONDS = {"welcome": 6.0, "notice": 4.0, "all_busy": 3.0, "waiting": 4.0}


LEGS = (Kind.LEG, Kind.QUEUED_LEG)


class Asterisk:
    """One Asterisk, with everything that it remembers."""

    def __init__(
        self,
        *,
        loop: VirtualLoop,
        begins: datetime,
        random: Random,
        history: History,
        terms: Terms | None = None,
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
        self.book: list[Entry] = []
        """Its own book, which survives it."""
        self.dialplan = Dialplan(self, terms or Terms())
        self._started = begins - timedelta(seconds=60)
        self._calls = 0

    @property
    def startup(self) -> str:
        """When this Asterisk started, as ARI tells it."""
        return f"{self._started:%Y-%m-%dT%H:%M:%S.%f}+00:00"

    def now(self) -> datetime:
        """The wall clock."""
        return self.begins + timedelta(seconds=self.loop.time())

    def stamp(self) -> str:
        """The wall clock as events carry it: milliseconds."""
        now = self.now()
        return f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03}+0000"

    def fresh_id(self) -> str:
        """Name the next channel, as Asterisk does: instance and start, epoch seconds, count."""
        self._calls += 1
        return f"sim{self.generation}-{int(self.now().timestamp())}.{self._calls}"

    def note(
        self, kind: Noted, channel: Channel, *, bridge: str = "", cause: int = 0, by: str = ""
    ) -> None:
        """Write a line of the book."""
        self.book.append(
            Entry(
                kind=kind,
                at=self.now().timestamp(),
                channel=channel.id,
                call=channel.call or channel.id,
                name=channel.name,
                bridge=bridge,
                cause=cause,
                hung_up_by=by,
            )
        )

    def soon(
        self, least: float, most: float, do: Callable[..., Any], *args: Any
    ) -> asyncio.TimerHandle:
        """Do something a moment later, unless this Asterisk died meanwhile."""
        born = self.generation

        def due() -> None:
            if self.is_up and self.generation == born:
                do(*args)

        return self.loop.call_later(self.random.uniform(least, most), due, context=NOBODY)

    def say(self, kind: str, **what: Any) -> None:
        """Say an event to whoever listens, if the controller's event filter lets it through."""
        if self.socket is not None and kind in ari_events.KINDS:
            self.history.events += 1
            self.socket.put(said.event(kind, self.stamp(), **what))

    # The dialplan, and callers.

    def invite(self, plan: Caller, line: str, skill: str) -> None:
        """A call arrives from the trunk, and the dialplan offers it."""
        channel = Channel(
            id=self.fresh_id(),
            kind=Kind.CALLER,
            name=f"PJSIP/trunk-{self._calls:08x}",
            state="Ring",
            created=self.stamp(),
            number=plan.number,
            variables={"MDG_EXTEN": line, "MDG_FROM": f"<sip:{plan.number}@x>"},
        )
        channel.context = "offer"
        self.channels[channel.id] = channel
        now = self.loop.time()
        self.note("CHAN_START", channel)
        self.history.call(CallerStory(channel.id, skill, now))
        self.people.notice(channel, "arrived")
        self.soon(0.0005, 0.003, self.dialplan.offer, channel)

    def enter_app(self, channel: Channel, args: str) -> None:
        """Run Stasis() on a channel: it fails at once if nobody listens."""
        if channel.id not in self.channels or channel.is_ending:
            return
        channel.is_offered = False
        if self.socket is None:
            if channel.kind is Kind.CALLER:
                self.dialplan.fall(channel)
            else:
                self.end(channel, by="nobody")
            return
        channel.in_app = channel.has_started = True
        if channel.kind is Kind.CALLER:
            story = self.history.callers[channel.id]
            story.started = story.started or self.loop.time()
            if args == "back":
                story.returns.append(self.loop.time())
        self.say("StasisStart", channel=said.channel(channel), args=[args])

    def leave_app(self, channel: Channel) -> None:
        """Take a channel that lives on out of our application."""
        if not channel.in_app:
            return
        for each in list(self.channels.values()):
            if each.target == channel.id:
                self.end(each, by="us")
        self._break_sounds(channel)
        self.leave(channel, by="us")
        channel.moh = channel.in_app = False
        self.say("StasisEnd", channel=said.channel(channel))

    def pressed(self, channel: Channel, key: str) -> None:
        """A caller pressed a key; only a channel of ours is listened to."""
        if channel.id in self.channels and channel.in_app and channel.state == "Up":
            self.say(
                "ChannelDtmfReceived", digit=key, duration_ms=100, channel=said.channel(channel)
            )

    def answered(self, channel: Channel) -> None:
        """A caller's call was picked up."""
        if channel.state != "Up":
            channel.state = "Up"
            self.note("ANSWER", channel)
            self.history.callers[channel.id].answered = self.loop.time()
            if channel.in_app:
                self.say("ChannelStateChange", channel=said.channel(channel))
            self.people.notice(channel, "answered")

    # Legs of seats.

    def rings(self, leg: Channel) -> None:
        """The phone sent its 180."""
        if leg.id in self.channels and leg.state == "Down":
            leg.state = "Ringing"
            if leg.kind is Kind.LEG:
                self.say("ChannelStateChange", channel=said.channel(leg))
            caller = self.channels.get(leg.call)
            if caller:
                self.people.notice(caller, "rings")

    def picked_up(self, leg: Channel) -> None:
        """The phone sent its 200."""
        if leg.id not in self.channels or leg.is_ending:
            return
        leg.state = "Up"
        self.note("ANSWER", leg)
        story = self.history.legs[leg.id]
        story.up = story.lonely_since = self.loop.time()
        self.people.notice(leg, "picked_up")
        caller = self.channels.get(leg.call)
        if caller:
            self.people.notice(caller, "picked_up")
        if leg.kind is Kind.QUEUED_LEG:
            self.soon(0.0003, 0.002, self.dialplan.picked_up, leg)
            return
        self.say("ChannelStateChange", channel=said.channel(leg))
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
        self.note("BRIDGE_ENTER", channel, bridge=bridge.id)
        if channel.in_app:
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
        self.note("BRIDGE_EXIT", channel, bridge=bridge.id)
        self.history.part(channel.id, self.loop.time(), by)
        if self.history.has_guests:
            self._talk_begins(bridge)  # of three the other two go on

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
        legs = [each for each in bridge.members if each.kind in LEGS]
        if caller is None or not legs:
            return
        if len(legs) > 1 and not self.history.has_guests:
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
        bridge = channel.bridge
        self.leave(channel, by=by)
        del self.channels[channel.id]
        if channel.kind is not Kind.SNOOP:
            self._note_end(channel, by, cause)
        self.history.end(channel.id, self.loop.time(), by, cause)
        self._end_recording(channel)
        if channel.in_app:
            self.say("StasisEnd", channel=said.channel(channel))
        self.dialplan.ended(channel, bridge, by)
        if channel.kind is Kind.LEG:
            snapshot = said.channel(channel)
            self.say(
                "ChannelDestroyed", cause=cause, cause_txt="", tech_cause=sip, channel=snapshot
            )

    def _end_recording(self, snoop: Channel) -> None:
        if snoop.recording is not None:
            recording = self.recordings.pop(snoop.recording.name)
            lasted = int(self.loop.time() - recording.began)
            done = said.recording(recording, "done", lasted)
            self.say("RecordingFinished", recording=done)

    def _note_end(self, channel: Channel, by: str, cause: int) -> None:
        """Name the phone that hung up, if one did."""
        person = "caller" if channel.kind is Kind.CALLER else "seat"
        who = channel.name if by == person else ""
        if by in ("caller", "seat") and by != person:
            met = [each for each in self.book[-60:] if each.kind == "HANGUP"]
            kin = {channel.call, channel.id}
            who = next((each.hung_up_by for each in met if each.call in kin), "")
        self.note("HANGUP", channel, cause=cause, by=who)
        self.note("CHAN_END", channel)

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
            self.history.part(channel.id, self.loop.time(), "asterisk")  # its book tells of no end
            self.history.end(channel.id, self.loop.time(), "asterisk", 0)
            self.dialplan.lease(channel, 0)
        for held in (self.channels, self.bridges, self.playbacks, self.recordings):
            held.clear()

    def rise(self) -> None:
        """Asterisk is started again; SIP phones' registrations are kept, browsers' are not."""
        self.generation += 1
        self.is_up = True
        self._started = self.now()
        self.dialplan.rise()
        for endpoint in self.phones:
            self.phones[endpoint] = self.phones[endpoint] and not endpoint.endswith("w")
