"""How people at seats spent a day, by what they did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from desk.desk import Desk
from storage.engine import transaction
from storage.seat_time import HELD as HELD
from storage.seat_time import PAGE_LOST as PAGE_LOST
from storage.seat_time import Did as Did
from storage.seat_time import Spell as Spell
from storage.seat_time import Stay as Stay
from storage.seat_time import account as account
from storage.seat_time import spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """One person's time of a day, in seconds."""

    staff: str
    name: str
    spent: Mapping[Did, float]

    @property
    def whole_s(self) -> float:
        """From sitting down to standing up, all stays together."""
        return sum(self.spent.values())

    def of(self, doing: str) -> float:
        """Give the time of one doing, whatever its reasons."""
        return sum(each for did, each in self.spent.items() if did.doing == doing)


async def of_day(desk: Desk, day: date) -> list[Worked]:
    """Account a day of the campaign's zone, up to now; raises `DatabaseUnavailable`."""
    begin = datetime.combine(day, time(), desk.zone)
    end = min(begin + timedelta(days=1), desk.clock())
    async with transaction(desk.engine) as session:
        found = await spent(session, begin, end)
    return [Worked(staff=each.staff, name=each.name, spent=each.spent) for each in found]
