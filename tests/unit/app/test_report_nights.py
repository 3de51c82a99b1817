"""No day is left out of the nightly comparison, and no difference is out of sight after a night."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.report_keeper import AGAIN, Nights
from metrics.checked import Key
from metrics.reconciled import Difference, Kind, Reconciled
from storage.errors import DatabaseUnavailable

pytestmark = pytest.mark.unit

SAME = Reconciled(calls=(1, 1), seconds=(1, 1), recordings=(0, 0), differences=())
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


async def nobody(_: date, __: date) -> frozenset[Key]:
    return frozenset()


async def test_a_difference_that_somebody_looked_into_is_shown_and_alarms_no_more() -> None:
    async def known(first: date, last: date) -> frozenset[Key]:
        assert first <= FRIDAY <= last
        return frozenset({(FRIDAY, "c", "only_in_book"), (FRIDAY, "other", "seconds")})

    nights = Nights(Book(), known)
    assert await nights.look(MONDAY) == 0
    assert [each.call for each in nights.differing()[FRIDAY]] == ["c"]


async def test_days_that_the_office_slept_through_are_compared_when_it_is_back() -> None:
    book = Book()
    nights = Nights(book, nobody)
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


async def test_a_day_waits_for_its_calls_and_one_that_differs_is_compared_again() -> None:
    one = Difference(kind=Kind.SECONDS, call="c")
    came = {"differences": (one,), "is_open": True}

    async def compare(day: date) -> Reconciled:
        found = came if day == FRIDAY else {"differences": (), "is_open": False}
        return replace(SAME, **found)  # type: ignore[arg-type]

    nights = Nights(compare, nobody)
    assert await nights.look(MONDAY) == 0, "the call goes on: nothing differs yet"
    assert nights.differing() == {}
    came["is_open"] = False
    assert await nights.look(MONDAY) == 1
    assert nights.differing() == {FRIDAY: (one,)}
    came["differences"] = ()
    told = [await nights.look(MONDAY) for _ in range(AGAIN)]
    assert told[-1] == 0, "its last row came late, and is there now"
    assert nights.differing() == {}


async def test_where_there_is_no_book_nothing_is_told_to_be_equal() -> None:
    async def compare(_: date) -> None:
        return None

    assert await Nights(compare, nobody).look(MONDAY) is None
