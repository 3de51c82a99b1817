"""Who put which version in force, and what the client has still to confirm."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.errors import HomeUnusable
from app.flow_consent import unconfirmed, waits
from app.flow_versions import (
    Entry,
    How,
    former,
    history,
    in_force,
    note,
    readable,
)
from app.home import Home

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)


def entry(how: How, flows: str, *, confirmed: str = "", started: str = "a") -> Entry:
    return Entry(at=AT, by="sv-1", how=how, flows=flows, started=started, confirmed=confirmed)


def test_what_was_noted_is_read_back_in_its_order(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.versions.mkdir()
    assert history(home) == []
    entries = [entry(How.PUBLISHED, "b"), entry(How.REVERTED, "a")]
    for each in entries:
        note(home, each)
    assert history(home) == entries
    assert home.published.stat().st_mode & 0o077 == 0


def test_a_damaged_history_says_where_it_is(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.versions.mkdir()
    home.published.write_text("nothing\n")
    with pytest.raises(HomeUnusable, match=r"published\.jsonl"):
        history(home)


def test_the_last_version_of_this_start_is_in_force() -> None:
    done = [entry(How.PUBLISHED, "b"), entry(How.CONFIRMED, "b", confirmed="x")]
    assert in_force(done, at_start="a") == "b"
    assert in_force(done, at_start="z") == "z"
    next_start = entry(How.CONFIRMED, "c", confirmed="y", started="b")  # `confirm --next`
    assert in_force([*done, next_start], at_start="a") == "b"
    assert in_force([], at_start="a") == "a"
    assert in_force([*done, entry(How.REVERTED, "a")], at_start="a") == "a"
    assert in_force([*done, entry(How.REVERTED, "a", started="b")], at_start="a") == "a"


def test_an_emergency_version_waits_for_the_clients_word() -> None:
    gone = [entry(How.PUBLISHED, "b"), entry(How.PUBLISHED, "c", confirmed="第3号")]
    assert unconfirmed(gone) == ["b"]
    assert unconfirmed([*gone, entry(How.CONFIRMED, "b", confirmed="第4号")]) == []


def test_a_line_that_a_power_cut_tore_is_passed_by_and_cut_off_by_the_next(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.versions.mkdir()
    note(home, entry(How.PUBLISHED, "b"))
    with home.published.open("ab") as file:
        file.write(b'{"at": "2026\x00\x00')
    assert readable(home).is_torn
    assert history(home) == [entry(How.PUBLISHED, "b")]
    note(home, entry(How.REVERTED, "a"))
    assert [each.flows for each in history(home)] == ["b", "a"]
    home.published.write_bytes(home.published.read_bytes()[:-1])  # whole but for its end
    note(home, entry(How.PUBLISHED, "c"))
    assert [each.flows for each in history(home)] == ["b", "a", "c"]


def test_what_the_instance_did_not_take_was_never_in_force() -> None:
    first = entry(How.PUBLISHED, "b", confirmed="第3号")
    refused = [entry(How.PUBLISHED, "c"), replace(entry(How.REFUSED, "b"), before="c")]
    assert in_force([first, *refused], at_start="a") == "b"
    assert unconfirmed([first, *refused]) == []
    assert former([replace(first, before="a"), *refused]) == "a"


def test_the_same_files_on_another_day_are_no_change_to_go_back_from() -> None:
    gone = replace(entry(How.PUBLISHED, "b"), before="a", files="2", files_before="1")
    day = replace(entry(How.STARTED, "b2", started="b2"), before="b", files="2", files_before="2")
    assert former([gone, day]) == "a"
    assert waits([gone, day], "b2", files="2")
    assert not waits([gone, day], "a", files="1")
    assert former([]) == ""
