"""The dialplan acted out: who is offered, who falls, what the fallback does, and the helpers.

Source: config/asterisk/extensions.conf and queues.conf, and what 22.10.1 does with them. A leased
channel leaves our application at the very instant at which its lease runs out; Queue() looks for
free phones once a second; Asterisk's database is on the disk up to 1.1 s after it was written.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telephony.fallback import arrival_order, arrived_s
from telephony.fallback_callers import WRITTEN_S, Remembered
from tests.sim import said
from tests.sim.objects import Bridge, Channel, Kind
from tests.sim.script import Terms
from tests.sim.stories import LegStory

if TYPE_CHECKING:
    from tests.sim.asterisk import Asterisk

BROADCAST_S, LEASE_S = 0.8, 3.0
UNJOINED_S = 0.01
"""So much later that is done if the leg was never joined."""
ALONE_S = 2.0
"""The lease of whom the last leg of ours has left."""
RETURN_S = 30
TOGETHER_S = 0.1
"""So long those whose leases end together wait for each other."""
UNPLANNED_S, AGAIN_S = 10, 0.5
POLL_S = 1.0
NOTICE_S, CLOSING_S = 4.0, 5.0
ANNOUNCE_MAX = 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the plan says from an instant on."""

    start_s: int
    lines: int
    closed: str


