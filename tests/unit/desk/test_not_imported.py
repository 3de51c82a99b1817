"""Which time of the day brings to mind that applications are to be imported, and until when."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from desk.not_imported import overdue

pytestmark = pytest.mark.unit

TIMES = (time(11), time(16))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-02-02T{text}").replace(tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.mark.parametrize(
    ("now", "last", "by", "is_alarm"),
    [
        ("10:59:59", None, None, False),
        ("11:00", None, "11:00", False),
        ("15:59", "00:00", None, False),
        ("16:00", None, "16:00", True),
        ("16:00", "10:59", "16:00", False),  # the day has a file, but not its second one
        ("16:00", "11:00", None, False),
        ("23:59", "16:30", None, False),
    ],
)
def test_a_file_is_to_come_between_any_two_times(
    now: str, last: str | None, by: str | None, is_alarm: bool
) -> None:
    found = overdue(TIMES, at(now), at(last) if last else None)
    assert (found and found.by) == (at(by) if by else None)
    assert (found is not None and found.is_alarm) == is_alarm


def test_without_times_nothing_is_brought_to_mind() -> None:
    assert overdue((), at("23:59"), None) is None
