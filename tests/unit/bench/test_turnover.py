"""How long a freed seat waits for its next caller, and a caller for a sign, read off packets."""

from __future__ import annotations

import pytest

from bench.call_book import Packet
from bench.turnover import gaps_ms, trying_ms

pytestmark = pytest.mark.unit

SERVER, SEAT, OTHER = 5060, 4000, 4002


def sip(at: float, source: int, target: int, first_line: str, call: str = "a") -> Packet:
    return Packet(at, source, target, f"{first_line}\r\nCall-ID: {call}\r\n\r\n".encode())


def test_it_is_counted_from_the_seats_hang_up_to_the_next_invite_to_it() -> None:
    packets = [
        sip(0.9, SERVER, SEAT, "INVITE sip:seat SIP/2.0"),
        sip(1.0, SEAT, SERVER, "BYE sip:them SIP/2.0"),
        sip(1.001, SERVER, OTHER, "INVITE sip:other SIP/2.0", "b"),
        sip(1.002, SERVER, SEAT, "INVITE sip:seat SIP/2.0", "c"),
        sip(1.5, SERVER, SEAT, "INVITE sip:seat SIP/2.0", "c"),
        sip(2.0, SERVER, SEAT, "BYE sip:seat SIP/2.0", "c"),
    ]
    assert list(gaps_ms(packets, SEAT)) == pytest.approx([2.0])


def test_the_first_answer_of_any_kind_ends_a_callers_wait_for_a_sign() -> None:
    packets = [
        sip(1.0, OTHER, SERVER, "INVITE sip:line SIP/2.0"),
        sip(1.5, OTHER, SERVER, "INVITE sip:line SIP/2.0"),
        sip(1.6, SERVER, OTHER, "SIP/2.0 100 Trying"),
        sip(1.7, SERVER, OTHER, "SIP/2.0 200 OK"),
        sip(2.0, OTHER, SERVER, "INVITE sip:line SIP/2.0", "b"),
    ]
    assert list(trying_ms(packets, SERVER)) == pytest.approx([600.0])
