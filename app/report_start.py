"""The reports of an instance, put together from its home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.clock import Clock
from app.desk_start import case_room_of
from app.errors import PlainUnreadable
from app.home import Home
from app.opened import campaign_of
from app.plain import Plain
from callcenter.campaign import Campaign
from cases.people import count_people, list_people
from cases.store import Shelf
from config.errors import UnreadablePlain
from metrics import report_plan
from metrics.errors import UnreadablePlan
from metrics.people import Counted, CountPeople, ListPeople, PeopleBy, Person
from metrics.report import Versions
from metrics.report_plan import ReportPlan
from metrics.reporting import Reporting


def reporting_of(home: Home, plain: Plain, database: AsyncEngine, clock: Clock) -> Reporting:
    """Make the reports; raises as `plan_of` and `campaign_of`."""

    def older(plan: str, campaign: str) -> tuple[ReportPlan, Campaign] | None:
        if not (plan.isalnum() and campaign.isalnum()):
            return None
        try:
            return _read(home, plan), campaign_of(home, campaign)
        except (OSError, UnreadablePlan, UnreadablePlain):
            return None

    room = case_room_of(home, plain)
    return Reporting(
        engine=database,
        plan=plan_of(home, plain),
        campaign=campaign_of(home, plain.campaign),
        versions=Versions(plan=plain.reports, operation=plain.campaign),
        clock=clock,
        older=older,
        count=None if room is None else counting(room.shelf),
        people=None if room is None else listing(room.shelf),
    )


def counting(shelf: Shelf) -> CountPeople:
    """Count with a shelf's keys."""

    async def count(
        session: AsyncSession, by: PeopleBy, span: tuple[datetime, datetime], until: datetime
    ) -> Mapping[str, Counted]:
        found = await count_people(session, shelf, by.field, by.stages, span, until=until)
        return {value or by.rows[0].value: each for value, each in found.items()}

    return count


def listing(shelf: Shelf) -> ListPeople:
    """List whom `counting` counts."""

    async def listed(
        session: AsyncSession, by: PeopleBy, span: tuple[datetime, datetime], until: datetime
    ) -> Sequence[Person]:
        found = await list_people(session, shelf, by.field, by.stages, span, until=until)
        return [
            Person(
                case=case,
                value=value or by.rows[0].value,
                counts=frozenset(n for n, in_ in enumerate(each) if in_),
            )
            for case, value, each in found
        ]

    return listed


def plan_of(home: Home, plain: Plain) -> ReportPlan:
    """Read what the campaign decides about reports.

    Raises:
        PlainUnreadable: the home was last started by a version without reports.
        UnreadablePlan: it is of another version.
        OSError: it is not there.
    """
    if not plain.reports:
        why = "last started by a version without reports; `madoguchi up` mends it"
        raise PlainUnreadable(path=str(home.plain), why=why)
    return _read(home, plain.reports)


def _read(home: Home, name: str) -> ReportPlan:
    path = home.versions / f"{name}.json"
    return report_plan.decode(path.read_bytes(), path=str(path))
