"""The small values of a campaign file."""

from __future__ import annotations

from datetime import date, time

import pytest
from pydantic import TypeAdapter, ValidationError

from config.calendar_file import Hours, Operation, Span, Week
from config.campaign_file import DeskId, Phone, Zone

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("09:00-18:00", time(9), time(18)),
        ("08:30-17:15", time(8, 30), time(17, 15)),
        ("00:00-23:59", time(0), time(23, 59)),
    ],
)
def test_hours_are_two_times_of_one_day(text: str, opens: time, closes: time) -> None:
    assert TypeAdapter(Hours).validate_python(text) == Span(opens, closes)


@pytest.mark.parametrize(
    "text", ["", "9:00-18:00", "09:00", "18:00-09:00", "09:00-09:00", "09:00-24:00", 900, None]
)
def test_other_texts_are_no_hours(text: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Hours).validate_python(text)


def test_a_week_knows_only_its_open_days() -> None:
    week = Week.model_validate({"mon": "09:00-18:00", "sat": "09:00-12:00"})
    assert week.by_weekday == {
        0: Span(time(9), time(18)),
        5: Span(time(9), time(12)),
    }


def test_an_early_start_opens_the_operation() -> None:
    dates = {"from": date(2026, 2, 2), "to": date(2026, 5, 29)}
    early = {"from": date(2026, 1, 26), "reported": "第1号"}
    assert Operation.model_validate(dates).opens == date(2026, 2, 2)
    assert Operation.model_validate({**dates, "early_start": early}).opens == date(2026, 1, 26)


def test_phones_become_e164() -> None:
    assert TypeAdapter(Phone).validate_python("０１１－２１１－３９４４") == "+81112113944"


@pytest.mark.parametrize("zone", ["Asia/Tokio", "", "../etc/passwd", "/etc/localtime", "Asia"])
def test_zones_that_do_not_exist_are_refused(zone: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Zone).validate_python(zone)


@pytest.mark.parametrize("id_", ["seat-01w", "seat", "01", "Seat-01", "seat 01", "seat_01"])
def test_a_desk_cannot_be_called_like_a_browsers_phone(id_: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(DeskId).validate_python(id_)
