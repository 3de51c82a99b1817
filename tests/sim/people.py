"""The people of a run: citizens who call, phones that ring, agents who press buttons."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from telephony.controller import Accepted, Refused
from tests.sim.asterisk import Asterisk
from tests.sim.objects import Channel, Kind
from tests.sim.script import Caller, Flap, Leave, On, Press, Ring, Script

Submit = Callable[[str, bool, str], Accepted | Refused | None]
"""Takes seat, ready or not, and token; None while no controller is there."""

PRESS_AGAIN_S, PRESSES_MAX = 1.0, 20
SIP = {"busy": (17, 486), "decline": (21, 603)}
ANSWERS = Ring(how="answer", after=2.0, leaves=(Leave("talking", 20.0),))
"""What a phone does when the script does not say."""


class Crowd:
    """Everybody."""

    def __init__(
        self, asterisk: Asterisk, script: Script, *, submit: Submit, lines: list[tuple[str, str]]
    ) -> None:
        """Gather them; `lines` are numbers, as dialled, with their skills."""
        self._asterisk = asterisk
        self._script = script
        self._submit = submit
        self._lines = lines
        self._rings = {seat: deque(rings) for seat, rings in script.rings.items()}
        self._leaves: dict[str, tuple[Leave, ...]] = {}
        self._next = Caller(at=0.0, leaves=())
        self._presses = 0

    def begin(self) -> None:
        """Let everybody do what the script says, in its time."""
        loop = self._asterisk.loop
        for caller in self._script.callers:
            loop.call_at(caller.at, self._call, caller)
        for press in self._script.presses:
            loop.call_at(press.at, self._press, press)
        for flap in self._script.flaps:
            loop.call_at(flap.at, self._flap, flap)
        loop.call_at(self._script.ends, self._everybody_leaves)

    def notice(self, channel: Channel, what: On) -> None:
        """Count the seconds to somebody's hanging up from here, if they wait for this."""
        if channel.kind is Kind.CALLER and what == "arrived":
            self._leaves[channel.id] = self._next.leaves
            for dial in self._next.keys:
                self._asterisk.soon(
                    dial.after, dial.after, self._asterisk.pressed, channel, dial.key
                )
        for leave in self._leaves.get(channel.id, ()):
            if leave.on == what:
                self._asterisk.soon(leave.after, leave.after, self._hang_up, channel)

    def phone_rings(self, leg: Channel) -> None:
        """An INVITE reached a phone: it does what its script says."""
        asterisk = self._asterisk
        rings = self._rings.get(leg.endpoint.removesuffix("w"))
        ring = rings.popleft() if rings else ANSWERS
        if ring.how == "dead":
            return
        asterisk.soon(0.001, 0.006, asterisk.rings, leg)
        self._leaves[leg.id] = ring.leaves
        wait = 0.007 + ring.after
        match ring.how:
            case "answer":
                asterisk.soon(wait, wait, asterisk.picked_up, leg)
            case "busy" | "decline":
                asterisk.soon(wait, wait, self._refuse, leg, *SIP[ring.how])
            case "unregister":
                asterisk.soon(wait, wait, asterisk.register, leg.endpoint, False)
            case "silent":
                pass

    def _call(self, caller: Caller) -> None:
        if self._asterisk.is_up:
            self._next = caller
            self._asterisk.invite(caller, *self._lines[caller.line % len(self._lines)])

    def _hang_up(self, channel: Channel) -> None:
        by = "caller" if channel.kind is Kind.CALLER else "seat"
        if channel.kind is Kind.LEG and channel.state != "Up":
            return
        self._asterisk.end(channel, by=by)

    def _refuse(self, leg: Channel, cause: int, sip: int) -> None:
        if leg.id in self._asterisk.channels and leg.state != "Up":
            self._asterisk.end(leg, by="seat", cause=cause, sip=sip)

    def _press(self, press: Press) -> None:
        self._presses += 1
        token = f"press-{self._presses}"
        self._try_press(press, token, PRESSES_MAX)
        if press.twice:
            self._try_press(press, token, PRESSES_MAX)

    def _try_press(self, press: Press, token: str, left: int) -> None:
        if self._submit(press.seat, press.ready, token) is None and left:
            self._asterisk.loop.call_later(PRESS_AGAIN_S, self._try_press, press, token, left - 1)

    def _flap(self, flap: Flap) -> None:
        if self._asterisk.is_up:
            self._asterisk.register(flap.endpoint, flap.registers)
        else:
            self._asterisk.phones[flap.endpoint] = flap.registers

    def _everybody_leaves(self) -> None:
        for channel in list(self._asterisk.channels.values()):
            if channel.kind is Kind.CALLER:
                self._hang_up(channel)
