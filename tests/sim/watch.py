"""Looks at the model every second: who hears nothing, who is alone, which phone rings for nobody.

Blames only while a controller listens, and gives it the time that a person would give it.
"""

from __future__ import annotations

from callcenter.campaign import Campaign
from tests.sim.asterisk import Asterisk
from tests.sim.objects import Channel
from tests.sim.script import AUDITED_S, Script
from tests.sim.stories import CallerStory, LegStory

TICK_S = 1.0
QUIET_S = 3.0
ALONE_S = 5.0
GHOST_S = 1.0
OVER_TALK_S = 1.0
UNMET_S = 10.0
AFTER_LIMIT_S = 60.0
"""Ringing, announcements and hanging up after the wait limit."""


class Watch:
    """The look-out."""

    def __init__(self, asterisk: Asterisk, campaign: Campaign, script: Script) -> None:
        """Make a look-out; by its script we may learn of something later."""
        self._asterisk = asterisk
        self._history = asterisk.history
        self._slack_s = script.slack_s
        self._quiet_after_talk_s = AUDITED_S if script.loses else QUIET_S
        self._unmet_s = 0.0
        self._longest_s = campaign.wait_limit_s + campaign.ring_s + AFTER_LIMIT_S

    def begin(self) -> None:
        """Look every second."""
        self._asterisk.loop.call_later(TICK_S, self.begin)
        if self._history.listening_since is None:
            self._look_at_link()
            self._look_at_fallen()
            return
        self._unmet_s = 0.0
        for caller in self._history.live_callers.values():
            caller.alone_since = None  # somebody is at work
            self._look_at_caller(caller, self._asterisk.channels[caller.id])
        for leg in self._history.live_legs.values():
            self._look_at_leg(leg)

    def _look_at_link(self) -> None:
        """A link without its meeting is as good as none: nobody's phone is known."""
        self._unmet_s = (
            self._unmet_s + TICK_S
            if self._asterisk.socket is not None and not self._history.is_frozen
            else 0.0
        )
        if self._unmet_s > UNMET_S:
            self._blame("unmet", "controller", "has a link, and never learns what it missed")

    def _look_at_fallen(self) -> None:
        """With nobody at work, Asterisk alone sees to it that everybody hears something."""
        now = self._asterisk.loop.time()
        for caller in self._history.live_callers.values():
            channel = self._asterisk.channels[caller.id]
            if caller.id in self._history.talking or self._hears(channel):
                caller.alone_since = None
            elif caller.alone_since is None or not self._asterisk.dialplan.plan:
                caller.alone_since = now  # before the first plan nobody can be served
            elif now - caller.alone_since > QUIET_S + TICK_S:
                self._blame("silence", caller.id, "hears nothing, and nobody is at work")

    def _look_at_caller(self, caller: CallerStory, channel: Channel) -> None:
        if (caller.started is None and not caller.falls) or channel.is_ending:
            return
        if caller.id in self._history.talking:
            self._look_at_talk(caller, channel)
            caller.quiet_since = None
            return
        if self._hears(channel):
            caller.quiet_since = None
        elif caller.quiet_since is None:
            caller.quiet_since = self._asterisk.loop.time()
        elif self._lasts(caller.quiet_since) > (
            self._quiet_after_talk_s if caller.talks else QUIET_S
        ):
            self._blame("silence", caller.id, "hears nothing at all")
        if self._lasts(caller.arrived) > self._longest_s and not caller.talks:
            self._blame("stranded", caller.id, "was not ended at the wait limit")

    def _hears(self, channel: Channel) -> bool:
        """Whether a caller hears something: music, an announcement, or a seat's ringing."""
        if channel.is_told or channel.is_queued:
            return True
        if channel.state != "Up":
            legs = self._history.live_legs.values()
            return any(leg.call == channel.id for leg in legs)
        return channel.moh or bool(channel.bridge and channel.bridge.playing)

    def _look_at_talk(self, caller: CallerStory, channel: Channel) -> None:
        if self._lasts(caller.talks[-1].began) <= OVER_TALK_S:
            return
        if channel.moh and not self._history.has_guests:
            self._blame("I1", caller.id, "hears music instead of the seat")
        if channel.bridge and channel.bridge.playing:
            self._blame("I1", caller.id, f"is told {channel.bridge.playing[0].sound} in a talk")

    def _look_at_leg(self, leg: LegStory) -> None:
        alone = leg.lonely_since
        bridge = self._asterisk.channels[leg.id].bridge
        has_company = leg.id in self._history.talking or (bridge and len(bridge.members) > 1)
        if has_company and alone:
            leg.lonely_since = self._asterisk.loop.time()  # whom a guest leaves is alone only now
        elif alone and self._lasts(alone) > ALONE_S:
            self._blame("lonely seat", leg.id, "was picked up, and nobody is there")
        caller = self._history.callers.get(leg.call)
        gone = caller.ended if caller else None
        if leg.up is None and gone and self._lasts(gone) > GHOST_S:
            self._blame("ghost ring", leg.id, "rings for a caller who is gone")

    def _lasts(self, since: float) -> float:
        """Count the seconds in which somebody could have done something about it."""
        listening = self._history.listening_since
        assert listening is not None
        return self._asterisk.loop.time() - max(since, listening) - self._slack_s

    def _blame(self, kind: str, subject: str, text: str) -> None:
        self._history.blame(kind, self._asterisk.loop.time(), subject, text)
