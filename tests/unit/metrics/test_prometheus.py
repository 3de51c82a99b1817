from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from prometheus_client.parser import text_string_to_metric_families

from callcenter.commands import ShowCall
from callcenter.contact import Kind
from callcenter.dial_commands import CloseDial
from callcenter.events import CallerLeft, Cause
from callcenter.outcome import DialResult, Outcome
from callcenter.resuming import PAGE_LOST
from metrics.day import Days
from metrics.floor import Floor
from metrics.prometheus import Fixed, Numbers
from metrics.vital import Lag, ReportSigns, Signs, Vital
from tests.integration.storage.story import LINE, OPENING, Story
from tests.unit.metrics.shipped import the_clients

pytestmark = pytest.mark.unit

TOKYO = ZoneInfo("Asia/Tokyo")


class Clock:
    def __init__(self) -> None:
        self.at = OPENING

    def __call__(self) -> datetime:
        return self.at


def numbers_at(
    clock: Clock,
    days: Days | None = None,
    signs: Signs | None = None,
    *,
    counts_carrier_busy: bool = False,
) -> Numbers:
    fixed = Fixed(
        clock=clock,
        lines_at=lambda at: 12 if at.month < 4 else 7,
        seats_at=lambda at: 10,
        definition=replace(the_clients(), counts_carrier_busy=counts_carrier_busy),
        version="0.1.0",
    )
    return Numbers(
        fixed,
        days=days or Days(zone=TOKYO),
        floor=Floor(),
        signs=signs or Signs(),
    )


def samples(numbers: Numbers) -> dict[str, float]:
    """Read the page as Prometheus does."""
    return {
        sample.name + "".join(f"{{{key}={value}}}" for key, value in sample.labels.items()): (
            sample.value
        )
        for family in text_string_to_metric_families(numbers.render().decode())
        for sample in family.samples
    }


def told(numbers: Numbers, story: Story) -> dict[str, float]:
    for record in story.records:
        numbers.apply(record)
    return samples(numbers)


def test_calls_are_counted_by_outcome_with_every_outcome_there_from_the_start() -> None:
    clock = Clock()
    assert {
        samples(numbers_at(clock))[f"madoguchi_calls_total{{outcome={o}}}"] for o in Outcome
    } == {0}
    story = Story()
    story.whole_call("c1")
    story.whole_call("c2")
    story.whole_call("c3", Outcome.OVERFLOW)
    read = told(numbers_at(clock), story)
    assert read["madoguchi_calls_total{outcome=answered}"] == 2
    assert read["madoguchi_calls_total{outcome=overflow}"] == 1
    assert read["madoguchi_answer_rate_today"] == pytest.approx(2 / 3)


def test_the_answer_rate_is_not_a_number_while_nothing_was_offered() -> None:
    clock = Clock()
    numbers = numbers_at(clock)
    assert math.isnan(samples(numbers)["madoguchi_answer_rate_today"])
    story = Story()
    story.whole_call("c1")
    assert told(numbers, story)["madoguchi_answer_rate_today"] == 1
    clock.at += timedelta(days=1)
    assert math.isnan(samples(numbers)["madoguchi_answer_rate_today"])


def test_the_floor_is_shown_as_it_stands() -> None:
    clock = Clock()
    story = Story()
    story.seat("seat-01", "ready")
    story.arrive("c1")
    story.arrive("c2", state="offered")
    story.alarm("disk_full", "log")
    clock.at = OPENING + timedelta(seconds=31)
    read = told(numbers_at(clock), story)
    assert read["madoguchi_waiting"] == 1
    assert read["madoguchi_longest_wait_seconds"] == 30
    assert read["madoguchi_ringing"] == 1
    assert read["madoguchi_lines_in_use"] == 2
    assert read["madoguchi_seats{state=ready}"] == 1
    assert read["madoguchi_seats{state=talking}"] == 0
    assert read["madoguchi_alarms{kind=disk_full}"] == 1
    assert read["madoguchi_build_info{version=0.1.0}"] == 1


