"""Ringing an outside number through a trunk."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from callcenter.commands import RingOutside
from callcenter.events import Cause, LegEnded
from telephony.ari_requests import Request
from telephony.errors import AriError
from telephony.job import Impossible
from telephony.transfers import Outside, job

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, tzinfo=UTC)
COMMAND = RingOutside(
    call="c", leg="c~1", number="+81112112111", caller_id="+81110000100", ring_s=20
)


@pytest.mark.parametrize(
    ("outside", "endpoint", "shown"),
    [
        (Outside(trunk="carrier"), "PJSIP/0112112111@carrier", "0110000100"),
        (Outside(trunk="c", with_country=True), "PJSIP/+81112112111@c", "+81110000100"),
    ],
)
def test_it_is_rung_as_the_trunk_wants_it_and_sees_our_number(
    outside: Outside, endpoint: str, shown: str
) -> None:
    (step,) = job(COMMAND, outside=outside, app="madoguchi", clock=lambda: AT).steps
    assert isinstance(step.request, Request)
    assert (step.request.params["endpoint"], step.request.params["channelId"]) == (endpoint, "c~1")
    assert (step.request.body or {})["callerId"] == shown


@pytest.mark.parametrize(
    ("outside", "number"), [(None, "+81112112111"), (Outside(trunk="t"), "+15551234567")]
)
def test_what_cannot_be_rung_is_told_without_asking(outside: Outside | None, number: str) -> None:
    command = RingOutside(call="c", leg="c~1", number=number, caller_id="", ring_s=20)
    made = job(command, outside=outside, app="madoguchi", clock=lambda: AT)
    assert isinstance(made.steps[0].request, Impossible)
    told = made.refused(AriError(method="-", path="-", why="x"))
    assert told == LegEnded(at=AT, call="c", leg="c~1", cause=Cause.UNREACHABLE)
