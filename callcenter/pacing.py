"""When who is to be called: two pure questions, what is due now and how long to wait.

Callbacks come first: their callers kept a place in the queue, and take a seat when it is theirs. A
contact is called only with what callers do not need: hours of its own, free lines and ready seats
beyond the reserve of the capacity row, today's answer rate not too low, and nobody waiting. There
is no predictive dialling: nobody is called for whom no seat is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from callcenter.campaign import Campaign, CapacityRow
from callcenter.contact import Contact, ContactState, Kind
from callcenter.opening import Opening, Verdict


@dataclass(frozen=True, slots=True)
class Floor:
    """What the floor can give at an instant."""

    free_lines: int
    ready_seats: int
    """Free ones, those that are kept for contacts not counted."""
    waiting: int
    """Callers who want a seat, or soon will."""
    rests: bool = False
    """Callers are answered too seldom today for anybody to be called."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody may be called: of callers' own callbacks as calls are taken, else narrower.

    Who came before the closing hour is served after it, and so is who gave up the line for a
    callback: for `after_closing_s`. What is then still open comes first on the next operating day.
    """

    campaign: Campaign
    opening: Opening

    def may_call(self, kind: Kind, at: datetime) -> bool:
        """Whether anybody may be called for this at this instant."""
        if self.opening.judge(at) is not Verdict.OPEN:
            return False
        rules, clock = self.campaign.outbound, self.opening.clock_of(at)
        return kind is Kind.CALLBACK or rules.opens <= clock < rules.closes

    def may_dial(self, contact: Contact, at: datetime) -> bool:
        """Whether this one may be called: what a caller took instead of the line, also later."""
        if self.may_call(contact.kind, at):
            return True
        end = self.evening_end(at) if contact.taken_from else None
        is_evening = self.opening.judge(at) is Verdict.AFTER_CLOSING
        return end is not None and is_evening and at < end

    def evening_end(self, at: datetime) -> datetime | None:
        """Tell from when on a day's callers are not called back on it; None on a closed day."""
        closing = self.opening.closing(at)
        after = timedelta(seconds=self.campaign.outbound.after_closing_s)
        return None if closing is None else closing + after

    def can_keep(self, wait_s: float, at: datetime) -> bool:
        """Whether a caller whose turn comes after a wait can be called back, this day or later."""
        if self.opening.next_opening(at) is not None:
            return True
        end = self.evening_end(at)
        return end is not None and at + timedelta(seconds=wait_s) < end

    def next_change(self, at: datetime) -> datetime:
        """Tell the next instant at which an answer may be another."""
        rules, day = self.campaign.outbound, self.opening.day_of(at)
        marks = [self.opening.instant(day, rules.opens), self.opening.instant(day, rules.closes)]
        marks += [] if (end := self.evening_end(at)) is None else [end]
        return min([self.opening.next_boundary(at), *(mark for mark in marks if mark > at)])


def room(row: CapacityRow, floor: Floor) -> int:
    """Say how many contacts may be begun now without taking from callers what is theirs."""
    if floor.waiting > 0 or floor.rests:
        return 0
    lines = floor.free_lines - row.reserve_lines
    return max(0, min(lines, floor.ready_seats - row.reserve_seats))


def due(contacts: Iterable[Contact], *, hours: Hours, at: datetime) -> list[Contact]:
    """List who is to be called at an instant, the first first: callbacks by their places."""
    wanted = (
        each
        for each in contacts
        if each.state is ContactState.DUE and each.due <= at and not has_lapsed(each, at)
    )
    return sorted((each for each in wanted if hours.may_dial(each, at)), key=order)


def wait_s(contacts: Collection[Contact], *, hours: Hours, at: datetime) -> float | None:
    """Tell how long to wait until somebody may come due who is not so yet; None: for no time.

    Seats and lines that come free meanwhile are no question of time.
    """
    open_ones = [each for each in contacts if each.state is ContactState.DUE]
    marks = [each.due for each in open_ones if each.due > at]
    if any(not hours.may_dial(each, at) for each in open_ones):
        marks.append(hours.next_change(at))
    marks += [each.latest for each in open_ones if each.latest is not None and each.latest > at]
    return min(((mark - at) / timedelta(seconds=1) for mark in marks), default=None)


def has_lapsed(contact: Contact, at: datetime) -> bool:
    """Whether its lease has ended, so that it is not ours to call any more."""
    return contact.latest is not None and at > contact.latest


def order(contact: Contact) -> tuple[bool, tuple[datetime, int], int, datetime, str]:
    """Give the order in which people are called."""
    is_callback = contact.kind is Kind.CALLBACK
    return not is_callback, place(contact), contact.rank, contact.due, contact.id


def place(contact: Contact) -> tuple[datetime, int]:
    """Give a callback's place among waiting callers: when it came, and as the how many-th."""
    return contact.arrived_at or contact.due, contact.place
