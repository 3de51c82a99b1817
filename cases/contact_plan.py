"""Who is to be called when, and why not now: a pure function of cases, attempts and rules.

The rules of this file:
1. Every contact gets one verdict: a time, or the reason why there is none.
2. A time that was given is kept: asked again at that time, with nothing changed, it is due.
3. Hours and operating days hold for everything, also for what was promised.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from cases.contact import Attempt, Contact
from cases.contact_calendar import Calendar
from cases.contact_result import COUNTED, ENDING, NO_TRY, Result
from cases.contact_rules import ContactRules, Order, Span
from cases.contact_verdict import Reason, Verdict
from cases.lifecycle import Status
from cases.schema import Channel


class Planner:
    """Judges contacts by one campaign's rules."""

    def __init__(self, rules: ContactRules, calendar: Calendar) -> None:
        self._rules = rules
        self._calendar = calendar
        self._ascending = tuple(sorted(calendar.days))

    def plan(self, contacts: Iterable[Contact], at: datetime) -> list[Verdict]:
        """Judge all contacts: the due ones first in their order, then the others by their time."""
        found = [self.judge(each, at) for each in contacts]
        return sorted(found, key=lambda each: self._rank(each, at))

    def judge(self, contact: Contact, at: datetime) -> Verdict:
        """Say when a contact is called next, and why not now."""
        reason = self._never(contact, at)
        if reason is not None:
            return Verdict(contact, reason)
        if contact.leased_until is not None and at < contact.leased_until:
            return Verdict(contact, Reason.LEASED, contact.leased_until)
        earliest, why = self._earliest(contact, at)
        if earliest is None:
            return Verdict(contact, why)
        when = self._chance(contact, max(earliest, at))
        if when is None:
            return Verdict(contact, Reason.OVER)
        if when <= at:
            return Verdict(contact, Reason.DUE, at)
        return Verdict(contact, why if at < earliest else self._why_not(contact, at), when)

    def window_end(self, contact: Contact, at: datetime) -> datetime | None:
        """Tell until when a contact that is due now stays so, hours and bands alone; None: not."""
        windows = self._windows(contact, self._calendar.day_of(at))
        return next((end for start, end in windows if start <= at < end), None)

    def counted(self, contact: Contact) -> list[Attempt]:
        """Give the attempts that count against the rules' number."""
        return [each for each in contact.attempts if each.result in COUNTED]

    def is_over(self, contact: Contact, at: datetime) -> bool:
        """Tell whether a contact is to be given up: no attempt is left, or no document came."""
        counted, last = self.counted(contact), _last(contact)
        if len(counted) >= self._rules.attempts or any(each.result in ENDING for each in counted):
            return True
        if contact.bar is not None:
            return True
        waits = last is not None and last.result in {Result.UNDERSTOOD, Result.RETURNED}
        return waits and last is not None and at >= last.at + self._patience

    @property
    def _patience(self) -> timedelta:
        return timedelta(days=self._rules.document_days)

    def _never(self, contact: Contact, at: datetime) -> Reason | None:
        """Give the reason for which no time is given at all; the first that holds is told."""
        last = _last(contact)
        result = None if last is None else last.result
        waits = result in {Result.UNDERSTOOD, Result.RETURNED}
        failures = [each for each in contact.attempts if each.result is Result.FAILED]
        put_aside = last is not None and result is Result.SKIPPED and last.again_at is None
        reasons = (
            (contact.is_protected, Reason.PROTECTED),
            (all(each.status is Status.UNREACHED for each in contact.papers), Reason.GIVEN_UP),
            (last is not None and result is None, Reason.IN_CALL),
            (contact.has_callback, Reason.CALLBACK),
            (contact.bar is not None, Reason.BARRED),
            (contact.phone is None, Reason.NO_NUMBER),
            (self.is_over(contact, at), Reason.EXHAUSTED),
            (waits, Reason.DOCUMENT),
            (put_aside, Reason.UNCLEAR),
            (len(failures) >= self._rules.failures, Reason.FAILURES),
        )
        return next((reason for holds, reason in reasons if holds), None)

    def _earliest(self, contact: Contact, at: datetime) -> tuple[datetime | None, Reason]:
        """Give the instant before which it is not called, hours aside; None: not yet known."""
        last = _last(contact)
        if last is not None and last.again_at is not None:
            why = Reason.ASKED if last.result is Result.CALL_AGAIN else Reason.PUT_OFF
            return last.again_at, why
        starts = [self._start(contact, index) for index in range(len(contact.papers))]
        known = [each for each, _ in starts if each is not None]
        if not known:
            return None, starts[-1][1]
        first = min(known)
        why = next(reason for each, reason in starts if each == first)
        if last is not None and last.at + self._rules.gap > first:
            return last.at + self._rules.gap, Reason.GAP
        return first, why

    def _start(self, contact: Contact, index: int) -> tuple[datetime | None, Reason]:
        """Say from when on one of the cases may be called about."""
        papers, rules, calendar = contact.papers[index], self._rules, self._calendar
        if contact.attempts:
            return papers.since, Reason.FRESH
        if papers.channel is not Channel.ONLINE:
            day = calendar.after(calendar.day_of(papers.since), rules.paper_days)
            why = Reason.FRESH
        elif papers.sent_back_at is None:
            return None, Reason.TO_SEND_BACK
        else:
            day = calendar.after(calendar.day_of(papers.sent_back_at), rules.online_days)
            why = Reason.SENT_BACK
        if day is None:
            return None, Reason.OVER
        return max(papers.since, calendar.instant(day, time.min)), why

    def _chance(self, contact: Contact, earliest: datetime) -> datetime | None:
        """Give the first instant from `earliest` on that hours, days and bands allow."""
        first = self._calendar.day_of(earliest)
        for day in self._ascending:
            if day < first or not self._day_fits(contact, day):
                continue
            for start, end in self._windows(contact, day):
                when = max(start, earliest)
                if when < end:
                    return when
        return None

    def _windows(self, contact: Contact, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Give the stretches of a day in which the contact may be called, ascending."""
        rules, span = self._rules, self._calendar.days[day]
        opens, closes = max(rules.hours.opens, span.opens), min(rules.hours.closes, span.closes)
        if is_promised(contact):
            bands: Iterable[Span] = (Span(opens, closes),)
        else:
            bands = (band for n, band in enumerate(rules.bands) if self._band_fits(contact, n))
        for band in bands:
            start, end = max(opens, band.opens), min(closes, band.closes)
            if start < end:
                yield self._calendar.instant(day, start), self._calendar.instant(day, end)

    def _day_fits(self, contact: Contact, day: date) -> bool:
        """Tell whether enough days are left for the attempts after one on this day."""
        if is_promised(contact):
            return True
        counted = self.counted(contact)
        days = {self._calendar.day_of(each.at) for each in counted}
        after = self._rules.attempts - len(counted) - 1
        return max(0, self._rules.days - len(days | {day})) <= after

    def _band_fits(self, contact: Contact, band: int) -> bool:
        """Tell whether a band was not tried yet, or all of them were."""
        used = {self._band_of(each) for each in self.counted(contact)}
        fresh = set(range(len(self._rules.bands))) - used
        return band in fresh or not fresh

    def _band_of(self, attempt: Attempt) -> int | None:
        return self._rules.band_of(attempt.at.astimezone(self._calendar.zone).time())

    def _why_not(self, contact: Contact, at: datetime) -> Reason:
        """Say which rule keeps a contact from being called just now."""
        day, clock = self._calendar.day_of(at), at.astimezone(self._calendar.zone).time()
        span = self._calendar.days.get(day)
        if span is None or not (span.holds(clock) and self._rules.hours.holds(clock)):
            return Reason.HOURS
        return Reason.BAND if self._day_fits(contact, day) else Reason.DAY

    def _rank(self, verdict: Verdict, at: datetime) -> tuple[object, ...]:
        """Sort the due ones by promise and the campaign's order, the others by time."""
        contact = verdict.contact
        far = date.max
        keys = {
            Order.OLDEST: self._calendar.day_of(contact.since),
            Order.HANDOVER: contact.handover_on or far,
        }
        order = [keys[each] for each in self._rules.order]
        when = verdict.when or datetime.max.replace(tzinfo=UTC)
        is_due = verdict.reason is Reason.DUE
        return (not is_due, at if is_due else when, not is_promised(contact), *order, contact.seqs)


def _last(contact: Contact) -> Attempt | None:
    return contact.attempts[-1] if contact.attempts else None


def is_promised(contact: Contact) -> bool:
    """Tell whether they asked to be called at a time, and no attempt was made since."""
    made = (each.result for each in reversed(contact.attempts) if each.result not in NO_TRY)
    return next(made, None) is Result.CALL_AGAIN
