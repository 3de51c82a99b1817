from __future__ import annotations

import pytest

from bench.call_book import Packet, placed_calls

pytestmark = pytest.mark.unit

SERVER, CALLER = 5060, 40000


def sent(at: float, start: str, call: str = "bench-1", sequence: str = "1 INVITE") -> Packet:
    return Packet(at, CALLER, SERVER, text(start, call, sequence))


def got(at: float, start: str, call: str = "bench-1", sequence: str = "1 INVITE") -> Packet:
    return Packet(at, SERVER, CALLER, text(start, call, sequence))


def text(start: str, call: str, sequence: str) -> bytes:
    return f"{start}\r\nCall-ID: {call}\r\nCSeq: {sequence}\r\n\r\n".encode()


INVITE = "INVITE sip:1@a SIP/2.0"


def test_the_time_is_from_the_first_invite_to_the_first_200() -> None:
    (call,) = placed_calls(
        [
            sent(1.0, INVITE),
            sent(1.5, INVITE),
            got(1.6, "SIP/2.0 100 Trying"),
            got(1.7, "SIP/2.0 180 Ringing"),
            got(2.0, "SIP/2.0 200 OK"),
            got(2.5, "SIP/2.0 200 OK"),
            sent(3.0, "BYE sip:a SIP/2.0", sequence="2 BYE"),
            got(3.1, "SIP/2.0 200 OK", sequence="2 BYE"),
        ],
        prefix="bench",
        server=SERVER,
    )
    assert call.answer_ms == pytest.approx(1000)
    assert not call.failed


def test_the_seats_legs_and_other_calls_are_left_out() -> None:
    legs = [got(1.0, INVITE, "asterisk-leg"), sent(1.1, "SIP/2.0 200 OK", "asterisk-leg")]
    assert placed_calls(legs, prefix="bench", server=SERVER) == []


@pytest.mark.parametrize(
    "packets",
    [
        [sent(1.0, INVITE)],
        [sent(1.0, INVITE), got(1.1, "SIP/2.0 486 Busy Here")],
        [
            sent(1.0, INVITE),
            got(1.1, "SIP/2.0 200 OK"),
            got(1.2, "BYE sip:a SIP/2.0", sequence="9 BYE"),
        ],
        # the 200 answers a CANCEL, not the call
        [sent(1.0, INVITE), got(1.1, "SIP/2.0 200 OK", sequence="1 CANCEL")],
    ],
)
def test_a_call_unanswered_refused_or_cut_is_lost(packets: list[Packet]) -> None:
    (call,) = placed_calls(packets, prefix="bench", server=SERVER)
    assert call.failed


def test_two_hang_ups_that_cross_are_no_loss() -> None:
    (call,) = placed_calls(
        [
            sent(1.0, INVITE),
            got(1.1, "SIP/2.0 200 OK"),
            sent(2.0, "BYE sip:a SIP/2.0", sequence="2 BYE"),
            got(2.0001, "BYE sip:a SIP/2.0", sequence="9 BYE"),
        ],
        prefix="bench",
        server=SERVER,
    )
    assert not call.failed


def test_a_packet_that_is_no_sip_is_passed_over() -> None:
    assert placed_calls([Packet(1.0, 1, SERVER, b"\x00")], prefix="bench", server=SERVER) == []
