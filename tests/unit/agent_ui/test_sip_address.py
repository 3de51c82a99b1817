"""Hidden addresses of browsers are told, and nothing else of a message changes."""

from __future__ import annotations

import pytest

from agent_ui.sip_address import with_address

pytestmark = pytest.mark.unit

NAME = "2f1f4a4e-7d3b-4c0b-9a53-6a2f6f7c1b11.local"


def invite(candidate: str, length: int) -> str:
    media = "c=IN IP4 0.0.0.0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0"
    body = f"v=0\r\n{media}\r\na=candidate:{candidate} typ host\r\n"
    return f"INVITE sip:1@m SIP/2.0\r\nContent-Length: {length}\r\nTo: <sip:1@m>\r\n\r\n{body}"


def test_a_hidden_address_is_told_and_the_length_is_right_again() -> None:
    hidden = invite(f"1 1 udp 2113937151 {NAME} 50000", 999)
    told = with_address(hidden, "192.0.2.7")
    head, _, body = told.partition("\r\n\r\n")
    assert "a=candidate:1 1 udp 2113937151 192.0.2.7 50000 typ host" in body
    assert "c=IN IP4 192.0.2.7\r\n" in body  # the other one would be a hold
    assert f"Content-Length: {len(body)}\r\n" in head


@pytest.mark.parametrize(
    "message",
    [
        invite("1 1 udp 2113937151 192.0.2.9 50000", 83),
        f"MESSAGE sip:{NAME} SIP/2.0\r\nContent-Length: 0\r\n\r\n",
        f"SIP/2.0 200 OK\r\nl: 9\r\n\r\na=x:{NAME} ",
        "\r\n\r\n",
    ],
)
def test_whatever_hides_nothing_stays_as_it_is(message: str) -> None:
    assert with_address(message, "192.0.2.7") == message
