from __future__ import annotations

import pytest

from tests.asterisk.phones.sip_message import SipMessage, parse, tag_of, uri_of

pytestmark = pytest.mark.unit

RINGING = (
    b"SIP/2.0 180 Ringing\r\n"
    b"Via: SIP/2.0/UDP 127.0.0.1:5062;rport=5062;branch=z9hG4bKabc;received=127.0.0.1\r\n"
    b'From: "\xe8\xa1\xa8" <sip:031@127.0.0.1>;tag=us\r\n'
    b"To: <sip:011@127.0.0.1>;tag=them\r\n"
    b"CSeq: 7 INVITE\r\n"
    b"Content-Length: 4\r\n"
    b"\r\n"
    b"v=0\n"
)


def test_a_response_is_read() -> None:
    message = parse(RINGING)
    assert (message.status, message.method, message.branch) == (180, "INVITE", "z9hG4bKabc")
    assert message.body == "v=0\n"
    assert tag_of(message.get("to")) == "them"
    assert uri_of(message.get("From")) == "sip:031@127.0.0.1"


def test_what_is_written_is_read_again() -> None:
    message = SipMessage("OPTIONS sip:a SIP/2.0", (("Via", "x;branch=b"), ("Route", "<r>")), "表")
    assert parse(message.encode()) == message
    assert b"Content-Length: 3\r\n\r\n" in message.encode()


def test_a_request_has_no_status() -> None:
    message = parse(b"BYE sip:a SIP/2.0\r\nRecord-Route: <a>\r\nRecord-Route: <b>\r\n\r\n")
    assert (message.method, message.status) == ("BYE", None)
    assert message.all("record-route") == ["<a>", "<b>"]


def test_a_keep_alive_is_no_message() -> None:
    with pytest.raises(ValueError, match="no SIP message"):
        parse(b"\r\n\r\n")


def test_an_address_without_brackets_has_a_uri() -> None:
    assert uri_of("sip:a@b;expires=3") == "sip:a@b"
    assert tag_of("<sip:a@b;tag=no>") == ""
