"""No day is left out of the nightly comparison, and no difference is out of sight after a night."""

from __future__ import annotations

from datetime import date

import pytest

from app.report_keeper import Nights
from metrics.reconciled import Difference, Kind, Reconciled
from storage.errors import DatabaseUnavailable

pytestmark = pytest.mark.unit

FRIDAY, MONDAY = date(2026, 2, 6), date(2026, 2, 9)


class Book:
    """Gives one difference on Friday, and none else; refuses when told to."""

    def __init__(self) -> None:
        self.asked: list[date] = []
        self.is_away = False

    async def __call__(self, day: date) -> Reconciled | None:
        if self.is_away:
            raise DatabaseUnavailable(why="away")
        self.asked.append(day)
        found = [Difference(kind=Kind.ONLY_IN_BOOK, call="c")] if day == FRIDAY else []
        return Reconciled(calls=(1, 0), seconds=(1, 0), recordings=(0, 0), differences=tuple(found))


async def test_days_that_the_office_slept_through_are_compared_when_it_is_back() -> None:
    book = Book()
    nights = Nights(book)
    assert await nights.look(MONDAY) == 1, "Friday's difference, on Monday morning"
    assert book.asked == [date(2026, 2, each) for each in range(2, 9)]
    assert await nights.look(MONDAY) == 1
    assert len(book.asked) == 7, "each day once"
    book.is_away = True
    with pytest.raises(DatabaseUnavailable):
        await nights.look(date(2026, 2, 10))
    book.is_away = False
    assert await nights.look(date(2026, 2, 10)) == 1
    assert book.asked[7:] == [MONDAY], "what failed is tried again"
    assert await nights.look(date(2026, 2, 13)) == 1
    assert await nights.look(date(2026, 2, 14)) == 0, "after seven days"
