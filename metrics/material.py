"""Reading everything that a report of some days can show, as it was known at one instant."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.campaign import Campaign, OpenDay
from japan.era import wareki
from metrics.content import SUMMED
from metrics.definition import Definition
from metrics.known import digest_of_every, known
from metrics.ledger import Ledger, counted, from_known
from metrics.people import CountPeople, People, PeopleBy
from metrics.period import Period, year_of
from metrics.report_plan import Part, ReportPlan
from metrics.work import Hours, Worked, worked
from storage import (
    callback_sums,
    case_sums,
    contact_sums,
    incidents,
    inquiry_sums,
    roster_sums,
    seat_time,
    stays,
    tallies,
    trail_sums,
)
from storage.callback_sums import Promised
from storage.case_sums import CaseSums
from storage.contact_sums import Attempts
from storage.inquiry_sums import Complaint, Matters, Records, Talked
from storage.report_tables import CarrierBusy, Incident
from storage.rollups import Filed, line_of
from storage.roster_sums import Designated
from storage.seat_time import Spent
from storage.tallies import Cut

CALLERS, STAFF = "自動案内で受け付けたもの", "応対者がお約束したもの"
MARGIN, QUIET = timedelta(seconds=5), timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Of what a report is, and what it shows."""

    plan: ReportPlan
    campaign: Campaign
    period: Period
    cut: Cut
    parts: Collection[Part]

    @property
    def open_days(self) -> list[OpenDay]:
        """Give the open days of the period."""
        first, last = self.period.first, self.period.last
        return [each for each in self.campaign.open_days if first <= each.day <= last]

    @property
    def definitions(self) -> list[Definition]:
        """Give those under which calls are counted."""
        every = Part.DEFINITIONS in self.parts
        return [each for each in self.plan.beside if every or each == self.plan.definition]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a report is made from."""

    campaign: Campaign
    plan: ReportPlan
    period: Period
    cut: Cut
    ledgers: Mapping[str, Ledger]
    """By the definition's id."""
    calls: int
    calls_digest: str
    """Names the list of calls."""
    open_days: Sequence[OpenDay]
    busy: Mapping[date, CarrierBusy]
    matters: Sequence[Matters]
    records: Sequence[Records]
    complaints: Sequence[Complaint]
    work: Sequence[Worked]
    talked: Sequence[Talked]
    names: Mapping[str, str]
    """Of the staff, by id."""
    cases: CaseSums | None
    """None where the report does not tell of them."""
    people: People | None
    """None where the report does not tell of them, or nobody could count."""
    attempts: Sequence[Attempts]
    """Calls to applicants, as far as they were dialled."""
    times: Sequence[Spent]
    """Everybody's time at seats."""
    callbacks: Sequence[tuple[str, Promised]]
    """Promises by who made them, in the report's words."""
    access: Mapping[str, int]
    """Entries of the audit trail by what was done."""
    roster: Sequence[Designated]
    """Who was allowed to handle personal data."""
    incidents: Sequence[Incident]
    """Of the period, and those from before that are not closed, by number."""

    @property
    def ledger(self) -> Ledger:
        """Give the ledger of the definition that the reports show."""
        return self.ledgers[self.plan.definition.id]

    @property
    def zone(self) -> ZoneInfo:
        """Give the campaign's zone."""
        return ZoneInfo(self.campaign.zone)

    def minute(self, at: datetime) -> str:
        """Write an instant to the minute, as papers do."""
        here = at.astimezone(self.zone)
        return f"{wareki(here.date())} {here:%H:%M}"


async def cut_now(session: AsyncSession, at: datetime) -> Cut:
    """Draw the line between what a report counts and what will be a correction.

    Calls are cut at the end of the last one in the rows: one that ended before and whose row is
    late would else seem to have been forgotten. While calls end, the last seconds are left out:
    their rows may come in another order. What people note is cut at the instant; whoever freezes
    draws the line inside the trail's lock, so that nobody's entry is on its way.
    """
    last = await tallies.last_end(session) or datetime(1970, 1, 1, tzinfo=UTC)
    return Cut(calls=last if at - last > QUIET else last - MARGIN, noted=at)


