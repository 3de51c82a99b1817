"""Any order of events: citizens, phones and Asterisk do what they like, and the rules hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from callcenter import commands, events
from callcenter.call import Call, CallState
from callcenter.campaign import (
    CapacityRow,
    Desk,
    Flows,
    Line,
    OverLine,
    Relaxation,
    SeatCap,
)
from callcenter.center import Center
from callcenter.events import Cause, Event
from callcenter.guest import GuestState
from callcenter.state import State
from tests.unit.callcenter import contract
from tests.unit.callcenter import happenings as say
from tests.unit.callcenter.contract import LINE, Speaker
from tests.unit.callcenter.playbook import MONDAY, NOW
from tests.unit.callcenter.witness import Witness
from tests.unit.callcenter.world import CLEANING, Phone, World

pytestmark = pytest.mark.unit

ENGLISH = "+81110000101"
SEATS = ("seat-01", "seat-02", "seat-03")
RARE = [
    *["nothing"] * 8,
    "asterisk dies",
    "the controller starts anew",
    "the clock steps back",
    "the day goes on",
]

PLAIN = contract.campaign(
    lines=(Line(LINE), Line(ENGLISH, skill="english")),
    desks=(
        Desk("seat-01"),
        Desk("seat-02", {"general": 2, "english": 1}),
        Desk("seat-03", {"english": 2}),
    ),
    capacity=(
        CapacityRow(date(2026, 2, 2), seats=2, lines=4),
        CapacityRow(date(2026, 2, 3), seats=1, lines=2),
        CapacityRow(date(2026, 2, 4), seats=2, lines=3),
    ),
    relaxation=(Relaxation(0.0, 1), Relaxation(20.0, 0)),
    announce_max=2,
    wait_limit_s=120.0,
)
BOUNDED = replace(PLAIN, seat_cap=SeatCap.CONTRACT, over_line=OverLine.ANNOUNCE, wrap_up_s=0.0)
SILENT = replace(PLAIN, flows=Flows(), record=False)
ON_DEMAND = replace(PLAIN, record_on_demand=True)
CAMPAIGNS = {"bounded": BOUNDED, "on demand": ON_DEMAND, "plain": PLAIN, "silent": SILENT}


class Days(RuleBasedStateMachine):
    """A few days of a contact centre, in any order."""

    @initialize(campaign=st.sampled_from(sorted(CAMPAIGNS)), ready=st.integers(0, 3))
    def begin(self, campaign: str, ready: int) -> None:
        self.open(campaign, ready)

    def open(self, campaign: str, ready: int) -> None:
        self.now = MONDAY
        self.world = World()
        self.center = Center(CAMPAIGNS[campaign], Speaker())
        self.witness = Witness(self.center, self.world)
        self.heard: list[Event] = []
        self.happens(say.starts())
        for seat in SEATS[:ready]:
            self.world.phone_comes(seat)
            self.happens(say.ready(seat))
            self._deliver(0)

    @rule(line=st.sampled_from([*[LINE] * 8, *[ENGLISH] * 4, "0999"]))
    def a_citizen_calls(self, line: str) -> None:
        self.world.citizen_calls(line)
        self._deliver(len(self.world.said) - 1)

    @rule(choices=st.lists(st.integers(0, 99), min_size=1, max_size=8))
    def things_take_their_course(self, choices: list[int]) -> None:
        """Something is done, heard, said to its end or picked up, in any order."""
        for choice in choices:
            courses = list(self._courses())
            if courses:
                courses[choice % len(courses)]()

    @rule()
    def all_that_is_asked_for_is_done_and_heard(self) -> None:
        self._settle()

    @rule()
    def sounds_end_and_ringing_phones_are_picked_up(self) -> None:
        self._settle()
        for playback in sorted(self.world.playbacks):
            self.world.playback_ends(playback)
        self._settle()
        for leg in self._ringing():
            self.world.picks_up(leg)
        self._settle()

    @precondition(lambda self: self.world.callers)
    @rule(data=st.data())
    def a_citizen_hangs_up(self, data: st.DataObject) -> None:
        self.world.caller_leaves(data.draw(st.sampled_from(sorted(self.world.callers))))

    @precondition(lambda self: self.world.lanes)
    @rule(data=st.data(), status=st.sampled_from([500, 409, 0]))
    def asterisk_refuses_something(self, data: st.DataObject, status: int) -> None:
        self.world.do(data.draw(st.sampled_from(sorted(self.world.lanes))), status=status)

    @precondition(lambda self: self.world.playbacks)
    @rule(data=st.data())
    def a_sound_breaks_off(self, data: st.DataObject) -> None:
        playback = data.draw(st.sampled_from(sorted(self.world.playbacks)))
        self.world.playback_ends(playback, to_its_end=False)

    @precondition(lambda self: self.world.legs)
    @rule(data=st.data(), cause=st.sampled_from(Cause))
    def a_leg_ends(self, data: st.DataObject, cause: Cause) -> None:
        self.world.leg_ends(data.draw(st.sampled_from(sorted(self.world.legs))), cause)

    @precondition(lambda self: self.world.recordings)
    @rule(data=st.data())
    def a_recording_breaks_off(self, data: st.DataObject) -> None:
        self.world.recording_breaks(data.draw(st.sampled_from(sorted(self.world.recordings))))

    @precondition(lambda self: self.world.may_fall())
    @rule(on_the_way=st.integers(0, 3))
    def the_controller_freezes(self, on_the_way: int) -> None:
        """All leases run out; requests that were on their way arrive after that."""
        fell = self.world.may_fall()
        for call in fell:
            self.world.falls(call)
        for call in fell:
            for _ in range(min(on_the_way, len(self.world.lanes.get(call, ())))):
                self.world.do(call, status=0)

    @rule(line=st.sampled_from([*[None] * 6, LINE, LINE, ENGLISH, "0999"]), is_told=st.booleans())
    def nobody_controls_when_a_citizen_calls(self, line: str | None, *, is_told: bool) -> None:
        if line is not None:
            self.world.citizen_falls(self.now, line, is_told=is_told)

    @precondition(lambda self: self.world.waits_there())
    @rule(is_noticed=st.booleans(), is_heard=st.booleans())
    def the_fallback_gives_all_back(self, *, is_noticed: bool, is_heard: bool) -> None:
        """Heard at once, it comes before the phones that rang for the callers are silent."""
        for call in self.world.waits_there():
            self.world.returns(call, is_noticed=is_noticed)
        while is_heard and self.world.said:
            self._deliver(0)

    @precondition(lambda self: self.world.waits_there())
    @rule(data=st.data())
    def the_fallback_gives_up(self, data: st.DataObject) -> None:
        self.world.gives_up_there(data.draw(st.sampled_from(self.world.waits_there())))

    @precondition(lambda self: self.world.waits_there() and self.world.may_ring_there())
    @rule(data=st.data(), rang_s=st.sampled_from([0.0, 4.0]))
    def a_seat_picks_up_in_the_fallback(self, data: st.DataObject, rang_s: float) -> None:
        call = data.draw(st.sampled_from(self.world.waits_there()))
        seat = data.draw(st.sampled_from(self.world.may_ring_there()))
        self.world.picks_up_there(call, seat, self.now - timedelta(seconds=rang_s))

    @rule()
    def the_controller_dies_with_all_that_was_not_sent(self) -> None:
        """All that happened is told, then what each call has; legs never made are lost by us."""
        while self.world.said:
            self._deliver(0)
        self.world.lanes.clear()
        for call in list(self.center.state.calls.values()):
            if call.id not in self.world.fallen:
                self._is_met(call)

    @rule(seat=st.sampled_from(SEATS))
    def a_phone_comes_or_goes(self, seat: str) -> None:
        if seat in self.world.phones:
            self.world.phone_goes(seat)
        else:
            self.world.phone_comes(seat)

    @rule(seat=st.sampled_from(SEATS), comes_back=st.booleans())
    def a_page_is_opened_anew(self, seat: str, *, comes_back: bool) -> None:
        if seat in self.world.phones:
            self.world.phone_goes(seat)
        self.happens(say.opens_page(seat))
        if comes_back:
            self.world.phone_comes(seat)

    @rule(seat=st.sampled_from(SEATS), is_lost=st.booleans())
    def a_microphone_is_lost_or_back(self, seat: str, *, is_lost: bool) -> None:
        self.happens(say.microphone(seat, is_lost=is_lost))

    @rule(
        seat=st.sampled_from(SEATS),
        wish=st.sampled_from([say.holds, say.resumes, say.asks_to_record]),
    )
    def a_talk_is_held_taken_up_or_recorded(self, seat: str, wish: Callable[[str], Event]) -> None:
        self.happens(wish(seat))

    @rule(seat=st.sampled_from(SEATS), to=st.sampled_from(SEATS), forced=st.booleans())
    def a_seat_hands_its_caller_over(self, seat: str, to: str, *, forced: bool) -> None:
        self.happens(say.hands_over(seat, to, forced=forced))

    @rule(seat=st.sampled_from([*[None] * 4, *SEATS]))
    def a_seat_ends_its_talk(self, seat: str | None) -> None:
        if seat is not None:
            self.happens(say.presses_hang_up(seat))

    @rule(seats=st.sets(st.sampled_from(SEATS), min_size=1))
    def people_come_to_work(self, seats: set[str]) -> None:
        for seat in sorted(seats):
            if seat not in self.world.phones:
                self.world.phone_comes(seat)
            self.happens(say.ready(seat))

    @rule(seat=st.sampled_from(SEATS), reason=st.sampled_from(["", "lunch"]))
    def somebody_leaves(self, seat: str, reason: str) -> None:
        self.happens(say.not_ready(seat, reason))

    @rule(seconds=st.sampled_from([0.02, 1.0, 12.0, 45.0, 130.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: len(self.world.timers) > 1)
    @rule(data=st.data())
    def a_timer_fires(self, data: st.DataObject) -> None:
        names = [each for each in sorted(self.world.timers) if not each.startswith("center~")]
        self._fire(data.draw(st.sampled_from(names)))

    @precondition(lambda self: self.heard)
    @rule(data=st.data())
    def something_is_heard_twice(self, data: st.DataObject) -> None:
        """Rule 2 of the center: it changes nothing, and asks at most for cleaning up."""
        event = data.draw(st.sampled_from(self.heard[-12:]))
        before = self.center.state.to_plain()
        calls = self.center.state.calls.values()
        legs = {
            call.offer.leg
            for call in calls
            if call.offer and call.state in (CallState.JOINING, CallState.TALKING)
        }
        legs |= {
            call.guest.leg
            for call in calls
            if call.guest and call.guest.state is not GuestState.LEAVING
        }
        asked = self.happens(event)
        assert self.center.state.to_plain() == before
        for each in asked:
            assert isinstance(each, CLEANING)
            assert not (isinstance(each, commands.CancelLeg) and each.leg in legs)

    @rule(rare=st.sampled_from(RARE))
    def something_rare_happens(self, rare: str) -> None:
        match rare:
            case "asterisk dies":
                self.world.dies()
                self.happens(say.asterisk_dies())
                assert self.center.state.calls == {}
                self.heard.clear()
            case "the controller starts anew":
                plain = json.loads(json.dumps(self.center.state.to_plain()))
                self.center.state = State.from_plain(plain)
                self.happens(say.starts())
            case "the clock steps back":
                self.now -= timedelta(seconds=2)
                self.happens(events.ClockStepped(at=NOW, by_s=-2.0))
            case "the day goes on":
                self._fire(next(each for each in self.world.timers if each.startswith("center~")))
            case _:
                pass

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        for event in self.world.quiet():
            self.happens(event)
        self.witness.at_the_end()
        self.witness.replays()

    def _courses(self) -> Iterator[Callable[[], None]]:
        for call in sorted(self.world.lanes):
            yield partial(self.world.do, call, status=0)
        for index in self.world.deliverable():
            yield partial(self._deliver, index)
        for playback in sorted(self.world.playbacks):
            yield partial(self.world.playback_ends, playback)
        for leg in self._ringing():
            yield partial(self.world.picks_up, leg)

    def _is_met(self, call: Call) -> None:
        if call.guest is not None and call.guest.leg not in self.world.legs:
            self.happens(say.leg_ends(call.guest.leg, Cause.LOST))
        if call.offer is not None and call.is_at_seat and call.offer.leg not in self.world.legs:
            self.happens(say.leg_ends(call.offer.leg, Cause.LOST))
        if call.id not in self.center.state.calls:
            return
        if call.is_leased:
            self.world.leased.add(call.id)  # who begins anew renews whom it remembers
        self.happens(
            say.met(
                call.id,
                is_bridged=self.world.bridged.get(call.id, "") == call.bridge,
                has_bridge=call.bridge in self.world.bridges,
                is_played=call.playing is not None
                and call.playing.playback in self.world.playbacks,
                recordings=tuple(each for each in call.awaited if each in self.world.recordings),
                legs=self._in_bridge(call),
            )
        )

    def _in_bridge(self, call: Call) -> tuple[str, ...]:
        """The seat's leg is where it was brought last; the guest's was heard of, or is not."""
        guest = call.guest
        is_out = call.offer is None or (guest is not None and guest.has_seat)
        return () if is_out or call.offer is None else (call.offer.leg,)

    def _ringing(self) -> list[str]:
        return sorted(each for each, is_ in self.world.legs.items() if is_ is Phone.RINGING)

    def _settle(self) -> None:
        while self.world.said or self.world.lanes:
            if self.world.said:
                self._deliver(0)
            else:
                self.world.do(next(iter(self.world.lanes)), status=0)

    def _fire(self, timer: str) -> None:
        self.now = max(self.now, self.world.timers.pop(timer))
        self.happens(say.fires(timer))

    def _deliver(self, index: int) -> None:
        _, event = self.world.said.pop(index)
        self.happens(event)
        if isinstance(event, events.OfCall):
            self.heard.append(event)
        elif isinstance(event, events.CallReturned):
            self.heard = [each for each in self.heard if not _is_refusal(each, event.call)]

    def happens(self, event: Event) -> list[commands.Command]:
        placed = replace(event, at=self.now)
        asked = self.center.handle(placed)
        if isinstance(event, events.CallerLeft | events.CallFell):
            self.world.left(event.call)
        for command in asked:
            self.world.ask(command)
        self.witness.sees(placed, asked)
        return asked


def _is_refusal(event: Event, call: str) -> bool:
    """Our own word, said once; of another stay with us, so it would mean something else now."""
    return isinstance(event, events.CallerRefused) and event.call == call


def assert_rules_hold(machine: type[RuleBasedStateMachine], *, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=True,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_happens_the_rules_hold() -> None:
    assert_rules_hold(Days, examples=300, steps=60)
