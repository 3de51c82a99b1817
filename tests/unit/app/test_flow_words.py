"""What of a campaign decides when its flows are heard and what they offer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.flow_words import says_the_same, ways_of
from callcenter.campaign import Campaign, Flows, OverLine, Told
from ivr_flows.loader import SHIPPED, read
from ivr_flows.schema import Flow
from ivr_flows.values import Values
from tests.unit.callcenter import contract
from tests.unit.ivr_flows.sapporo import VALUES

pytestmark = pytest.mark.unit

CAMPAIGN = contract.campaign()


def offer(values: Values = VALUES) -> list[Flow]:
    return list(read(SHIPPED / "waiting_with_callback.toml", values).flows)


@pytest.mark.parametrize(
    "other",
    [
        replace(CAMPAIGN, flows=replace(CAMPAIGN.flows, waiting="waiting_with_callback")),
        replace(CAMPAIGN, flows=replace(CAMPAIGN.flows, emergency="lines_full")),
        replace(CAMPAIGN, agreed=("callback",)),
        replace(CAMPAIGN, transfers={"city_hall": "+81112112111"}),
        replace(CAMPAIGN, repeat_s=30.0),
        replace(CAMPAIGN, wait_limit_s=600.0),
        replace(CAMPAIGN, over_line=OverLine.ANNOUNCE),
        replace(CAMPAIGN, outbound=replace(CAMPAIGN.outbound, told=Told.PROMPT)),
    ],
)
def test_each_of_them_is_something_else_for_callers(other: Campaign) -> None:
    assert ways_of(other, offer()) != ways_of(CAMPAIGN, offer())


def test_from_when_on_a_callback_is_offered_is_one_of_them_and_seats_are_not() -> None:
    later = offer(replace(VALUES, callback_after_s=120.0))
    assert ways_of(CAMPAIGN, later) != ways_of(CAMPAIGN, offer())
    assert says_the_same(later, offer())
    staffed = replace(CAMPAIGN, desks=(), capacity=(), flows=Flows(**_as_they_are()))
    assert ways_of(staffed, offer()) == ways_of(CAMPAIGN, offer())


def test_the_days_and_the_places_that_are_told_are_no_other_words() -> None:
    fewer = replace(VALUES, places=5, openings=VALUES.openings[1:])
    assert says_the_same(offer(fewer), offer())
    assert not says_the_same(offer(replace(VALUES, kana={"電話": "でんわ"})), offer())
    assert not says_the_same([], offer())


def _as_they_are() -> dict[str, str | None]:
    return {name: getattr(CAMPAIGN.flows, name) for name in Flows.__slots__}
