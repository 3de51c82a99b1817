"""Dialling as requests, and what the network's answer means."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from callcenter import commands
from callcenter.events import DialEnded, Event
from callcenter.outcome import DialResult
from telephony import dial_out
from telephony.command_jobs import CommandJobs
from telephony.dial_out import WayOut
from telephony.errors import AriConflict
from telephony.executor import Executor
from telephony.leases import Leases
from tests.unit.telephony.scripted import ScriptedAri, refusal, ring

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)
OUT, LEG, BRIDGE = "out.x.1", "out.x.1~1", "out.x.1~b1"
WAY = WayOut(trunk="network")
MAKE = commands.MakeCitizen(call=OUT, person="p-1", line="+81110000100")
DIAL = commands.DialCitizen(call=OUT, leg=LEG, bridge=BRIDGE, line="+81110000100", ring_s=30.0)
FAILED = DialEnded(at=AT, call=OUT, result=DialResult.FAILED)


class Numbers:
    """A store that gives one number for every id."""

    def __init__(self, number: str | None) -> None:
        self.number = number

    def id_of(self, number: str) -> str:
        return "p-1"

    def number_of(self, person: str) -> str | None:
        return self.number


def executor(
    ari: ScriptedAri, reports: list[Event], *, way: WayOut | None, number: str | None
) -> Executor:
    people = Numbers(number)
    jobs = CommandJobs(app="madoguchi", people=people, sounds=Path(), clock=lambda: AT, way=way)
    return Executor(
        ari=ari, jobs=jobs, leases=Leases(ari), report=reports.append, doubt=lambda: None
    )


async def test_the_channel_is_made_before_the_seat_rings_and_dialled_last() -> None:
    ari, reports = ScriptedAri(), list[Event]()
    does = executor(ari, reports, way=WAY, number="+819012345678")
    await does.do(OUT, (MAKE, ring(call=OUT, leg=LEG)))
    await does.do(OUT, (commands.OpenBridge(call=OUT, bridge=BRIDGE), DIAL))
    assert ari.sent[:2] == ["POST /channels/create", "POST /channels"]
    assert ari.bodies[0]["endpoint"] == "PJSIP/09012345678@network"
    assert ari.bodies[0]["variables"] == {"CONNECTEDLINE(num)": "0110000100"}
    assert ari.sent[-3:] == [
        f"POST /bridges/{BRIDGE}/addChannel",
        f"POST /bridges/{BRIDGE}/addChannel",
        f"POST /channels/{OUT}/dial",
    ]
    assert ari.params[-1] == {"timeout": "30"}
    assert not reports


@pytest.mark.parametrize(
    ("way", "number"),
    [(None, "+819012345678"), (WAY, None), (WAY, "+12125550100"), (WAY, "+81570012345")],
)
async def test_what_may_not_be_dialled_asks_asterisk_for_nothing(
    way: WayOut | None, number: str | None
) -> None:
    ari, reports = ScriptedAri(), list[Event]()
    await executor(ari, reports, way=way, number=number).do(OUT, (MAKE,))
    assert (ari.sent, reports) == ([], [FAILED])


async def test_a_refused_dial_is_told_and_not_asked_again() -> None:
    ari, reports = ScriptedAri(), list[Event]()
    ari.refusals[f"POST /channels/{OUT}/dial"] = refusal(AriConflict, 409)
    await executor(ari, reports, way=WAY, number="+819012345678").do(OUT, (DIAL,))
    assert ari.sent.count(f"POST /channels/{OUT}/dial") == 1
    assert reports == [FAILED]


def test_a_trunk_may_want_the_country_and_another_header() -> None:
    way = WayOut(trunk="network", with_country=True, preferred_at="carrier.example")
    job = dial_out.make(
        MAKE, way=way, people=Numbers("+819012345678"), app="madoguchi", clock=lambda: AT
    )
    (step,) = job.steps
    body = getattr(step.request, "body", {})
    assert body["endpoint"] == "PJSIP/+819012345678@network"
    header = body["variables"]["PJSIP_HEADER(add,P-Preferred-Identity)"]
    assert header == "<sip:+81110000100@carrier.example>"


@pytest.mark.parametrize(
    ("q850", "sip", "result"),
    [
        (17, 486, DialResult.BUSY),
        (21, 603, DialResult.REJECTED),
        (1, 404, DialResult.NOT_IN_USE),
        (28, 484, DialResult.NOT_IN_USE),
        (19, 480, DialResult.NO_ANSWER),
        (0, 408, DialResult.NO_ANSWER),
        (38, 503, DialResult.FAILED),
        (17, 0, DialResult.BUSY),
        (1, 0, DialResult.NOT_IN_USE),
        (16, 0, DialResult.NO_ANSWER),
        (34, 0, DialResult.FAILED),
    ],
)
def test_the_networks_answer(q850: int, sip: int, result: DialResult) -> None:
    assert dial_out.result_of(q850, sip) is result
