"""The week that is written ahead for the fallback, held against the campaign's calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.campaign import Campaign, CapacityRow, OpenDay
from callcenter.opening import Opening, Verdict
from telephony.fallback_files import Sound
from telephony.fallback_plan import AHEAD, FallbackPlan, Stretch, differences, plan

pytestmark = pytest.mark.unit

NONE = timedelta()
WEEKDAYS = [date(2026, 2, 2) + timedelta(days=n) for n in range(60)]
HOLIDAY = date(2026, 2, 11)
CAMPAIGN = Campaign(
    id="sapporo",
    name="窓口",
    zone="Asia/Tokyo",
    lines=(),
    desks=(),
    open_days=tuple(
        OpenDay(day, time(9), time(18)) for day in WEEKDAYS if day.weekday() < 5 and day != HOLIDAY
    ),
    holidays=frozenset({HOLIDAY}),
    operation_from=date(2026, 2, 2),
    operation_to=date(2026, 4, 2),
    capacity=(CapacityRow(date(2026, 2, 2), 10, 12), CapacityRow(date(2026, 3, 1), 5, 7)),
)


def tokyo(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+09:00")


def asked(made: FallbackPlan, at: datetime) -> Stretch:
    """As the dialplan asks it: the last stretch that had begun by that second."""
    begun = [each for each in made.stretches if each.start_s <= int(at.timestamp())]
    return begun[-1]


@pytest.mark.parametrize(
    ("at", "closed", "lines"),
    [
        ("2026-02-09T17:59:50", None, 12),
        ("2026-02-09T18:00:00", Sound.AFTER_HOURS, 12),
        ("2026-02-09T18:00:10", Sound.AFTER_HOURS, 12),
        ("2026-02-10T08:59:59", Sound.AFTER_HOURS, 12),
        ("2026-02-10T09:00:00", None, 12),
        ("2026-02-11T10:00:00", Sound.HOLIDAY, 12),
        ("2026-02-14T10:00:00", Sound.AFTER_HOURS, 12),
    ],
)
def test_week_is_said_as_the_calendar_has_it(at: str, closed: Sound | None, lines: int) -> None:
    made = plan(CAMPAIGN, at=tokyo("2026-02-09T10:00"), offset=NONE)
    found = asked(made, tokyo(at))
    assert (found.closed, found.lines) == (closed, lines)


@pytest.mark.parametrize(
    ("at", "closed"),
    [("2026-01-30T10:00:00", Sound.NOT_YET_OPEN), ("2026-04-03T10:00:00", Sound.ENDED)],
)
def test_outside_the_period_of_operation_callers_are_told_so(at: str, closed: Sound) -> None:
    made = plan(CAMPAIGN, at=tokyo(at), offset=NONE)
    assert asked(made, tokyo(at)).closed is closed


def test_lines_change_at_midnight_of_their_day() -> None:
    made = plan(CAMPAIGN, at=tokyo("2026-02-27T10:00"), offset=NONE)
    assert asked(made, tokyo("2026-02-28T23:59:59")).lines == 12
    assert asked(made, tokyo("2026-03-02T10:00:00")).lines == 7


def test_who_came_before_closing_is_let_in_by_a_plan_that_was_written_after_it() -> None:
    made = plan(CAMPAIGN, at=tokyo("2026-02-09T18:00:05"), offset=NONE)
    assert asked(made, tokyo("2026-02-09T17:59:50")).closed is None


def test_instants_are_the_machines() -> None:
    offset = timedelta(days=-291, seconds=0.4)
    made = plan(CAMPAIGN, at=tokyo("2026-02-09T10:00"), offset=offset)
    closes = tokyo("2026-02-09T18:00") - offset
    found = next(each for each in made.stretches if each.closed)
    assert found.start_s == int(closes.timestamp()) + 1


def test_emergency_closing_shuts_from_its_beginning_on_as_far_as_it_would_be_open() -> None:
    closed_at = tokyo("2026-02-09T14:00")
    made = plan(CAMPAIGN, at=closed_at, offset=NONE, closed_at=closed_at)
    said = [
        asked(made, tokyo(at)).closed
        for at in (
            *("2026-02-09T13:59:59", "2026-02-09T14:00:00"),
            *("2026-02-09T18:00:00", "2026-02-10T09:00:00"),
        )
    ]
    assert said == [None, Sound.EMERGENCY, Sound.AFTER_HOURS, Sound.EMERGENCY]


def test_after_a_week_without_a_word_all_is_closed() -> None:
    at = tokyo("2026-02-09T10:00")
    made = plan(CAMPAIGN, at=at, offset=NONE)
    assert asked(made, at + AHEAD).closed is Sound.AFTER_HOURS
    assert asked(made, at + AHEAD - timedelta(seconds=1)).closed is None


def test_plan_is_short_and_ascending_and_reads_as_the_dialplan_wants_it() -> None:
    made = plan(CAMPAIGN, at=tokyo("2026-02-09T10:00"), offset=NONE)
    text = str(made)
    assert len(text) < 1000
    starts = [each.start_s for each in made.stretches]
    assert starts == sorted(set(starts))
    first = int(tokyo("2026-02-09T09:00").timestamp())
    closes = int(tokyo("2026-02-09T18:00").timestamp())
    assert text.startswith(f"{first}/12/|{closes}/12/AFTER_HOURS|")


@given(
    after_s=st.floats(-14 * 86400, 70 * 86400),
    later_s=st.floats(1, AHEAD.total_seconds() - 1),
)
def test_fallback_and_heart_judge_alike(after_s: float, later_s: float) -> None:
    now = tokyo("2026-02-02T10:00").astimezone(UTC) + timedelta(seconds=after_s)
    arrival = (now + timedelta(seconds=later_s)).replace(microsecond=0)
    found = asked(plan(CAMPAIGN, at=now, offset=NONE), arrival)
    is_open = Opening(CAMPAIGN).judge(arrival) is Verdict.OPEN
    assert (found.closed is None) is is_open


def test_only_a_plan_that_differs_is_written() -> None:
    made = plan(CAMPAIGN, at=tokyo("2026-02-09T10:00"), offset=NONE)
    (request,) = differences(made, None)
    assert request.body == {"variables": {"MDG_VALUE": str(made)}}
    assert differences(made, replace(made)) == []
    other = FallbackPlan((*made.stretches[:-1],))
    assert len(differences(made, other)) == 1
