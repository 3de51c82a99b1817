"""The plain form: same content, same name; torn or altered content is refused."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from callcenter.campaign import Campaign
from config import plain
from config.campaign import CAMPAIGNS, load_campaign
from config.errors import UnreadablePlain

pytestmark = pytest.mark.unit

FLOWS = (
    *("welcome", "all_busy", "recording_notice", "waiting", "give_up", "lines_full"),
    *(
        "after_hours",
        "holiday",
        "not_yet_open",
        "ended",
        "emergency",
        "interrupted",
        "calling_notice",
    ),
)


@pytest.fixture
def sapporo() -> Campaign:
    found = load_campaign("sapporo", flows=FLOWS)
    assert not isinstance(found, list)
    return found


def test_what_was_written_is_read_back(sapporo: Campaign) -> None:
    content = plain.write(sapporo)
    assert plain.read(content) == sapporo
    assert plain.read(content, name=plain.name_of(content)) == sapporo


def test_the_order_of_a_set_does_not_change_the_name(sapporo: Campaign) -> None:
    backward = frozenset(sorted(sapporo.holidays, reverse=True))
    other = dataclasses.replace(sapporo, holidays=backward)
    assert plain.write(other) == plain.write(sapporo)


def test_a_comment_does_not_change_the_name_but_a_seat_does(
    sapporo: Campaign, tmp_path: Path
) -> None:
    text = (CAMPAIGNS / "sapporo.toml").read_text(encoding="utf-8")
    copy = f"{tmp_path}/copy.toml"
    for changed, is_same in (
        (f"# 注\n{text}", True),
        (text.replace("seats = 3", "seats = 2"), False),
    ):
        with open(copy, "w", encoding="utf-8") as file:
            file.write(changed)
        found = load_campaign(copy, flows=FLOWS)
        assert not isinstance(found, list)
        assert (plain.name_of(plain.write(found)) == plain.name_of(plain.write(sapporo))) is is_same


def test_a_field_that_was_added_later_takes_its_default(sapporo: Campaign) -> None:
    older = plain.write(sapporo).replace(b'"record":true,', b"")
    assert plain.read(older) == sapporo


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"format":1,"campaign":{}}'])
def test_what_is_no_campaign_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadablePlain):
        plain.read(content)


def test_a_torn_altered_or_future_form_is_refused(sapporo: Campaign) -> None:
    content = plain.write(sapporo)
    name = plain.name_of(content)
    altered = content.replace(b'"seats":10', b'"seats":11', 1)
    future = content.replace(b'"format":1', b'"format":2')
    with pytest.raises(UnreadablePlain):
        plain.read(content[:-20])
    with pytest.raises(UnreadablePlain):
        plain.read(altered, name=name)
    with pytest.raises(UnreadablePlain):
        plain.read(future)
