from __future__ import annotations

from datetime import date

import pytest

from japan.era import wareki

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 2, 2), "令和8年2月2日（月）"),
        (date(2019, 5, 1), "令和元年5月1日（水）"),
        (date(2019, 4, 30), "平成31年4月30日（火）"),
        (date(1989, 1, 8), "平成元年1月8日（日）"),
    ],
)
def test_a_day_is_written_in_its_era(day: date, written: str) -> None:
    assert wareki(day) == written


def test_a_day_before_heisei_is_refused() -> None:
    with pytest.raises(ValueError, match="1989-01-07"):
        wareki(date(1989, 1, 7))