def test_the_line_capacity_is_that_of_the_day() -> None:
    clock = Clock()
    numbers = numbers_at(clock)
    assert samples(numbers)["madoguchi_lines"] == 12
    clock.at += timedelta(days=60)
    assert samples(numbers)["madoguchi_lines"] == 7


def test_waits_of_all_who_asked_for_a_person_and_rings_of_answered_calls_are_timed() -> None:
    story = Story()
    for number, outcome in enumerate(Outcome):
        story.whole_call(f"c{number}", outcome)
    read = told(numbers_at(Clock()), story)
    assert read["madoguchi_wait_seconds_count"] == 3
    assert read["madoguchi_wait_seconds_sum"] == 6
    assert (read["madoguchi_wait_seconds_bucket{le=1.0}"],) == (0,)
    assert read["madoguchi_wait_seconds_bucket{le=2.0}"] == 3
    assert read["madoguchi_ring_seconds_count"] == 1
    assert read["madoguchi_ring_seconds_sum"] == 4


def test_calls_of_ours_are_counted_by_what_the_network_answered_and_wrap_ups_are_timed() -> None:
    story = Story()
    story.seat("seat-01", "wrap_up")
    story.wait(44)
    story.seat("seat-01", "ready")
    story.seat("seat-02", "ready")
    close = CloseDial(
        call="a1",
        line=LINE,
        person="p-1",
        seat="seat-01",
        by="",
        contact="k1",
        kind=Kind.DEFICIENCY,
        began_at=OPENING,
        dialled_at=OPENING,
        answered_at=OPENING,
        ended_at=OPENING,
        result=DialResult.ANSWERED,
        detail="",
        ring_s=8.0,
        talk_s=90.0,
        hold_s=0.0,
        caller_recording=None,
        seat_recording=None,
    )
    left = CallerLeft(at=OPENING, call="a1", cause=Cause.NORMAL)
    unanswered = replace(close, result=DialResult.NO_ANSWER, answered_at=None, kind=None)
    nobody = replace(close, result=DialResult.CANCELLED, dialled_at=None)
    for each in (close, unanswered, nobody):
        story.tell(left, each)
    shown = ShowCall(
        call="a2",
        state="offered",
        since=OPENING,
        line=LINE,
        arrived_at=OPENING,
        seat="seat-01",
        holds_line=True,
        kind="callback",
    )
    story.tell(left, shown)
    numbers = numbers_at(Clock())
    before = samples(numbers)
    assert before["madoguchi_dials_total{kind=callback}{outcome=busy}"] == 0
    read = told(numbers, story)
    told(numbers, story)
    assert samples(numbers) == pytest.approx(read, nan_ok=True), "a record counts once"
    assert read["madoguchi_dials_total{kind=deficiency}{outcome=answered}"] == 1
    assert read["madoguchi_dials_total{kind=dialled}{outcome=no_answer}"] == 1
    assert sum(each for name, each in read.items() if "dials_total" in name) == 2
    assert (read["madoguchi_dial_ring_seconds_count"], read["madoguchi_dial_talk_seconds_sum"]) == (
        *(2, 90),
    )
    assert read["madoguchi_dialling{kind=callback}"] == 1
    assert (read["madoguchi_wrap_up_seconds_count"], read["madoguchi_wrap_up_seconds_sum"]) == (
        *(1, 45),
    )


def test_a_page_that_does_not_come_back_is_counted_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    story = Story()
    story.seat("seat-01", "talking", "c1")
    for state, why in (("ready", ""), ("not_ready", PAGE_LOST), ("not_ready", PAGE_LOST)):
        story.seat("seat-01", state, why=why)  # told twice, lost once
    read = told(numbers_at(Clock()), story)
    assert read["madoguchi_pages_lost_total"] == 1
    assert [each.__dict__["seat"] for each in caplog.records] == ["seat-01"]


