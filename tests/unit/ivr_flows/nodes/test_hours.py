"""`hours`: go on by what the calendar says."""

from __future__ import annotations

import pytest

from callcenter.opening import Verdict
from ivr_flows.nodes.hours import CLOSED
from tests.unit.ivr_flows.script import Script, ends, flow_of

pytestmark = pytest.mark.unit

FLOW = flow_of(
    """
[nodes.now]
verb = "hours"
open = "end"
closed = "later"
holiday = "festive"
emergency = "storm"
"""
    + ends("later", "festive", "storm")
)


def test_it_knows_every_reason_that_the_calendar_gives() -> None:
    assert {*CLOSED, "open"} == {*Verdict, "emergency"}


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        ("open", "over"),
        ("after_closing", "1 say later"),
        ("not_yet", "1 say later"),
        ("holiday", "1 say festive"),
        ("emergency", "1 say storm"),
    ],
)
def test_each_reason_leads_to_its_node_or_to_that_of_all_others(verdict: str, told: str) -> None:
    assert Script(FLOW, verdict=verdict).begin() == [told]


def test_its_ways_are_named_for_people() -> None:
    ways = [(edge.to, edge.when) for edge in FLOW.nodes["now"].edges()]
    assert ways == [
        ("end", "受付中"),
        ("later", "受付開始前・受付終了後・定休日・運営開始前・運営終了後"),
        ("festive", "休業日"),
        ("storm", "緊急閉鎖"),
    ]
