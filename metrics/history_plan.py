"""What was planned beside what came: seats of the contract and of the floor, calls as foretold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from callcenter.lines import row_of
from metrics.content import Cell, Column, Shape
from metrics.parts import pair
from metrics.reporting import Reporting
from storage import forecasts
from storage.forecast_tables import SlotStaffing

COLUMNS = (
    *(Column("契約の席数", Shape.SEATS), Column("応対できた席（平均）", Shape.SEATS)),
    *(Column("着信の予測", Shape.COUNT), Column("予測との差", Shape.COUNT)),
)


@dataclass(frozen=True, slots=True)
class _Half:
    """One half-hour of an open day."""

    seats_ms: int
    """Of the contract, as long as it was open."""
    staffing: SlotStaffing


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan of some days, by the beginning of each bucket of time."""

    halves: Mapping[datetime, list[_Half]]
    foretold: Mapping[datetime, float]
    """Only of buckets of which every open day was foretold."""

    def cells(self, bucket: datetime, offered: int) -> tuple[Cell, ...]:
        """Give the cells of `COLUMNS`; None where nothing is known."""
        halves = self.halves.get(bucket, [])
        open_ms = sum(each.staffing.open_ms for each in halves)
        working_ms = sum(each.staffing.working_ms for each in halves)
        expected = self.foretold.get(bucket)
        calls = None if expected is None else round(expected)
        return (
            pair(sum(each.seats_ms for each in halves), open_ms),
            pair(working_ms, open_ms),
            calls,
            None if calls is None else offered - calls,
        )


async def planned(
    reporting: Reporting, first: date, last: date, bucket_of: Callable[[datetime], datetime]
) -> Planned:
    """Read the plan of the days from `first` to `last`; raises `DatabaseUnavailable`."""
    engine, zone = reporting.engine, reporting.zone
    halves: dict[datetime, list[_Half]] = {}
    for each in await forecasts.staffing(engine, first, last):
        seats = row_of(reporting.campaign, each.day).seats
        found = halves.setdefault(bucket_of(each.slot.astimezone(zone)), [])
        found.append(_Half(seats * each.open_ms, each))
    days, slots = await forecasts.foretold(engine, first, last)
    foretold: dict[datetime, float] = {}
    for slot, offered in slots.items():
        bucket = bucket_of(slot.astimezone(zone))
        foretold[bucket] = foretold.get(bucket, 0.0) + offered
    for day in reporting.campaign.open_days:
        if first <= day.day <= min(last, reporting.today) and day.day not in days:
            opens = datetime.combine(day.day, day.opens, zone)
            foretold.pop(bucket_of(opens), None)  # a part of it was never foretold
    return Planned(halves, foretold)