class Dialplan:
    """What a channel does when nobody controls it; astdb survives Asterisk's death."""

    def __init__(self, on: Asterisk, terms: Terms) -> None:
        self._on = on
        self._terms = terms
        self.plan: tuple[Stretch, ...] = ()
        self.may_ring: dict[str, bool] = {}
        """Which phones the controller mirrored as free."""
        self._rows: dict[str, tuple[float, Remembered]] = {}
        self._wrapped: dict[str, float] = {}
        self._rung: list[str] = []
        self._is_polling = False

    # What ARI reaches.

    def help(self, what: str, variables: Mapping[str, str]) -> None:
        """Do what a helper channel does at this extension."""
        match what:
            case "plan":
                self._on.soon(0.001, 0.004, self._write_plan, variables["MDG_VALUE"])
            case "forget":
                self._on.soon(0.001, 0.004, self._rows.pop, variables["MDG_CALL"], None)
            case "pull":
                self._on.soon(0.001, 0.006, self._pull, variables["MDG_CALL"])
            case _:
                raise NotImplementedError(what)

    def callers(self) -> list[Remembered]:
        """Read the rows that are on the disk by now."""
        now = self._on.loop.time()
        return [row for _, (written, row) in sorted(self._rows.items()) if written <= now]

    def lease(self, channel: Channel, seconds: float) -> None:
        """Set a channel's absolute time-out; 0 is none."""
        if channel.lease is not None:
            channel.lease.cancel()
            channel.lease = None
        if seconds > 0:
            channel.lease = self._on.soon(seconds, seconds, self._expired, channel)

    # Offering and falling.

    def offer(self, channel: Channel, context: str = "offer") -> None:
        """Broadcast a caller to whoever claims."""
        if channel.id not in self._on.channels:
            return
        channel.step += 1
        channel.context = context
        channel.group = "line"
        channel.has_fallen = False
        self.lease(channel, LEASE_S)
        channel.is_offered, channel.is_claimed = True, False
        self._on.say("CallBroadcast", channel=said.channel(channel))
        self._then(channel, BROADCAST_S, self._unclaimed)

    def fall(self, channel: Channel) -> None:
        """Go on in the fallback."""
        on = self._on
        on.leave_app(channel)
        channel.step += 1
        channel.is_offered, channel.has_fallen = False, True
        self.lease(channel, 0)
        story = on.history.callers[channel.id]
        story.falls.append(on.loop.time())
        self._then(channel, on.random.uniform(0.001, 0.005), self._fallback)

    def _unclaimed(self, channel: Channel) -> None:
        if not channel.is_claimed:
            self.fall(channel)

    def _expired(self, channel: Channel) -> None:
        channel.lease = None
        if channel.id not in self._on.channels:
            return
        if channel.kind is not Kind.CALLER:
            self._on.end(channel, by="lease")
            return
        if channel.id in self._on.history.talking:
            self._on.history.blame(
                "I1", self._on.loop.time(), channel.id, "talks, and its lease runs out"
            )
        channel.is_leased = channel.is_known
        self.fall(channel)

    def _then(self, channel: Channel, seconds: float, do: Callable[..., None], *args: Any) -> None:
        """Go on after a while, unless the channel went another way meanwhile."""
        step = channel.step

        def due() -> None:
            if channel.id in self._on.channels and channel.step == step:
                do(channel, *args)

        self._on.soon(seconds, seconds, due)

    # The fallback.

    def _fallback(self, channel: Channel) -> None:
        channel.context = "fallback"
        if channel.last_word:
            self._last_word(channel)
        elif channel.refusal:
            channel.group = "closing"
            self._last_word(channel)
        elif channel.is_admitted:
            self._wait(channel)
        elif not self.plan:
            if channel.is_leased:
                self._admit(channel)
            else:
                self._unplanned(channel)
        else:
            self._judge(channel)

    def _judge(self, channel: Channel) -> None:
        stretch = self.plan[0]
        for each in self.plan[1:]:
            if each.start_s > arrived_s(channel.id):
                break
            stretch = each
        if stretch.closed:
            self._turn_away(channel, stretch.closed)
            return
        if channel.is_leased:
            self._admit(channel)
        elif channel.is_claimed:
            channel.group = "asking"
            self._then(channel, TOGETHER_S, self._ask, stretch.lines)
        else:
            channel.group = "asking"
            self._ask(channel, stretch.lines)

    def _ask(self, channel: Channel, lines: int) -> None:
        if self._count("line") >= lines:
            self._turn_away(channel, "LINES_FULL")
            return
        channel.group = "line"
        self._admit(channel)

    def _admit(self, channel: Channel) -> None:
        channel.is_admitted = True
        channel.variables["MDG_ADMITTED"] = "yes"
        story = self._on.history.callers[channel.id]
        story.admitted = story.admitted or self._on.loop.time()
        self._remember(channel, None)
        self._on.answered(channel)
        if self._terms.speaks:
            channel.is_told = True
            self._then(channel, NOTICE_S, self._noticed)
        else:
            self._wait(channel)

    def _noticed(self, channel: Channel) -> None:
        channel.is_told = False
        channel.variables["MDG_NOTICED"] = "yes"
        story = self._on.history.callers[channel.id]
        story.notice_over = story.notice_over or self._on.loop.time()
        self._wait(channel)

    def _wait(self, channel: Channel) -> None:
        now_s = int(self._on.now().timestamp())
        since_s = channel.waits_since_s or arrived_s(channel.id)
        left_s = since_s + math.ceil(self._terms.wait_limit) - now_s
        if left_s <= 0:
            self._last_word(channel)
            return
        self._on.answered(channel)
        channel.is_queued = channel.moh = True
        self._then(channel, min(left_s, RETURN_S), self._give_back)
        self._ring_free()
        if not self._is_polling:
            self._is_polling = True
            self._on.soon(POLL_S, POLL_S, self._poll)

    def _give_back(self, channel: Channel) -> None:
        self._leave_queue(channel)
        self.offer(channel, "back")

    def _pull(self, call: str) -> None:
        channel = self._on.channels.get(call)
        if channel is None or call in self._on.history.talking:
            return
        self._on.leave_app(channel)
        self._leave_queue(channel)
        channel.is_told = False
        self.offer(channel, "back")

    def _unplanned(self, channel: Channel) -> None:
        if int(self._on.now().timestamp()) >= arrived_s(channel.id) + UNPLANNED_S:
            self._on.end(channel, by="nobody", cause=42)
        else:
            self._then(channel, AGAIN_S, self.offer)

    # Turning away.

    def _turn_away(self, channel: Channel, sound: str) -> None:
        self._remember(channel, sound)
        self._closing(channel)

    def _closing(self, channel: Channel) -> None:
        channel.group = "closing"
        if self._count("closing") > ANNOUNCE_MAX:
            self._is_closing(channel)
            self._on.end(channel, by="fallback", cause=17)
        else:
            self._last_word(channel)

    def _last_word(self, channel: Channel) -> None:
        on = self._on
        self._is_closing(channel)
        if not (self._terms.speaks or channel.last_word or channel.refusal):
            on.end(channel, by="fallback", cause=17)
            return
        on.answered(channel)
        channel.is_told = True
        self._then(channel, CLOSING_S, self._closed)

    def _is_closing(self, channel: Channel) -> None:
        channel.context = "closing"
        story = self._on.history.callers[channel.id]
        story.closing = story.closing or self._on.loop.time()

    def _closed(self, channel: Channel) -> None:
        self._on.end(channel, by="fallback")

    def _remember(self, channel: Channel, closed: str | None) -> None:
        if channel.is_leased:
            return
        row = Remembered(
            call=channel.id,
            closed=closed,
            channel=channel.name,
            number=channel.number,
            name="",
            headers=dict(channel.variables),
        )
        written = self._on.loop.time() + self._on.random.uniform(0.05, WRITTEN_S)
        self._rows[channel.id] = (written, row)
        self._on.history.callers[channel.id].is_remembered = True

    def _count(self, group: str) -> int:
        return sum(each.group == group for each in self._on.channels.values())

    def _write_plan(self, text: str) -> None:
        parts = [each.split("/") for each in text.split("|")]
        self.plan = tuple(Stretch(int(start), int(count), closed) for start, count, closed in parts)

    # The queue.

    def _poll(self) -> None:
        self._is_polling = any(each.is_queued for each in self._on.channels.values())
        if self._is_polling:
            self._ring_free()
            self._on.soon(POLL_S, POLL_S, self._poll)

    def rise(self) -> None:
        """Asterisk is started again."""
        self._is_polling = False

    def _ring_free(self) -> None:
        on = self._on
        taken = {each.call for each in on.channels.values() if each.kind is Kind.QUEUED_LEG}
        waiting = [each for each in on.channels.values() if each.is_queued]
        free = [each for each in on.phones if self._is_free(each)]
        free.sort(key=lambda each: self._rung.index(each) if each in self._rung else -1)
        for caller in sorted(waiting, key=lambda each: arrival_order(each.id)):
            if caller.id not in taken and free:
                self._ring(caller, free.pop(0))

    def _is_free(self, phone: str) -> bool:
        on = self._on
        return (
            self.may_ring.get(phone, False)
            and on.phones[phone]
            and self._wrapped.get(phone, 0.0) <= on.loop.time()
            and not any(each.endpoint == phone for each in on.channels.values())
        )

    def _ring(self, caller: Channel, phone: str) -> None:
        on = self._on
        if phone in self._rung:
            self._rung.remove(phone)
        self._rung.append(phone)
        id = on.fresh_id()
        leg = Channel(
            id=id,
            kind=Kind.QUEUED_LEG,
            name=f"PJSIP/{phone}-{id.rpartition('.')[2]:0>8}",
            state="Down",
            created=on.stamp(),
            endpoint=phone,
            call=caller.id,
        )
        seat = phone.removesuffix("w")
        on.history.ring(LegStory(id=id, call=caller.id, seat=seat, made=on.loop.time()))
        on.channels[id] = leg
        on.note("CHAN_START", leg)
        ring_s = max(1, round(self._terms.ring))
        on.soon(ring_s, ring_s, on.rang_out, leg)
        on.people.phone_rings(leg)

    def picked_up(self, leg: Channel) -> None:
        """A seat picked up in the fallback: two people talk."""
        on = self._on
        caller = on.channels.get(leg.call)
        if caller is None or not caller.is_queued:
            on.end(leg, by="us")
            return
        caller.step += 1
        caller.is_queued = caller.moh = False
        if leg.id not in on.channels:  # it left just then: Queue() lets go of the caller as well
            on.soon(0.0005, 0.003, lambda: on.end(caller, by="seat"))
            return
        bridge = Bridge(f"queue-{leg.id}")
        on.bridges[bridge.id] = bridge
        on.join(bridge, caller)
        on.join(bridge, leg)

    def _leave_queue(self, channel: Channel) -> None:
        channel.is_queued = channel.moh = False
        for leg in list(self._on.channels.values()):
            if leg.kind is Kind.QUEUED_LEG and leg.call == channel.id and leg.bridge is None:
                self._on.end(leg, by="us", cause=26)

    def _left(self, call: str) -> None:
        """A leg of ours is over: whom it leaves alone has a lease again."""
        caller = self._on.channels.get(call)
        if caller is None or caller.has_fallen:
            return
        legs = (each for each in self._on.channels.values() if each.kind is Kind.LEG)
        if not any(each.call == call and not each.only_listens for each in legs):
            caller.waits_since_s = int(self._on.now().timestamp())
            self.lease(caller, ALONE_S)

    def _is_unleased(self, call: str) -> bool:
        caller = self._on.channels.get(call)
        return caller is not None and caller.lease is None

    def ended(self, channel: Channel, bridge: Bridge | None, by: str) -> None:
        """Whoever was with this channel in the queue, or was rung for it, ends as well."""
        if channel.kind is Kind.LEG and (channel.state == "Up" or self._is_unleased(channel.call)):
            pause_s = UNJOINED_S if channel.lease is not None else 0.0
            self._on.soon(pause_s, pause_s, self._left, channel.call)
        self.lease(channel, 0)
        if channel.kind is Kind.CALLER:
            self._leave_queue(channel)
        elif channel.kind is Kind.QUEUED_LEG and bridge is not None:
            wrapped = self._on.loop.time() + math.ceil(self._terms.wrap_up)
            self._wrapped[channel.endpoint] = wrapped
        if bridge is not None and bridge.id.startswith("queue-"):
            self._on.bridges.pop(bridge.id, None)
            for other in list(bridge.members):
                self._on.soon(0.0005, 0.003, lambda one=other: self._on.end(one, by=by))
