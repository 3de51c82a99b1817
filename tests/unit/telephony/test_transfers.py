"""Ringing an outside number through a trunk."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from callcenter.commands import RingOutside
from callcenter.events import Cause, LegEnded
from telephony import ari_legs, ari_requests
from telephony.ari_requests import Request
from telephony.dial_out import WayOut
from telephony.errors import AriError
from telephony.job import Impossible
from telephony.transfers import job

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, tzinfo=UTC)
COMMAND = RingOutside(
    call="c", leg="c~1", number="+81112112111", caller_id="+81110000100", ring_s=20
)


@pytest.mark.parametrize(
    ("way", "endpoint", "shown"),
    [
        (WayOut(trunk="carrier"), "PJSIP/0112112111@carrier", "0110000100"),
        (WayOut(trunk="c", with_country=True), "PJSIP/+81112112111@c", "+81110000100"),
    ],
)
def test_it_is_rung_as_the_trunk_wants_it_and_sees_our_number(
    way: WayOut, endpoint: str, shown: str
) -> None:
    (step,) = job(COMMAND, way=way, app="madoguchi", clock=lambda: AT).steps
    assert isinstance(step.request, Request)
    assert (step.request.params["endpoint"], step.request.params["channelId"]) == (endpoint, "c~1")
    assert (step.request.body or {})["callerId"] == shown


def test_it_counts_as_being_with_the_caller_and_gives_them_no_lease_as_it_ends() -> None:
    way = WayOut(trunk="carrier")
    (step,) = job(COMMAND, way=way, app="madoguchi", clock=lambda: AT).steps
    assert isinstance(step.request, Request)
    variables = (step.request.body or {})["variables"]
    assert variables == {ari_requests.LEASE: "22", ari_legs.WITH: "c"}


@pytest.mark.parametrize(
    ("way", "number"), [(None, "+81112112111"), (WayOut(trunk="t"), "+15551234567")]
)
def test_what_cannot_be_rung_is_told_without_asking(way: WayOut | None, number: str) -> None:
    command = RingOutside(call="c", leg="c~1", number=number, caller_id="", ring_s=20)
    made = job(command, way=way, app="madoguchi", clock=lambda: AT)
    assert isinstance(made.steps[0].request, Impossible)
    told = made.refused(AriError(method="-", path="-", why="x"))
    assert told == LegEnded(at=AT, call="c", leg="c~1", cause=Cause.UNREACHABLE)
