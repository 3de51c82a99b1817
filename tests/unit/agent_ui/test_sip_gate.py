"""Nothing passes to Asterisk that begins something, whoever a browser says it is."""

from __future__ import annotations

import pytest

from agent_ui.sip_gate import may_call, may_pass

pytestmark = pytest.mark.unit

OURS = "sip:seat-01w@madoguchi"


def said(first: str, sender: str = f"<{OURS}>;tag=a", to: str = f"<{OURS}>") -> str:
    headers = ("Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1", f"From: {sender}", f"To: {to}")
    return "\r\n".join([first, *headers, "Call-ID: 1", "CSeq: 1 X", "", ""])


@pytest.mark.parametrize(
    "message",
    [
        "\r\n\r\n",
        said("REGISTER sip:madoguchi SIP/2.0"),
        said("REGISTER sip:madoguchi SIP/2.0").replace("From:", "f :"),
        said("SIP/2.0 200 OK", sender="<sip:0312345678@127.0.0.1>;tag=b"),
        said("BYE sip:asterisk@127.0.0.1 SIP/2.0", to="<sip:031@127.0.0.1>;tag=c"),
        said("INVITE sip:asterisk@127.0.0.1 SIP/2.0", to="<sip:031@127.0.0.1>; TAG = c"),
    ],
)
def test_a_phone_registers_answers_and_goes_on_in_its_dialogs(message: str) -> None:
    assert may_pass(message, "seat-01w")


@pytest.mark.parametrize(
    "message",
    [
        said("INVITE sip:0110000100@127.0.0.1 SIP/2.0", sender="<sip:0312345678@127.0.0.1>;tag=a"),
        said("INVITE sip:0110000100@127.0.0.1 SIP/2.0"),
        said("MESSAGE sip:seat-02w@madoguchi SIP/2.0", to="<sip:seat-02w@madoguchi>;tag=c"),
        said("REGISTER sip:madoguchi SIP/2.0", to="<sip:seat-02w@madoguchi>"),
        said("REGISTER sip:madoguchi SIP/2.0", sender="<sip:seat-02w@madoguchi>;tag=a"),
        said("REGISTER sip:madoguchi SIP/2.0", sender=f"<{OURS}> <sip:seat-02w@madoguchi>;tag=a"),
        said("REGISTER sip:madoguchi SIP/2.0").replace("Call-ID", f"To: <{OURS}>\r\nCall-ID"),
        said("REGISTER sip:madoguchi SIP/2.0").replace("To: ", "To:\r\n "),
        said("REGISTER sip:madoguchi SIP/2.0").replace("From: ", "Subject: "),
        said("INVITE sip:1@x SIP/2.0").replace("To: ", "t: <sip:1@x>;tag=c\r\nTo: "),
        "あ" * 2_000,
        "\x00",
    ],
)
def test_nothing_else_passes(message: str) -> None:
    assert not may_pass(message, "seat-01w")


CALL = "INVITE sip:0110000100@m SIP/2.0\r\nFrom: <sip:0901@m>;tag=a\r\nTo: <sip:0110000100@m>\r\n"
MARK = "X-Phone: page"


@pytest.mark.parametrize(
    ("message", "may"),
    [
        (f"{CALL}{MARK}\r\n\r\n", True),
        (f"{CALL}\r\n", False),
        (f"{CALL}X-Other: {MARK}\r\n\r\n", False),
        (f"{CALL}\r\n{MARK}\r\n\r\n", False),  # in the body
        (CALL.replace("INVITE", "CANCEL") + "\r\n", True),
        (CALL.replace("INVITE", "REGISTER") + f"{MARK}\r\n\r\n", False),
        (CALL.replace("INVITE", "MESSAGE") + f"{MARK}\r\n\r\n", False),
        (CALL.replace("@m>\r\n", "@m>;tag=b\r\n") + "\r\n", True),
        ("SIP/2.0 200 OK\r\n\r\n", True),
        ("\r\n", True),
    ],
)
def test_the_demos_citizen_calls_by_its_mark_and_does_nothing_else(message: str, may: bool) -> None:
    assert may_call(message, MARK) is may
