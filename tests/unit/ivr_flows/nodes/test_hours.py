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


@pytest.mark.parametrize(
    ("verdict", "service", "told"),
    [
        ("open", "open", "over"),
        ("open", "after_closing", "1 say later"),
        ("emergency", "open", "1 say later"),
    ],
)
def test_a_service_has_hours_of_its_own_but_in_an_emergency(
    verdict: str, service: str, told: str
) -> None:
    """SUI-7-4: on Saturdays some things are done until noon alone."""
    flow = flow_of(
        '[nodes.now]\nverb = "hours"\nservice = "e_cert"\nopen = "end"\nclosed = "later"\n'
        + ends("later")
    )
    assert Script(flow, verdict=verdict, services={"e_cert": service}).begin() == [told]