def test_after_a_restart_of_the_office_the_counters_go_on() -> None:
    story = Story()
    story.whole_call("c1")
    story.whole_call("c2", Outcome.NO_LINE)
    days = Days(
        zone=TOKYO,
        n=3,
        day=OPENING.date(),
        slots={OPENING: {Outcome.ANSWERED: 1}},
        ever={Outcome.ANSWERED: 501},
    )
    read = told(numbers_at(Clock(), days), story)
    assert read["madoguchi_calls_total{outcome=answered}"] == 501
    assert read["madoguchi_calls_total{outcome=no_line}"] == 1
    assert read["madoguchi_answer_rate_today"] == 0.5


def test_the_lag_of_the_rows_is_told_in_records() -> None:
    story = Story()
    story.whole_call("c1")
    numbers = numbers_at(Clock())
    assert told(numbers, story)["madoguchi_projection_lag_records"] == 3
    numbers.projected(2)
    assert samples(numbers)["madoguchi_projection_lag_records"] == 1
    numbers.projected(3)
    assert samples(numbers)["madoguchi_projection_lag_records"] == 0


def test_no_id_and_no_number_is_on_the_page() -> None:
    story = Story()
    story.seat("seat-01", "ready", call="call-77")
    story.arrive("call-77", caller="p-secret")
    story.alarm("disk_full", "p-secret", "p-secret")
    numbers = numbers_at(Clock())
    told(numbers, story)
    page = numbers.render().decode()
    for personal in ("call-77", "p-secret", "seat-01", LINE):
        assert personal not in page


def test_two_instances_in_one_process_do_not_meet() -> None:
    story = Story()
    story.whole_call("c1")
    told(numbers_at(Clock()), story)
    assert samples(numbers_at(Clock()))["madoguchi_calls_total{outcome=answered}"] == 0


def test_the_controllers_signs_are_shown_once_it_was_heard() -> None:
    signs = Signs()
    numbers = numbers_at(Clock(), signs=signs)
    assert "madoguchi_log_refused" not in samples(numbers)
    signs.vital = Vital(lag=(7, 2, *[0] * 10, 1), lag_sum_s=2.5, log_refused=True, people_late=3)
    signs.well = {"database": False, "log": True}
    told = samples(numbers)
    assert told["madoguchi_log_refused"] == 1
    assert told["madoguchi_people_late"] == 3
    assert told["madoguchi_part_up{part=database}"] == 0
    assert told["madoguchi_part_up{part=log}"] == 1
    lag = "madoguchi_controller_loop_lag_seconds"
    assert [told[f"{lag}_bucket{{le={le}}}"] for le in ("0.001", "0.002", "1.0", "+Inf")] == [
        *(7, 9, 9, 10)
    ]
    assert told[f"{lag}_sum"] == 2.5
    assert "madoguchi_office_loop_lag_seconds_sum" not in told, "nobody has looked yet"
    signs.office = Lag((1, *[0] * 11, 2), 3.5)
    office = "madoguchi_office_loop_lag_seconds"
    told = samples(numbers)
    assert [told[f"{office}_{each}"] for each in ("bucket{le=0.001}", "count", "sum")] == [
        1,
        3,
        3.5,
    ]


def test_recordings_that_wait_for_the_vault_are_counted_and_timed() -> None:
    signs = Signs(sounds_waiting=3, sounds_lag_s=12.5)
    told = samples(numbers_at(Clock(), signs=signs))
    assert told["madoguchi_recordings_waiting"] == 3
    assert told["madoguchi_recordings_lag_seconds"] == 12.5


def test_what_nobody_measured_yet_is_absent() -> None:
    told = numbers_at(Clock(), counts_carrier_busy=True).render().decode()
    for name in ("answer_rate_today", "offered_today", "answered_today"):
        assert f"madoguchi_{name} " in numbers_at(Clock()).render().decode()
        assert f"madoguchi_{name} " not in told


def test_without_a_book_no_difference_is_told() -> None:
    name = "madoguchi_calls_not_reconciled"
    for differing, told in ((None, ""), (0, f"{name} 0.0"), (3, f"{name} 3.0")):
        signs = Signs(reports=ReportSigns(differing=differing))
        lines = numbers_at(Clock(), signs=signs).render().decode().splitlines()
        assert "".join(each for each in lines if each.startswith(name)) == told
