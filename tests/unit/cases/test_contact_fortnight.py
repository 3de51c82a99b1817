"""Two weeks of May with three seats: 2,000 incomplete cases, callers first, everything seeded.

Whoever is called, when, and what follows is decided by the product's own functions; the world
around them (who answers, which papers come, how busy the callers keep the seats) is drawn.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from time import perf_counter

import pytest

from callcenter import pacing
from callcenter.campaign import CapacityRow
from callcenter.lines import row_of
from callcenter.pacing import Floor
from cases.contact import Contact, bar_after
from cases.contact_next import next_step
from cases.contact_result import COUNTED, Next, Result
from cases.contact_verdict import MANUAL, Reason, Verdict
from cases.lifecycle import Status
from cases.schema import Channel
from config.campaign import load_campaign
from tests.unit.cases.contacts import ZONE, at, calendar, papers, planner, rules, tried
from tests.unit.config.test_campaign import FLOWS

pytestmark = pytest.mark.unit

CASES = 2_000
LONGEST_S = 60.0
"""Far above what it takes (seconds), so that a loaded machine does not matter."""
BEGIN, END = at("05-11 09:00"), at("05-23 00:00")
LETTERS = date(2026, 3, 1)
ANSWERS = {
    **{Result.UNDERSTOOD: 30, Result.NO_ANSWER: 40, Result.MACHINE: 12, Result.BUSY: 5},
    **{Result.ABSENT: 5, Result.CALL_AGAIN: 3, Result.REJECTED: 2, Result.NOT_IN_USE: 1},
    **{Result.WRONG_PERSON: 1, Result.FAILED: 1},
}
LISTED = {Reason.PROTECTED, Reason.NO_NUMBER, Reason.TO_SEND_BACK}
"""Why somebody may not have been called in a whole fortnight."""
TALKS = {Result.UNDERSTOOD, Result.CALL_AGAIN, Result.ABSENT}


def may() -> CapacityRow:
    """Give the contract's seats and lines of May, with what is kept for callers."""
    campaign = load_campaign("sapporo", flows=FLOWS)
    assert not isinstance(campaign, list)
    return row_of(campaign, BEGIN.date())


@dataclass
class Fortnight:
    """The cases, and when each is looked at next."""

    drawn: random.Random
    contacts: dict[int, Contact] = field(default_factory=dict)
    steps: dict[int, Next] = field(default_factory=dict)
    resolved: set[int] = field(default_factory=set)
    dialled: Counter[datetime] = field(default_factory=Counter)
    row: CapacityRow = field(default_factory=may)
    free: dict[datetime, int] = field(default_factory=dict)
    """Seats that nobody uses; below none, so many callers wait."""
    callers: int = 0
    left: list[int] = field(default_factory=list)
    """How many seats were free for callers at each dial, the one that dials aside."""
    took_s: float = 0.0
    _waiting: list[tuple[datetime, int, int]] = field(default_factory=list)
    _ticks: Iterator[int] = field(default_factory=count)

    def look(self, seq: int, now: datetime) -> None:
        """Ask the planner when to look again."""
        verdict = planner().judge(self.contacts[seq], now)
        if verdict.when is not None:
            heapq.heappush(self._waiting, (verdict.when, next(self._ticks), seq))

    def minute(self, now: datetime) -> None:
        """Dial as many as callers leave room for, as the heart itself counts it."""
        while self._waiting and self._waiting[0][0] <= now and self.room(now) > 0:
            _, _, seq = heapq.heappop(self._waiting)
            if seq in self.resolved:
                continue  # the document came: the contact has vanished
            verdict = planner().judge(self.contacts[seq], now)
            if verdict.reason is not Reason.DUE:
                self.look(seq, now)
                continue
            self._dial(seq, now)

    def room(self, now: datetime) -> int:
        """Ask the heart how many may be called; whoever is in a call has a line and a seat."""
        free = self.free[now]
        floor = Floor(
            free_lines=self.row.lines - (self.row.seats - free),
            ready_seats=max(0, free),
            waiting=max(0, -free),
        )
        return pacing.room(self.row, floor)

    def _dial(self, seq: int, now: datetime) -> None:
        [result] = self.drawn.choices(list(ANSWERS), list(ANSWERS.values()))
        self.dialled[now] += 1
        for busy in range(5 if result in TALKS else 2):
            self.free[now + timedelta(minutes=busy)] -= 1
        self.left.append(self.free[now])
        ended = now + timedelta(minutes=2)
        made = tried(self.contacts[seq], now, result, again_s=5_400 * (result == "call_again"))
        if (bar := bar_after(result)) is not None:
            made = replace(made, papers=(replace(made.papers[0], bar=bar),))
        step = next_step(planner(), made, ended, today=ended.date(), letters_from=LETTERS)
        if step in {Next.LETTER, Next.LIST}:
            made = replace(made, papers=(replace(made.papers[0], status=Status.UNREACHED),))
        self.contacts[seq], self.steps[seq] = made, step
        if step is Next.DOCUMENT and self.drawn.random() < 0.8:
            self.resolved.add(seq)
        self.look(seq, ended)


