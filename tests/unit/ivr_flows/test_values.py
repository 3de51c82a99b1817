"""How a campaign's dates and times are said."""

from __future__ import annotations

from datetime import date, time

import pytest

from ivr_flows.values import spoken_date, spoken_time
from tests.unit.ivr_flows.sapporo import VALUES

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (time(9), "午前9時"),
        (time(18), "午後6時"),
        (time(17, 30), "午後5時30分"),
        (time(8, 50), "午前8時50分"),
        (time(12), "正午"),
        (time(12, 30), "午後0時30分"),
        (time(0), "午前0時"),
    ],
)
def test_a_time_is_said_by_the_half_of_the_day(moment: time, said: str) -> None:
    assert spoken_time(moment) == said


def test_a_date_is_said_without_its_year_and_without_zeros() -> None:
    assert spoken_date(date(2026, 2, 2)) == "2月2日"


def test_every_value_has_its_words() -> None:
    assert VALUES.spoken() == {
        "center_name": "札幌市物価高対応子育て応援手当事務センター",
        "open_days": "祝日を除く平日",
        "opens": "午前9時",
        "closes": "午後6時",
        "operation_from": "2月2日",
        "operation_to": "5月29日",
    }
