"""What is seen of a phone in a page: its messages, its packets, and whose fault a gap is."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from playwright.async_api import Page

from bench.call_book import Packet
from faults.facts import (
    AwayFact,
    CallerFact,
    ControlFact,
    Facts,
    Injected,
    RingFact,
    Terms,
)
from faults.invariants.seating import seating
from faults.invariants.service import pages_are_back
from faults.invariants.talking import talking
from faults.invariants.waiting import waiting
from faults.page_call import PageCall
from faults.seat_page import SeatPage
from faults.streams import Streams, is_sound
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.sip_message import parse
from tests.asterisk.phones.sound import Samples

pytestmark = pytest.mark.unit

NUMBER = "0312000001"
TERMS = Terms(guidance_s=1, wrap_up_s=1, ring_s=4)
OFFER = "v=0\r\nc=IN IP4 192.0.2.2\r\nm=audio 17000 UDP/TLS/RTP/SAVPF 0\r\n"


def message(start: str, *, sequence: str = "INVITE", body: str = "") -> bytes:
    head = f"{start}\r\nCall-ID: a\r\nCSeq: 1 {sequence}\r\nTo: <sip:seat-01w@m>\r\n\r\n"
    return (head + body).encode()


def heard(*, since: float, until: float) -> Samples:
    return np.empty(0, dtype=np.int16)


def offered() -> PageCall:
    return PageCall(parse(message("INVITE sip:x SIP/2.0", body=OFFER)), 100.0, heard)


def talked(call: PageCall) -> PageCall:
    call.went(parse(message("SIP/2.0 180 Ringing")), 100.1)
    call.went(parse(message("SIP/2.0 200 OK")), 101.0)
    return call


def test_a_call_is_what_the_socket_carried() -> None:
    call = talked(offered())
    assert (call.port, call.times.ringing, call.times.answered) == (17000, 100.1, 101.0)
    call.went(parse(message("BYE sip:x SIP/2.0", sequence="BYE")), 105.0)
    call.came(parse(message("BYE sip:x SIP/2.0", sequence="BYE")), 106.0)
    assert (call.state, call.ended_by, call.times.ended) == (CallState.ENDED, "us", 105.0)


@pytest.mark.parametrize(
    ("start", "sequence"),
    [
        ("CANCEL sip:x SIP/2.0", "CANCEL"),
        ("BYE sip:x SIP/2.0", "BYE"),
        ("SIP/2.0 481 Call/Transaction Does Not Exist", "INVITE"),
    ],
)
def test_asterisk_ends_a_call_or_knows_it_no_more(start: str, sequence: str) -> None:
    call = talked(offered())
    call.came(parse(message(start, sequence=sequence)), 102.0)
    assert (call.ended_by, call.times.ended) == ("them", 102.0)


class Reloaded:
    """A page that is loaded anew, of which the new document tells nothing yet."""

    async def reload(self, *, wait_until: str) -> None:
        assert wait_until == "commit"


async def test_a_ring_is_over_as_soon_as_its_page_is_reloaded() -> None:
    page = SeatPage("seat-01", 1600, cast(Page, Reloaded()))
    rings: list[PageCall] = []
    page.on_call = rings.append
    page.told("came", 100_000.0, message("INVITE sip:x SIP/2.0", body=OFFER).decode())
    page.told("went", 100_100.0, message("SIP/2.0 180 Ringing").decode())
    assert [each.state for each in rings] == [CallState.RINGING]
    await page.reload()
    assert [each.state for each in rings] == [CallState.ENDED]
    assert [each.is_own for each in page.aways_until_now()] == [True]


def test_a_refusal_is_the_seats_own() -> None:
    call = offered()
    call.went(parse(message("SIP/2.0 603 Decline")), 101.0)
    assert (call.status, call.ended_by) == (603, "us")


def test_only_the_sound_of_that_port_and_time_counts() -> None:
    sound, keys, report = (bytes([0x80, kind]) + b"\0" * 20 for kind in (0x80, 0x65, 0xC8))
    assert [is_sound(each) for each in (sound, keys, report, b"\x16\xfe\xff" * 8)] == [
        *(True, False, False, False)
    ]
    packets = [Packet(at, 17000, 40000, sound) for at in (1.0, 2.0, 3.0)]
    packets += [Packet(2.5, 40000, 17000, sound), Packet(2.6, 40000, 17002, sound)]
    stream = Streams(packets).of(17000, since=1.5, until=2.9)
    assert (stream.arrived, stream.sent) == ((2.0,), (2.5,))


def every_20_ms(*, but: tuple[float, float] = (0.0, 0.0)) -> tuple[float, ...]:
    times = (100.0 + n / 50 for n in range(500))
    return tuple(at for at in times if not but[0] < at < but[1])


@pytest.mark.parametrize(("hole_sent", "broken"), [((0.0, 0.0), ["I1 gap"]), ((104.0, 104.2), [])])
def test_what_a_browser_did_not_send_nobody_could_hear(
    hole_sent: tuple[float, float], broken: list[str]
) -> None:
    caller = CallerFact(
        number=NUMBER,
        tone_hz=400,
        invited=99.0,
        answered=99.1,
        ended=110.0,
        ended_by="us",
        packets=every_20_ms(but=(104.0, 104.2)),
    )
    ring = RingFact(
        seat="seat-01",
        tone_hz=1600,
        number=NUMBER,
        rang=99.5,
        answered=100.0,
        ended=110.0,
        ended_by="them",
        packets=every_20_ms(),
        sent=every_20_ms(but=hole_sent),
        seat_heard=None,
        caller_heard=(1600.0,),
    )
    facts = Facts(
        terms=TERMS,
        callers=(caller,),
        rings=(ring,),
        controls=(ControlFact(packets=every_20_ms()),),
    )
    assert [each.invariant for each in talking(facts)] == broken
    mute = replace(facts, rings=(replace(ring, seat_heard=(), sent=caller.packets),))
    assert [each.invariant for each in talking(mute)] == ["I1 voice"]


OFFICE = Injected(
    name="kill -9 office",
    at=100.0,
    until=102.0,
    takes_calls=False,
    stops_controller=False,
    stops_pages=True,
)


def away(since: float, until: float, *, is_own: bool = False) -> AwayFact:
    return AwayFact(seat="seat-01", since=since, until=until, is_own=is_own)


@pytest.mark.parametrize(
    ("seen", "broken"),
    [
        (away(100.1, 106.9), 0),
        (away(100.1, 107.1), 1),
        (away(90.0, 91.0), 1),  # no fault takes it from them
        (away(90.0, 94.9, is_own=True), 0),
        (away(90.0, float("inf"), is_own=True), 1),
    ],
)
def test_a_page_may_be_away_with_the_office_alone_and_not_for_long(
    seen: AwayFact, broken: int
) -> None:
    facts = Facts(terms=TERMS, aways=(seen,), faults=(OFFICE,))
    assert len(list(pages_are_back(facts))) == broken


@pytest.mark.parametrize(("back", "broken"), [(105.0, []), (103.0, ["I5 idle"])])
def test_nobody_is_rung_at_a_page_that_is_away(back: float, broken: list[str]) -> None:
    caller = CallerFact(
        number=NUMBER, tone_hz=400, invited=97.0, answered=97.1, ended=107.5, ended_by="us"
    )
    facts = Facts(
        terms=TERMS, callers=(caller,), aways=(away(100.0, back),), seats={"seat-01": "ready"}
    )
    assert [each.invariant for each in waiting(facts) if each.invariant == "I5 idle"] == broken


@pytest.mark.parametrize(
    ("is_page", "after_s", "broken"), [(True, 0.2, 0), (True, 0.3, 1), (False, 0.2, 1)]
)
def test_a_page_may_ring_a_little_longer_for_nobody(
    is_page: bool, after_s: float, broken: int
) -> None:
    caller = CallerFact(number=NUMBER, tone_hz=400, invited=97.0, ended=100.0, ended_by="us")
    ring = RingFact(
        seat="seat-01",
        tone_hz=1600,
        is_page=is_page,
        number=NUMBER,
        rang=99.0,
        ended=100.0 + after_s,
    )
    facts = Facts(terms=TERMS, callers=(caller,), rings=(ring,))
    assert [each.invariant for each in seating(facts)] == ["I3 ghost"] * broken
