"""The two questions of calling out, and what may never happen whatever happens (Hypothesis)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter import commands, ids, lines, pacing
from callcenter.call import CallState
from callcenter.campaign import CapacityRow
from callcenter.commands import CloseDial, ConfirmContact, DialCitizen, MakeCitizen
from callcenter.contact import Contact, Kind, Offered
from callcenter.events import (
    CallbackPromised,
    Cause,
    ContactConfirmed,
    ContactsOffered,
    DialPressed,
    Event,
    OutboundPaused,
    OutboundPressed,
    OutboundResumed,
    ReadyPressed,
    TimerFired,
)
from callcenter.floor_wishes import CapacityBent, CapacityRestored
from callcenter.opening import Opening
from callcenter.outcome import DialResult
from callcenter.pacing import Floor, Hours
from tests.unit.callcenter import contract
from tests.unit.callcenter.happenings import (
    arrives,
    citizen_answers,
    dial_ends,
    leaves,
    leg_ends,
    picks_up,
)
from tests.unit.callcenter.playbook import MONDAY, play

pytestmark = pytest.mark.unit

HOURS = Hours(contract.SAPPORO, Opening(contract.SAPPORO))


def contact(name: str, due: datetime, *, kind: Kind = Kind.DEFICIENCY, place: int = 0) -> Contact:
    return Contact(
        id=name,
        kind=kind,
        person=name,
        skill="",
        due=due,
        latest=None if kind is Kind.CALLBACK else due + timedelta(days=30),
        place=place,
        arrived_at=due if kind is Kind.CALLBACK else None,
        since=MONDAY,
    )


def test_callbacks_come_first_by_their_places_then_the_oldest_contact() -> None:
    early, late = MONDAY - timedelta(hours=3), MONDAY - timedelta(minutes=1)
    given_in = [
        contact("c-late", late),
        contact("c-early", early),
        contact("b-2", late, kind=Kind.CALLBACK, place=2),
        contact("b-1", late, kind=Kind.CALLBACK, place=1),
        contact("later", MONDAY + timedelta(seconds=1)),
    ]
    found = pacing.due(given_in, hours=HOURS, at=MONDAY)
    assert [each.id for each in found] == ["b-1", "b-2", "c-early", "c-late"]


@pytest.mark.parametrize(
    ("floor", "room"),
    [
        (Floor(free_lines=5, ready_seats=4, waiting=0), 2),
        (Floor(free_lines=3, ready_seats=4, waiting=0), 1),
        (Floor(free_lines=5, ready_seats=4, waiting=1), 0),
        (Floor(free_lines=1, ready_seats=1, waiting=0), 0),
    ],
)
def test_room_is_what_callers_leave(floor: Floor, room: int) -> None:
    row = CapacityRow(contract.FIRST, 3, 5, reserve_lines=2, reserve_seats=2)
    assert pacing.room(row, floor) == room


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    minutes=st.lists(st.integers(-5000, 5000), max_size=5),
    now=st.integers(-5000, 200_000),
    is_callback=st.booleans(),
)
def test_who_waits_as_long_as_told_finds_somebody_due_or_is_told_again(
    minutes: list[int], now: int, is_callback: bool
) -> None:
    kind = Kind.CALLBACK if is_callback else Kind.DEFICIENCY
    contacts = [
        contact(str(n), MONDAY + timedelta(minutes=each), kind=kind)
        for n, each in enumerate(minutes)
    ]
    at = MONDAY + timedelta(minutes=now)
    due = pacing.due(contacts, hours=HOURS, at=at)
    wait_s = pacing.wait_s(contacts, hours=HOURS, at=at)
    if due:
        assert HOURS.may_call(kind, at)
    if wait_s is None:
        # Nobody is left who is not due already.
        assert len(due) == sum(not pacing.has_lapsed(each, at) for each in contacts)
        return
    assert wait_s > 0
    # Nothing comes due before: half way there is nobody who was not there.
    half = pacing.due(contacts, hours=HOURS, at=at + timedelta(seconds=wait_s / 2))
    assert {each.id for each in half} <= {each.id for each in due}


class CallingOut:
    """A floor of three seats and four lines in which anything may happen at any time.

    A supervisor may raise a day's lines: up to the six of the contract's next row.
    """

    STEPS_S = (0.5, 1.9, 2.1, 30.0, 900.0, 3600.0, 40_000.0, -600.0)
    """How time passes; the clock is set back, too."""

    def __init__(self) -> None:
        row = CapacityRow(contract.FIRST, 3, 4, reserve_lines=1, reserve_seats=1)
        later = replace(row, start=contract.FIRST + timedelta(days=90), lines=6)
        made = contract.campaign(capacity=(row, later), wrap_up_s=5.0, record=False)
        self.center = contract.center(made, ready=3)
        self.hours = Hours(made, Opening(made))
        self.at = MONDAY
        self.count = 0
        self.dialled: list[str] = []
        self.confirmed: set[str] = set()
        self.asked: list[ConfirmContact] = []
        self.lines = row.lines
        """In force when the heart last looked."""
        self.happens(OutboundPressed(at=self.at, by="sv-1", is_on=True))

    def goes_on(self, number: int) -> None:
        """Do what a number says, and look whether all is well."""
        which, rest = number % 9, number // 9
        match which:
            case 0:
                self.time_passes(self.STEPS_S[rest % 8])
            case 1:
                self.contacts_are_offered(rest % 4, 1 + rest % 600)
            case 2:
                self.the_office_answers(is_due=rest % 4 > 0)
            case 3:
                self.somebody_promises(rest % 90 - 5, rest // 90 % 8)
            case 4:
                self.happens(arrives(f"in{number}", caller=f"p{rest}" if rest < 4 else None))
            case 5:
                self.somebody_at_a_seat(rest)
            case 6:
                self.a_supervisor_wants(rest)
            case _:
                self.a_call_goes_on(rest % 10, rest // 10 % 6)
        self.judge()

    def happens(self, event: Event) -> None:
        """Let it happen now, and judge at once whom it makes us call."""
        before = lines.in_use(self.center.state)
        asked = play(self.center, event, at=self.at)
        self.lines = self._lines_now()
        # Who talks when a raised day is over is not cut off; but nobody more is taken.
        assert lines.in_use(self.center.state) <= max(before, self.lines)
        for command in asked:
            if isinstance(command, ConfirmContact):
                self.asked.append(command)
            elif isinstance(command, MakeCitizen):
                self._judge_call(command)
            elif isinstance(command, DialCitizen):
                self._judge_dial(command)

    def _lines_now(self) -> int:
        bend, today = self.center.state.bend, self.hours.opening.day_of(self.at)
        return bend.lines if bend is not None and bend.day == today else 4

    def _judge_call(self, made: MakeCitizen) -> None:
        assert made.call not in self.dialled
        self.dialled.append(made.call)
        calls, contacts = self.center.state.calls, self.center.state.contacts.values()
        dial = calls[made.call].dial
        assert dial is not None
        in_call = [each.id for each in calls.values() if each.caller == made.person]
        assert in_call == [made.call], "somebody in a call is dialled, whatever for"
        if dial.by:
            return  # a person decides when
        is_callback = dial.contact.startswith("b")
        kind = Kind.CALLBACK if is_callback else Kind.DEFICIENCY
        assert self.hours.may_call(kind, self.at)
        if not is_callback:
            assert made.call in self.confirmed
            assert not self.center.state.is_paused
            expect = [each.person for each in contacts if each.kind is Kind.CALLBACK]
            assert made.person not in expect, "somebody with a callback is dialled as well"
            coming = (CallState.GUIDED, CallState.WAITING)
            assert not [each for each in calls.values() if not each.dial and each.state in coming]

    def _judge_dial(self, dialled: DialCitizen) -> None:
        """In the moment in which a contact's number is dialled no caller needs the seat."""
        state = self.center.state
        dial = state.calls[dialled.call].dial
        assert dial is not None
        if not ids.is_attempt_of(dialled.call, dial.contact) or dial.contact.startswith("b"):
            return
        assert self.hours.may_call(Kind.DEFICIENCY, self.at)
        assert state.is_calling_out
        assert not state.is_paused
        free = sum(each.is_free for each in state.seats.values())
        coming = (CallState.GUIDED, CallState.WAITING)
        callers = [each for each in state.calls.values() if not each.dial and each.state in coming]
        assert len(callers) <= free, "a caller needs the seat from which an applicant is dialled"

    def time_passes(self, seconds: float) -> None:
        """Timers that came due fire in their order."""
        self.at += timedelta(seconds=seconds)
        timers = self.center.state.timers
        for name in sorted(timers, key=lambda each: (timers[each], each)):
            if timers.get(name, self.at + timedelta(days=1)) <= self.at:
                self.happens(TimerFired(at=self.at, timer=name))

    def contacts_are_offered(self, count: int, minutes: int) -> None:
        """Each with a fresh attempt; two of them live in one household, with one number."""
        self.count += 1
        offered = tuple(
            Offered(
                id=f"c{each}",
                attempt=f"out.c{each}.{self.count}",
                person=f"p{each // 2}",
                due=self.at,
                latest=self.at + timedelta(minutes=minutes),
            )
            for each in range(count)
        )
        self.happens(ContactsOffered(at=self.at, contacts=offered))

    def the_office_answers(self, *, is_due: bool) -> None:
        """However late, the last question first."""
        if self.asked:
            attempt = self.asked.pop().attempt
            self.confirmed |= {attempt} if is_due else set()
            self.happens(ContactConfirmed(at=self.at, attempt=attempt, is_due=is_due))

    def a_supervisor_wants(self, number: int) -> None:
        """A pause or its end, or other lines for the day."""
        if number % 2:
            self.the_day_gets_lines(4 + number // 2 % 4)
        else:
            kind = OutboundPaused if number % 3 == 0 else OutboundResumed
            self.happens(kind(at=self.at, by="sv-1"))

    def the_day_gets_lines(self, count: int) -> None:
        """More of them, or again the contract's four; seven are more than it ever has."""
        day = self.hours.opening.day_of(self.at)
        raised = CapacityBent(at=self.at, by="sv-1", day=day, seats=3, lines=count)
        self.happens(raised if count > 4 else CapacityRestored(at=self.at, by="sv-1"))

    def somebody_promises(self, minutes: int, whom: int) -> None:
        """A callback, to a number of its own or to that of a contact."""
        self.count += 1
        due, name = self.at + timedelta(minutes=minutes), f"b{self.count}"
        person = f"p{whom}" if whom < 4 else name
        self.happens(CallbackPromised(at=self.at, by="op-1", callback=name, person=person, due=due))

    def somebody_at_a_seat(self, number: int) -> None:
        """They dial themselves, or are ready again."""
        if number % 5 == 0:
            self.somebody_dials(number // 5)
        else:
            seat = f"seat-0{1 + number % 3}"
            self.happens(ReadyPressed(at=self.at, seat=seat, by="op-1"))

    def somebody_dials(self, number: int) -> None:
        """A promise is kept by hand, or a contact's preview is dialled, from any seat."""
        self.count += 1
        contacts = [each for each in self.center.state.contacts.values() if number % 3]
        whose = contacts[number // 3 % len(contacts)] if contacts else None
        named = whose.id if whose is not None else f"c{number % 4}"
        is_promise = whose is not None and whose.kind is Kind.CALLBACK
        wish = DialPressed(
            at=self.at,
            seat=f"seat-0{1 + number % 3}",
            by="op-1",
            call=f"out.h{self.count}.1" if is_promise else f"out.{named}.{self.count}",
            person=whose.person if whose is not None else f"p{number % 4}",
            contact=named,
        )
        self.happens(wish)

    def a_call_goes_on(self, which: int, how: int) -> None:
        """Something happens to one of the calls that there are."""
        calls = list(self.center.state.calls.values())
        if not calls:
            return
        call = calls[which % len(calls)]
        leg = call.offer.leg if call.offer else f"{call.id}~1"
        causes = (Cause.NO_ANSWER, Cause.NORMAL)
        ours: list[Event] = [picks_up(leg), *(leg_ends(leg, each) for each in causes)]
        if call.dial is None or call.state is CallState.TALKING:
            ours += [leaves(call.id)]
        else:
            results = list(DialResult)[1:]
            ours += [citizen_answers(call.id), dial_ends(call.id, results[which % len(results)])]
        self.happens(ours[how % len(ours)])

    def judge(self) -> None:
        """What holds at any time."""
        state = self.center.state
        kept = {each.id: each.kept_for for each in state.seats.values() if each.kept_for}
        reserved = {each.reserved: each.id for each in state.contacts.values() if each.reserved}
        assert kept == reserved
        # One number, one lease: seats are not kept twice for it, nor for one that is in a call.
        leased = [each.person for each in state.contacts.values() if each.reserved]
        assert len(leased) == len(set(leased))
        # No callback starves: nobody who is due waits while a seat and a line are free.
        in_call = {each.caller for each in state.calls.values()}
        promised = [
            each
            for each in state.contacts.values()
            if each.kind is Kind.CALLBACK and each.person not in in_call
        ]
        due = pacing.due(promised, hours=self.hours, at=self.at)
        was_looked = state.outbound_due is None or state.outbound_due > self.at
        if due and was_looked and lines.in_use(state) < self.lines and not state.queue:
            assert not any(seat.is_free for seat in state.seats.values())
            assert not kept, "a seat is kept for a deficiency while a callback waits for one"
        # Nor does a caller, once they have heard what must be heard: any seat suits them here.
        told = [each for each in state.queue if not state.calls[each].notice_due]
        free = [each.id for each in state.seats.values() if each.is_free]
        assert not (told and was_looked and free), "a caller waits beside a free seat"


@settings(max_examples=150, derandomize=True, deadline=None)
@given(numbers=st.lists(st.integers(0, 100_000), min_size=20, max_size=60))
def test_whatever_happens_nobody_is_called_wrongly(numbers: list[int]) -> None:
    floor = CallingOut()
    for number in numbers:
        floor.goes_on(number)


def test_a_filed_attempt_tells_whom_it_was_for() -> None:
    center = contract.center(ready=1)
    promised = CallbackPromised(at=MONDAY, by="op", callback="b1", person="p", due=MONDAY)
    play(center, promised)
    asked = play(center, dial_ends("out.b1.1", DialResult.FAILED))
    (filed,) = [each for each in asked if isinstance(each, CloseDial)]
    assert (filed.contact, filed.kind, filed.person) == ("b1", Kind.CALLBACK, "p")
    assert commands.HangUpCaller(call="out.b1.1") in asked
    assert contract.SAPPORO.outbound.closes == time(17, 45)
