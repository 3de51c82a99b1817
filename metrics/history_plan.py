"""What was planned beside what came: seats of the contract and of the floor, calls as foretold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from callcenter.campaign import OpenDay
from callcenter.lines import row_of
from metrics.content import Cell, Column, Shape
from metrics.forecast.rows import halves_of
from metrics.parts import pair
from metrics.reporting import Reporting
from storage import forecasts

CONTRACT = "契約の席数"
BESIDE = (
    Column("応対できた席（平均）", Shape.SEATS),
    *(Column("着信の予測", Shape.COUNT), Column("予測との差", Shape.COUNT)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The plan of some days, by the beginning of each bucket of time; milliseconds."""

    is_whole: bool
    """A bucket lies in one day, so that its seats are a number and no mean."""
    open_ms: Mapping[datetime, int]
    contract_ms: Mapping[datetime, int]
    known_ms: Mapping[datetime, int]
    """Of the open time that of which it is known who worked."""
    working_ms: Mapping[datetime, int]
    foretold: Mapping[datetime, float]
    """Only of buckets of which every open day was foretold."""

    @property
    def contract_column(self) -> Column:
        """Give the column of the contract's seats."""
        return Column(CONTRACT, Shape.COUNT if self.is_whole else Shape.SEATS)

    def contract(self, bucket: datetime) -> Cell:
        """Give the contract's seats; None while the centre was closed."""
        seats_ms, open_ms = self.contract_ms.get(bucket, 0), self.open_ms.get(bucket, 0)
        if self.is_whole:
            return seats_ms // open_ms if open_ms else None
        return pair(seats_ms, open_ms)

    def beside(self, bucket: datetime, offered: int) -> tuple[Cell, ...]:
        """Give the cells of `BESIDE`; None where nothing is known."""
        expected = self.foretold.get(bucket)
        calls = None if expected is None else round(expected)
        return (
            pair(self.working_ms.get(bucket, 0), self.known_ms.get(bucket, 0)),
            calls,
            None if calls is None else offered - calls,
        )


async def planned(
    reporting: Reporting,
    first: date,
    last: date,
    bucket_of: Callable[[datetime], datetime],
    *,
    is_whole: bool,
) -> Planned:
    """Read the plan of the days from `first` to `last`; raises `DatabaseUnavailable`."""
    engine, zone = reporting.engine, reporting.zone
    until = min(last, reporting.today)
    days = [each for each in reporting.campaign.open_days if first <= each.day <= until]
    open_ms, contract_ms = _contract(reporting, days, bucket_of)
    known_ms: Counter[datetime] = Counter()
    working_ms: Counter[datetime] = Counter()
    for each in await forecasts.staffing(engine, first, last):
        bucket = bucket_of(each.slot.astimezone(zone))
        known_ms[bucket] += each.open_ms
        working_ms[bucket] += each.working_ms
    kept, slots = await forecasts.foretold(engine, first, last)
    foretold: dict[datetime, float] = {}
    for slot, offered in slots.items():
        bucket = bucket_of(slot.astimezone(zone))
        foretold[bucket] = foretold.get(bucket, 0.0) + offered
    for day in days:
        if day.day not in kept:  # a part of its bucket was never foretold
            foretold.pop(bucket_of(datetime.combine(day.day, day.opens, zone)), None)
    return Planned(
        is_whole=is_whole,
        open_ms=open_ms,
        contract_ms=contract_ms,
        known_ms=known_ms,
        working_ms=working_ms,
        foretold=foretold,
    )


def _contract(
    reporting: Reporting, days: list[OpenDay], bucket_of: Callable[[datetime], datetime]
) -> tuple[Counter[datetime], Counter[datetime]]:
    open_ms: Counter[datetime] = Counter()
    contract_ms: Counter[datetime] = Counter()
    for day in days:
        seats = row_of(reporting.campaign, day.day).seats
        for half in halves_of(day, reporting.zone):
            bucket = bucket_of(half.begin)
            open_ms[bucket] += half.length_ms
            contract_ms[bucket] += seats * half.length_ms
    return open_ms, contract_ms