async def read(
    session: AsyncSession,
    wanted: Wanted,
    *,
    count: CountPeople | None = None,
    again: int | None = None,
) -> Material:
    """Read what these parts show of a period, from the sums; with `count` its persons, too.

    `again` counts every call anew instead, as a content of that format was made: a proof.
    """
    plan, campaign, period, cut = wanted.plan, wanted.campaign, wanted.period, wanted.cut
    first, last, parts = period.first, period.last, wanted.parts
    zone, open_days = ZoneInfo(campaign.zone), wanted.open_days
    busy = await tallies.carrier_busy(session, first, last, until=cut.noted)
    begin = datetime.combine(first, time(), zone)
    end = min(datetime.combine(last + timedelta(days=1), time(), zone), cut.noted)
    sat = await stays.between(session, begin, end)
    spells = await stays.spells_between(session, begin, end)
    promised = (session, begin, end)
    calls = await (
        _from_sums(session, wanted)
        if again is None
        else _from_every_call(session, wanted, busy, edition=again)
    )
    return Material(
        campaign=campaign,
        plan=plan,
        period=period,
        cut=cut,
        ledgers=calls.ledgers,
        calls=calls.calls,
        calls_digest=calls.digest,
        open_days=open_days,
        busy=busy,
        matters=await inquiry_sums.matters(session, first, last, until=cut.noted),
        records=await inquiry_sums.records(session, first, last, until=cut.noted),
        complaints=await inquiry_sums.complaints(session, first, last, until=cut.noted),
        work=worked(spells, [_hours(each, zone, cut) for each in open_days]),
        talked=await inquiry_sums.talked(session, first, last, until=cut.calls)
        if Part.STAFF in parts
        else (),
        names={person.id: person.name for _, person in sat},
        cases=await case_sums.sums(session, begin, end, until=cut.noted)
        if Part.CASES in parts
        else None,
        people=await _people(session, plan.people, count, (begin, end), cut.noted)
        if count
        else None,
        attempts=await contact_sums.attempts(session, begin, end, until=cut.noted),
        times=seat_time.spent_of(sat, spells, begin, end),
        callbacks=(
            (CALLERS, await callback_sums.by_callers(*promised, until=cut.calls)),
            (STAFF, await callback_sums.by_staff(*promised, until=cut.noted)),
        ),
        access=await trail_sums.by_action(session, begin, end) if Part.ACCESS in parts else {},
        roster=await roster_sums.designated(session, first, last, until=cut.noted)
        if Part.ROSTER in parts
        else (),
        incidents=await _incidents(session, begin, end, cut) if Part.INCIDENTS in parts else (),
    )


@dataclass(frozen=True, slots=True)
class _Calls:
    ledgers: Mapping[str, Ledger]
    calls: int
    digest: str


async def _from_sums(session: AsyncSession, wanted: Wanted) -> _Calls:
    period, days = wanted.period, [each.day for each in wanted.open_days]
    sums = await known(session, period.first, period.last, wanted.cut)
    ledgers = {
        each.id: await from_known(session, each, sums, open_days=days)
        for each in wanted.definitions
    }
    return _Calls(ledgers, sums.calls, sums.digest)


async def _from_every_call(
    session: AsyncSession, wanted: Wanted, busy: Mapping[date, CarrierBusy], *, edition: int
) -> _Calls:
    first, last = wanted.period.first, wanted.period.last
    calls = await tallies.filed_calls(session, first, last, until=wanted.cut.calls)
    noted = {day: each.calls for day, each in busy.items()}
    days = [each.day for each in wanted.open_days]

    def count() -> _Calls:
        ledgers = {
            each.id: counted(each, calls, first, last, busy=noted, open_days=days)
            for each in wanted.definitions
        }
        name = _digest_in_order(calls) if edition < SUMMED else digest_of_every(calls)
        return _Calls(ledgers, len(calls), name)

    # Thousands of calls under every definition: not on the loop, which carries phones' signalling.
    return await asyncio.to_thread(count)


def _digest_in_order(calls: Sequence[Filed]) -> str:
    """Name a list of calls as the first contents did: the hash of all lines in order of arrival."""
    return hashlib.sha256("".join(map(line_of, calls)).encode()).hexdigest()


async def _incidents(
    session: AsyncSession, begin: datetime, end: datetime, cut: Cut
) -> list[Incident]:
    known_then = await incidents.known(session, until=cut.noted)
    return [
        each
        for each in reversed(known_then)
        if each.found_at < end and (each.found_at >= begin or not each.is_closed)
    ]


def _hours(day: OpenDay, zone: ZoneInfo, cut: Cut) -> Hours:
    begin = datetime.combine(day.day, day.opens, zone)
    end = datetime.combine(day.day, day.closes, zone)
    return Hours(day.day, begin, max(begin, min(end, cut.noted)))


async def _people(
    session: AsyncSession,
    by: PeopleBy | None,
    count: CountPeople,
    span: tuple[datetime, datetime],
    until: datetime,
) -> People | None:
    if by is None:
        return None
    begin, end = span
    year = datetime.combine(year_of(begin.date()).first, time(), begin.tzinfo)
    return People(
        span=await count(session, by, (begin, end), until),
        year=await count(session, by, (year, end), until),
    )
