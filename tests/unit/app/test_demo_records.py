"""What the demo writes of its robots' talks lacks nothing, whatever is drawn."""

from __future__ import annotations

import random

import pytest

from app.demo_records import drawn_content
from desk.inquiry import Result, missing
from desk.rules import Rules
from tests.unit.app.test_desk_rules import sapporo

pytestmark = pytest.mark.unit


def test_a_morning_has_all_kinds_of_records_and_each_can_be_closed() -> None:
    rules, drawn = sapporo(), random.Random(1)
    found = [drawn_content(rules, drawn) for _ in range(300)]
    contents = [each for each in found if each is not None]
    assert len(contents) == 300
    assert not [lacks for each in contents if (lacks := missing(each, rules))]
    assert 2 <= sum(each.is_complaint for each in contents) <= 40
    matters = [matter for each in contents for matter in each.matters]
    assert {each.result for each in matters} == {Result.CLOSED, Result.WARD_OFFICE}
    assert len({each.category for each in matters}) > 8


def test_a_campaign_without_categories_has_no_records() -> None:
    assert drawn_content(Rules(), random.Random(1)) is None
