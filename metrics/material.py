"""Reading everything that a report of some days can show, as it was known at one instant."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.campaign import Campaign, OpenDay
from metrics.definition import Definition
from metrics.ledger import Ledger, counted
from metrics.people import CountPeople, People, PeopleBy
from metrics.period import Period, year_of
from metrics.report_plan import ReportPlan
from metrics.work import Hours, Worked, worked
from storage import (
    callback_sums,
    case_sums,
    contact_sums,
    inquiry_sums,
    seat_time,
    stays,
    tallies,
)
from storage.audit_tables import AuditEntry
from storage.callback_sums import Promised
from storage.case_sums import CaseSums
from storage.contact_sums import Attempts
from storage.inquiry_sums import Complaint, Matters, Records, Talked
from storage.report_tables import CarrierBusy
from storage.rollups import Filed
from storage.seat_time import Spent
from storage.tallies import Cut

CALLERS, STAFF = "自動案内で受け付けたもの", "応対者がお約束したもの"
MARGIN, QUIET = timedelta(seconds=5), timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a report is made from."""

    campaign: Campaign
    plan: ReportPlan
    period: Period
    cut: Cut
    ledgers: Mapping[str, Ledger]
    """By the definition's id."""
    calls: Sequence[Filed]
    open_days: Sequence[OpenDay]
    busy: Mapping[date, CarrierBusy]
    matters: Sequence[Matters]
    records: Sequence[Records]
    complaints: Sequence[Complaint]
    work: Sequence[Worked]
    talked: Sequence[Talked]
    names: Mapping[str, str]
    """Of the staff, by id."""
    cases: CaseSums
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

    @property
    def ledger(self) -> Ledger:
        """Give the ledger of the definition that the reports show."""
        return self.ledgers[self.plan.definition.id]

    @property
    def zone(self) -> ZoneInfo:
        """Give the campaign's zone."""
        return ZoneInfo(self.campaign.zone)


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
    plan: ReportPlan,
    campaign: Campaign,
    period: Period,
    cut: Cut,
    *,
    count: CountPeople | None = None,
) -> Material:
    """Read the rows of a period, every call of it; with `count` its persons, too."""
    first, last = period.first, period.last
    zone = ZoneInfo(campaign.zone)
    open_days = [each for each in campaign.open_days if first <= each.day <= last]
    calls = await tallies.filed_calls(session, first, last, until=cut.calls)
    busy = await tallies.carrier_busy(session, first, last, until=cut.noted)
    begin = datetime.combine(first, time(), zone)
    end = min(datetime.combine(last + timedelta(days=1), time(), zone), cut.noted)
    sat = await stays.between(session, begin, end)
    spells = await stays.spells_between(session, begin, end)
    days = [each.day for each in open_days]
    promised = (session, begin, end)
    # Thousands of calls under every definition: not on the loop, which carries phones' signalling.
    ledgers = await asyncio.to_thread(
        lambda: {each.id: _counted(each, calls, period, busy, days) for each in plan.beside}
    )
    return Material(
        campaign=campaign,
        plan=plan,
        period=period,
        cut=cut,
        ledgers=ledgers,
        calls=calls,
        open_days=open_days,
        busy=busy,
        matters=await inquiry_sums.matters(session, first, last, until=cut.noted),
        records=await inquiry_sums.records(session, first, last, until=cut.noted),
        complaints=await inquiry_sums.complaints(session, first, last, until=cut.noted),
        work=worked(spells, [_hours(each, zone, cut) for each in open_days]),
        talked=await inquiry_sums.talked(session, first, last, until=cut.calls),
        names={person.id: person.name for _, person in sat},
        cases=await case_sums.sums(session, begin, end, until=cut.noted),
        people=await _people(session, plan.people, count, (begin, end), cut.noted)
        if count
        else None,
        attempts=await contact_sums.attempts(session, begin, end, until=cut.noted),
        times=seat_time.spent_of(sat, spells, begin, end),
        callbacks=(
            (CALLERS, await callback_sums.by_callers(*promised, until=cut.calls)),
            (STAFF, await callback_sums.by_staff(*promised, until=cut.noted)),
        ),
        access=await _access(session, begin, end),
    )


def digest_of_calls(calls: Sequence[Filed]) -> str:
    """Name the list of calls: SHA-256 over a line for each, in order of arrival."""
    lines = (
        f"{each.call} {each.arrived_at.astimezone(UTC).isoformat()} {each.outcome} "
        f"{' '.join(map(str, each.spans_ms))}\n"
        for each in calls
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _counted(
    definition: Definition,
    calls: Sequence[Filed],
    period: Period,
    busy: Mapping[date, CarrierBusy],
    open_days: Sequence[date],
) -> Ledger:
    noted = {day: each.calls for day, each in busy.items()}
    return counted(definition, calls, period.first, period.last, busy=noted, open_days=open_days)


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
        span=await count(session, by.field, by.stages, (begin, end), until),
        year=await count(session, by.field, by.stages, (year, end), until),
    )


async def _access(session: AsyncSession, begin: datetime, end: datetime) -> dict[str, int]:
    asked = (
        select(col(AuditEntry.action), func.count())
        .where(col(AuditEntry.at) >= begin, col(AuditEntry.at) < end)
        .group_by(col(AuditEntry.action))
        .order_by(col(AuditEntry.action))
    )
    return {action: count for action, count in (await session.exec(asked)).all()}