def applicants(drawn: random.Random) -> dict[int, Contact]:
    found = {}
    for seq in range(1, CASES + 1):
        is_online = drawn.random() < 0.5
        since = at("05-07 09:00") + timedelta(minutes=drawn.randrange(6_000))
        changed: dict[str, object] = {"since": since, "is_protected": drawn.random() < 0.01}
        if is_online:
            sent = since if drawn.random() < 0.97 else None
            changed |= {"channel": Channel.ONLINE, "sent_back_at": sent}
        if drawn.random() < 0.02:
            changed["phone"] = None
        found[seq] = Contact(papers=(papers(seq, **changed),))
    return found


def minutes() -> Iterator[datetime]:
    now = BEGIN
    while now < END:
        if now.astimezone(ZONE).date() in calendar().days and 9 <= now.astimezone(ZONE).hour < 18:
            yield now
        now += timedelta(minutes=1)


@pytest.fixture(scope="module")
def world() -> Fortnight:
    began, drawn = perf_counter(), random.Random(7)
    made = Fortnight(drawn, applicants(drawn))
    clock = list(minutes())
    made.free.update({now: made.row.seats for now in clock})
    for now in clock:  # callers take seats first
        if drawn.random() < 0.08:
            made.callers += 1
            for busy in range(5):
                later = now + timedelta(minutes=busy)
                made.free[later] = made.free.get(later, 0) - 1
    for edge in range(10):
        for now in clock:
            made.free.setdefault(now + timedelta(minutes=edge), 0)
    for seq in made.contacts:
        made.look(seq, BEGIN)
    for now in clock:
        made.minute(now)
    made.took_s = perf_counter() - began
    print(f"the fortnight took {made.took_s:.1f} s")  # noqa: T201 - what was measured
    return made


def test_every_case_has_a_result_its_attempts_or_a_listed_reason(world: Fortnight) -> None:
    final = {seq: planner().judge(each, END) for seq, each in world.contacts.items()}
    ends = Counter(_end(world, seq, verdict) for seq, verdict in final.items())
    assert ends.total() == CASES
    assert ends["unexplained"] == 0
    assert ends["resolved"] > 500
    assert ends["given up"] > 50
    assert {verdict.reason for verdict in final.values() if not verdict.contact.attempts} == LISTED
    manual = {seq for seq, each in final.items() if each.reason in MANUAL}
    assert all(world.steps.get(seq, Next.MANUAL) is Next.MANUAL for seq in manual)


def _end(world: Fortnight, seq: int, verdict: Verdict) -> str:
    contact = verdict.contact
    if seq in world.resolved:
        return "resolved"
    if verdict.reason is Reason.GIVEN_UP:
        assert world.steps[seq] is Next.LETTER
        return "given up"
    if not contact.attempts:
        return verdict.reason if verdict.reason in LISTED else "unexplained"
    if any(each.result is None for each in contact.attempts) or seq not in world.steps:
        return "unexplained"
    if verdict.when is not None:
        return "called again"
    is_over = verdict.reason in {Reason.DOCUMENT, Reason.EXHAUSTED, *MANUAL}
    return verdict.reason if is_over else "unexplained"


def test_nobody_was_called_against_a_rule_or_at_a_callers_cost(world: Fortnight) -> None:
    for contact in world.contacts.values():
        counted = [each for each in contact.attempts if each.result in COUNTED]
        assert len(counted) <= rules().attempts
        assert not (contact.attempts and (contact.is_protected or contact.phone is None))
        for each in contact.attempts:
            local = each.at.astimezone(ZONE)
            assert local.date() in calendar().days
            assert rules().hours.holds(local.time())
    assert (world.row.seats, world.row.reserve_seats) == (3, 1)
    assert world.callers > 300
    assert min(world.left) >= world.row.reserve_seats
    assert max(world.dialled.values()) <= world.row.seats - world.row.reserve_seats
    assert world.took_s < LONGEST_S


def test_nobody_starves(world: Fortnight) -> None:
    """Whoever was due on the first days was tried, as long as there were seats to do it."""
    early = [
        each
        for seq, each in world.contacts.items()
        if planner().judge(replace(each, attempts=()), BEGIN).reason is Reason.DUE
        and seq not in world.resolved
    ]
    assert early
    assert all(each.attempts for each in early)
