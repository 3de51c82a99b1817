"""What the packets say of a call, and what the judges make of it around Asterisk's death."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.call_book import Packet
from faults.facts import (
    CallerFact,
    ControlFact,
    Facts,
    Injected,
    RingFact,
    RowFact,
    Terms,
    WaitFact,
)
from faults.invariants.filing import filing
from faults.invariants.service import back_in_service
from faults.invariants.talking import talking
from faults.invariants.waiting import waiting
from faults.wire import Told, told

pytestmark = pytest.mark.unit

SERVER, PHONE = 5060, 40000
NUMBER = "0312000001"


def packet(at: float, start: str, method: str, *, by_server: bool = False) -> Packet:
    ports = (SERVER, PHONE) if by_server else (PHONE, SERVER)
    payload = f"{start}\r\nCall-ID: a\r\nCSeq: 1 {method}\r\n\r\n".encode()
    return Packet(at, *ports, payload)


def asked(at: float, method: str, *, by_server: bool = False) -> Packet:
    return packet(at, f"{method} sip:x SIP/2.0", method, by_server=by_server)


def said(at: float, status: int, method: str = "INVITE", *, by_server: bool = True) -> Packet:
    return packet(at, f"SIP/2.0 {status} x", method, by_server=by_server)


def test_a_callers_times_are_those_of_the_packets() -> None:
    packets = [
        *(asked(1.0, "INVITE"), asked(1.5, "INVITE"), said(1.6, 100), said(2.0, 200)),
        *(asked(3.0, "BYE"), said(3.1, 200, "BYE"), asked(3.2, "BYE", by_server=True)),
    ]
    assert told(packets, server=SERVER) == {"a": Told(1.0, 1.6, 2.0, 3.0)}
    assert told(packets[:5], server=SERVER)["a"].is_end_heard is False
    given_up = [asked(1.0, "INVITE"), said(1.1, 100), asked(2.0, "CANCEL"), said(2.1, 487)]
    assert told(given_up, server=SERVER)["a"].ended == 2.1
    assert told(packets, server=9) == {}


def test_a_seats_ring_ends_with_its_cancel() -> None:
    packets = [
        *(asked(1.0, "INVITE", by_server=True), said(1.1, 180, by_server=False)),
        *(asked(2.0, "CANCEL", by_server=True), said(2.1, 487, by_server=False)),
    ]
    assert told(packets, server=SERVER) == {"a": Told(1.0, ended=2.0)}


DEATH = Injected(
    name="kill -9 asterisk",
    at=100.0,
    until=102.4,
    waited_s=1.5,
    takes_calls=True,
    stops_controller=True,
    back_within_s=1.0,
)
TERMS = Terms(guidance_s=1, wrap_up_s=1, ring_s=4, is_recorded=False)


def caller(invited: float, trying: float, ended: float) -> CallerFact:
    return CallerFact(
        number=NUMBER, tone_hz=400, invited=invited, trying=trying, ended=ended, ended_by="us"
    )


def row(arrived: float, *, number: str | None = NUMBER, outcome: str) -> RowFact:
    return RowFact(
        id="r",
        number=number,
        arrived=arrived,
        ended=104.0,
        outcome=outcome,
        detail="",
        seat=None,
        lasted_s=104.0 - arrived,
        recording=None,
    )


@pytest.mark.parametrize("arrived", [102.5, 102.7])
def test_a_row_without_a_number_is_his_who_asked_a_dead_asterisk(arrived: float) -> None:
    """They hung up as soon as anybody heard them, long after they had begun to ask."""
    nameless = row(arrived, number=None, outcome="abandoned_in_guidance")
    seen = caller(100.4, 102.6, 104.0)
    facts = Facts(terms=TERMS, callers=(seen,), faults=(DEATH,), rows=(nameless,))
    assert list(filing(facts)) == []
    # One of that time whom nobody kept waiting has none.
    alive = replace(facts, faults=(replace(DEATH, takes_calls=False),))
    assert {each.invariant for each in filing(alive)} == {"I2 rows"}


@pytest.mark.parametrize(
    ("ended", "is_end_heard", "broken"),
    [(100.0, False, 0), (100.0, True, 1), (99.0, False, 1), (103.0, False, 1)],
)
def test_who_hung_up_as_asterisk_died_may_have_failed(
    ended: float, is_end_heard: bool, broken: int
) -> None:
    seen = replace(caller(98.0, 98.0, ended), answered=98.1, is_end_heard=is_end_heard)
    lasted = replace(row(98.0, outcome="failed"), ended=ended, lasted_s=ended - 98.0)
    facts = Facts(terms=TERMS, callers=(seen,), faults=(DEATH,), rows=(lasted,))
    assert len(list(filing(facts))) == broken


def test_who_reached_asterisk_first_came_first() -> None:
    first, second = caller(102.5, 102.5, 120.0), caller(100.1, 104.0, 120.0)
    callers = (
        replace(first, answered=102.6),
        replace(second, number="0312000002", answered=104.1),
    )
    rings = tuple(
        RingFact(seat=f"seat-0{n}", tone_hz=1600, number=each.number, rang=110.0 + n, ended=120.0)
        for n, each in enumerate(callers)
    )
    facts = Facts(terms=TERMS, callers=callers, rings=rings, faults=(DEATH,))
    assert [each for each in waiting(facts) if each.invariant in ("I5 order", "I5 answer")] == []
    turned = (replace(rings[0], rang=111.5), rings[1])
    assert "I5 order" in [each.invariant for each in waiting(replace(facts, rings=turned))]


def test_a_processor_that_was_waited_for_is_the_machines_where_it_is_shared() -> None:
    assert [each.invariant for each in back_in_service([DEATH])] == ["I6 back"]
    assert list(back_in_service([DEATH], is_shared=True)) == []
    slow = replace(DEATH, until=102.6)
    assert [each.invariant for each in back_in_service([slow], is_shared=True)] == ["I6 back"]


def every_20_ms(*, but: tuple[float, float] = (0.0, 0.0)) -> tuple[float, ...]:
    times = (100.0 + n / 50 for n in range(500))
    return tuple(at for at in times if not but[0] < at < but[1])


@pytest.mark.parametrize(("hole_sent", "broken"), [((0.0, 0.0), ["I1 gap"]), ((104.0, 104.1), [])])
def test_what_our_own_phone_sent_late_the_seat_could_not_hear_in_time(
    hole_sent: tuple[float, float], broken: list[str]
) -> None:
    seen = replace(
        caller(99.0, 99.0, 110.0), packets=every_20_ms(), sent=every_20_ms(but=hole_sent)
    )
    ring = RingFact(
        seat="seat-01",
        tone_hz=1600,
        number=NUMBER,
        rang=99.5,
        answered=100.0,
        ended=110.0,
        ended_by="them",
        packets=every_20_ms(but=(104.0, 104.1)),
        sent=every_20_ms(),
        seat_heard=(400.0,),
        caller_heard=(1600.0,),
    )
    controls = (ControlFact(packets=every_20_ms()),)
    facts = Facts(terms=TERMS, callers=(seen,), rings=(ring,), controls=controls)
    assert [each.invariant for each in talking(facts)] == broken
    # Nor could it hear what Asterisk itself got no processor for, where that was watched.
    for at, longest_s, excused in (
        (104.05, 0.08, True),
        (104.05, 0.02, False),
        (103.0, 0.08, False),
    ):
        waits = (WaitFact(at=at, until=at + 0.04, longest_s=longest_s),)
        found = [each.invariant for each in talking(replace(facts, waits=waits))]
        assert found == ([] if excused else broken)
