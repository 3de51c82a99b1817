"""What must hold after every event, whatever happened: looked at from outside of the center."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta

import pytest

from callcenter import commands, events, lines, record, routing
from callcenter.call import Call, CallState
from callcenter.campaign import SeatCap
from callcenter.center import Center
from callcenter.commands import Command
from callcenter.events import Event
from callcenter.guest import GuestKind, GuestState
from callcenter.record import Record
from callcenter.seat import SeatState
from callcenter.state import State
from tests.unit.callcenter.contract import Speaker
from tests.unit.callcenter.world import CLEANING, World

IN_CALL = (SeatState.RINGING, SeatState.TALKING)
WITH_SEAT = (CallState.OFFERED, CallState.JOINING, CallState.TALKING)
ALLOWED_AFTER_END = (*CLEANING, commands.ShowCall)


class Witness:
    """Remembers all that happened to one center, and objects as soon as something is wrong."""

    def __init__(self, center: Center, world: World) -> None:
        self.center = center
        self.world = world
        self.log: list[Record] = []
        self.arrived: set[str] = set()
        self.closed: dict[str, commands.CloseCall] = {}
        self.joined: set[str] = set()
        """Legs in a talk that nobody ended."""

    def sees(self, event: Event, asked: list[Command]) -> None:
        """Look at one event and what was asked for because of it."""
        self.log.append(Record(n=len(self.log) + 1, event=event, commands=tuple(asked)))
        if isinstance(event, events.CallArrived):
            self._an_arrival(event)
        elif isinstance(event, events.FallbackFound | events.CallReturned):
            self.arrived.add(event.call)
        elif isinstance(event, events.FallbackJoined):
            call = self.center.state.calls.get(event.call)
            is_theirs = call is not None and call.state is CallState.FALLBACK
            assert not is_theirs or self.center.state.seats[event.seat].state is SeatState.TALKING
        for command in asked:
            self._a_command(event, command)
        self._the_state()
        self._the_queue(event)

    def at_the_end(self) -> None:
        """Look back when all channels are gone and all has been heard."""
        state = self.center.state
        assert state.calls == {}
        assert state.queue == []
        assert not [each.id for each in state.seats.values() if each.state in IN_CALL]
        assert set(self.closed) == self.arrived
        assert sum(Counter(each.outcome for each in self.closed.values()).values()) == (
            state.arrivals
        )
        assert all(each.partition("~")[0] in {*state.seats, "center"} for each in state.timers)
        assert state.timers == self.world.timers

    def replays(self) -> None:
        """The records, as they stand in a file, give a fresh center the same commands."""
        again = Center(self.center.campaign, Speaker())
        lines_of_log = [record.encode(each) for each in self.log]
        for each in record.read(lines_of_log):
            assert isinstance(each, Record)
            assert tuple(again.handle(each.event)) == each.commands, f"record {each.n}"
        assert again.state == self.center.state

    def _an_arrival(self, event: events.CallArrived) -> None:
        self.arrived.add(event.call)
        call = self.center.state.calls[event.call]
        if call.holds_line:
            zone_day = event.at + timedelta(hours=9)
            row = lines.row_of(self.center.campaign, zone_day.date())
            assert lines.in_use(self.center.state) <= row.lines

    def _a_command(self, event: Event, command: Command) -> None:
        if isinstance(command, commands.CloseCall):
            self._a_closing(command)
        elif isinstance(command, commands.CancelLeg):
            assert command.leg in self.world.named
        elif isinstance(command, commands.HangUpCaller):
            call_now = self.center.state.calls.get(command.call)
            assert call_now is None or call_now.state is not CallState.TALKING, "a talk is cut"
        elif isinstance(command, commands.RingSeat):
            self._an_offer(event, command)
        call = getattr(command, "call", None)
        if call in self.closed and not isinstance(command, commands.CloseCall | commands.ShowSeat):
            assert isinstance(command, ALLOWED_AFTER_END)
        if isinstance(command, CLEANING):
            assert command.call in self.world.named

    def _a_closing(self, closed: commands.CloseCall) -> None:
        assert closed.call in self.arrived
        assert closed.call not in self.closed, "filed twice"
        self.closed[closed.call] = closed
        parts = (
            closed.guidance_s,
            closed.wait_s,
            closed.ring_s,
            closed.talk_s,
            closed.hold_s,
        )
        assert min(parts) >= 0
        whole_s = (closed.ended_at - closed.arrived_at).total_seconds()
        assert sum(parts) == pytest.approx(whole_s)
        assert (closed.answered_at is not None) is (closed.seat is not None)

    def _an_offer(self, event: Event, ring: commands.RingSeat) -> None:
        """Nobody with an earlier place, who may be offered a seat, would have suited this one."""
        state, campaign = self.center.state, self.center.campaign
        call = state.calls[ring.call]
        if call.guest is not None and call.guest.leg == ring.leg:
            return  # nobody else wants to be talked with beside a call
        assert not call.notice_due
        for other in (state.calls[each] for each in state.queue):
            is_reserved = other.reserved_for not in (None, ring.seat)
            if _place(other) < _place(call) and not other.notice_due and not is_reserved:
                assert state.seats[ring.seat].skills.get(other.skill, 0) < self._level(event, other)
        if campaign.seat_cap is SeatCap.CONTRACT:
            row = lines.row_of(campaign, (event.at + timedelta(hours=9)).date())
            guests = {each.guest.seat for each in state.calls.values() if each.guest}
            in_call = {each.id for each in state.seats.values() if each.state in IN_CALL}
            assert ring.seat in guests or len(in_call - guests) <= row.seats

    def _the_state(self) -> None:
        state = self.center.state
        assert State.from_plain(json.loads(json.dumps(state.to_plain()))) == state
        for seat in state.seats.values():
            assert (seat.call is not None) is (seat.state in IN_CALL)
            if seat.call is not None:
                call = state.calls[seat.call]
                if call.guest is not None and call.guest.seat == seat.id:
                    assert call.guest.leg == seat.leg
                    continue
                assert call.offer is not None
                is_there = call.state is CallState.FALLBACK and call.offer.is_of_fallback
                held = (call.offer.seat, call.offer.leg or None, call.offer.is_over)
                assert held == (seat.id, seat.leg, is_there)
                assert not is_there or seat.state is SeatState.TALKING
        at_seats = [
            each.offer.seat for each in state.calls.values() if each.offer and each.is_at_seat
        ]
        at_seats += [each.guest.seat for each in state.calls.values() if each.guest]
        assert len(at_seats) == len(set(at_seats)), "a seat in two calls"
        assert sorted(at_seats) == sorted(
            seat.id
            for seat in state.seats.values()
            if (seat.call and state.calls[seat.call].state is not CallState.FALLBACK)
            or seat.state is SeatState.RINGING
        )
        for call in state.calls.values():
            assert call.is_at_seat or call.state not in WITH_SEAT
            assert call.has_legs or call.state is not CallState.ENDED
            self._the_guest(call)
            assert (call.id in self.closed) is (call.state is CallState.ENDED)
        assert state.timers == self.world.timers

    def _the_guest(self, call: Call) -> None:
        """Who is consulted has a caller that waits, and a seat that asked."""
        guest = call.guest
        if guest is None or guest.state is GuestState.LEAVING:
            return
        assert call.state is CallState.TALKING
        if guest.kind is GuestKind.CONSULTED and guest.state is not GuestState.THREE_WAY:
            assert call.held_at is not None
        assert guest.has_joined is (guest.state is GuestState.THREE_WAY)

    def _the_queue(self, event: Event) -> None:
        state = self.center.state
        waiting = [each.id for each in state.calls.values() if each.state is CallState.WAITING]
        assert sorted(state.queue) == sorted(waiting)
        places = [_place(state.calls[each]) for each in state.queue]
        assert places == sorted(places), "somebody lost the place"
        if self.center.campaign.seat_cap is SeatCap.NONE:
            self._nobody_waits_for_nothing()

    def _nobody_waits_for_nothing(self) -> None:
        """No seat is free that would have suited a waiting caller from the first moment on."""
        state = self.center.state
        level = self.center.campaign.relaxation[0].min_level
        for call in (state.calls[each] for each in state.queue):
            if not call.notice_due:
                able = [
                    seat.id
                    for seat in state.seats.values()
                    if routing.why_not(seat, call.skill, level) is None
                    and call.reserved_for in (None, seat.id)
                ]
                assert able == []

    def _level(self, event: Event, call: Call) -> int:
        assert call.queued_at is not None
        waited_s = max(0.0, (event.at - call.queued_at).total_seconds())
        return routing.min_level(self.center.campaign.relaxation, waited_s)


def _place(call: Call) -> tuple[int, datetime, int]:
    """Who was cut off by a fault of ours, then who came first, however they came to us."""
    return call.priority, call.arrived_at, call.place
