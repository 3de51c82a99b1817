"""What an operator reads: every command in full, and how a date is written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import typer

from app.cli.dates import (
    day_given,
    day_or_minute,
    in_zone,
    minute_given,
    moment_given,
    month_given,
)
from app.cli.main import command_line

pytestmark = pytest.mark.unit


def lists(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    below = getattr(command, "commands", {})
    if below:
        name = " ".join(path) or "madoguchi"
        yield name, command.get_help(typer.Context(command, info_name=name, terminal_width=80))
    for name, each in below.items():
        yield from lists(each, (*path, name))


def test_no_list_of_commands_cuts_a_sentence_short() -> None:
    told = dict(lists(command_line()))
    assert len(told) > 20
    below = {name: text.partition("Commands:")[2] for name, text in told.items()}
    assert [name for name, text in below.items() if "..." in text or not text] == []


@pytest.mark.parametrize(
    ("read", "right", "wrong"),
    [
        (day_given, "2026-02-28", ["2026-02-30", "20260228", "2026-02-28T10:00", "２０２６-02-28"]),
        (month_given, "2026-02", ["2026-13", "2026-02-01", ""]),
        (minute_given, "2026-02-28T10:00", ["2026-02-28", "2026-02-28T24:01"]),
        (day_or_minute, "2026-02-28", ["2026-02-28T10", "x"]),
        (moment_given, "2026-02-28T10:00:00+09:00", ["2026-02-28T25:00", "10:00", "today"]),
    ],
)
def test_a_date_that_is_none_is_told_with_how_it_is_written(
    read: Any, right: str, wrong: list[str]
) -> None:
    assert read(right).isoformat().startswith(right)
    for each in wrong:
        with pytest.raises(typer.BadParameter, match=r"cannot be read: write a .* like 2026-02"):
            read(each)


@pytest.mark.parametrize(
    ("typed", "utc"), [("2026-02-02T10:00", 1), ("2026-02-02T10:00Z", 10), ("2026-02-02", -9)]
)
def test_a_moment_without_an_offset_is_of_the_campaigns_zone_and_one_with_it_is_not(
    typed: str, utc: int
) -> None:
    read = in_zone(moment_given(typed), ZoneInfo("Asia/Tokyo"))
    assert read == datetime(2026, 2, 2, tzinfo=UTC) + timedelta(hours=utc)
