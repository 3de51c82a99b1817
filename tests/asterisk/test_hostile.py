"""What strangers may send: names that want to be code, and packets that are no SIP at all."""

from __future__ import annotations

import asyncio
import random
import socket
from pathlib import Path

import pytest

from callcenter.events import LegJoined
from tests.asterisk.instance import LINE, Instance
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.sip_message import Header

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

NAMES = {
    "line break": "a\r\nX-Evil: 1\r\nP-Asserted-Identity: <sip:0312340000@x>",
    "lone line feed": "a\nb",
    "NUL": "a\0b",
    "64 kB": "x" * 64_000,
    "3 kB": "長" * 1_000,
    "right to left": "\u202e\u2066evil\u2069",
    "emoji": "👩‍👩‍👧‍👦" * 20,
    "script": "<script>alert(1)</script>",
    "quote": '\\" ) ] ; drop table calls; -- ',
    "expression": "$[1 + 1] ${EXTEN} ${CALLERID(num)} %{x} {{y}}",
}
INVITE = (
    "INVITE sip:0110000100@127.0.0.1 SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKbad{n};rport\r\n"
    "From: <sip:1@127.0.0.1>;tag=a\r\nTo: <sip:0110000100@127.0.0.1>\r\n"
    "Call-ID: bad{n}\r\nCSeq: {cseq} INVITE\r\nMax-Forwards: {hops}\r\n{more}\r\n{body}"
)
PACKETS = (
    b"",
    b"\r\n\r\n",
    b"\0" * 1000,
    b"\xff" * 65_000,
    bytes(range(256)) * 10,
    b"INVITE",
    b"INVITE sip:0110000100@127.0.0.1 SIP/2.0",
    b"INVITE sip:0110000100@127.0.0.1 SIP/2.0\r\n\r\n",
    b"SIP/2.0 200 OK\r\n\r\n",
    b"SIP/2.0 999999999999 \r\n\r\n",
    INVITE.format(n="u", cseq="1", hops="70", more="Subject: ", body="").encode() + b"\xff\xfe",
    *(
        INVITE.format(n=n, cseq=cseq, hops=hops, more=more, body=body).encode()
        for n, (cseq, hops, more, body) in enumerate(
            [
                ("-1", "70", "", ""),
                ("99999999999999999999", "70", "", ""),
                ("1", "-5", "", ""),
                ("1", "70", "Content-Length: -1\r\n", ""),
                ("1", "70", "Content-Length: 999999\r\nContent-Type: application/sdp\r\n", "v=0"),
                (
                    "1",
                    "70",
                    "Content-Type: application/sdp\r\n",
                    "v=0\r\nm=audio 99999 RTP/AVP\r\n",
                ),
                ("1", "70", "Content-Type: multipart/mixed;boundary=x\r\n", "--x\r\n" * 200),
                ("1", "70", "Via: SIP/2.0/UDP 127.0.0.1\r\n" * 500, ""),
                ("1", "70", "Route: <sip:127.0.0.1;lr>\r\n" * 100, ""),
                ("1", "70", "Require: everything\r\n", ""),
                ("1", "70", "Contact: *\r\n", ""),
                ("1", "70", "P-Asserted-Identity: " + "<" * 3000 + "\r\n", ""),
                ("1", "70", "Privacy: " + "id;" * 1000 + "\r\n", ""),
            ]
        )
    ),
)


async def test_hostile_names_do_no_harm_and_the_next_call_is_answered(counter: Instance) -> None:
    for name in NAMES.values():
        await _try(counter, "0312345678", display=name)
    await assert_goes_on(counter)


async def test_nothing_that_a_caller_sends_is_executed(counter: Instance, tmp_path: Path) -> None:
    evil = tmp_path / "executed"
    for code in (f"${{SHELL(touch {evil})}}", f"$(touch {evil})", f"`touch {evil}`"):
        headers: tuple[Header, ...] = (
            ("P-Asserted-Identity", f'"{code}" <sip:{code}@127.0.0.1>'),
            ("Privacy", code),
            ("P-Called-Party-ID", code),
        )
        await _try(counter, code, display=code, headers=headers)
        await _try(counter, "0312345678", line=code.replace(" ", "%20"), headers=headers)
        await _try(counter, "0312345678", to_header=f'"{code}" <sip:{code}@127.0.0.1>')
    await assert_goes_on(counter)
    assert not evil.exists()


async def test_packets_that_are_no_sip_and_a_flood_do_not_stop_the_next_call(
    counter: Instance,
) -> None:
    chance = random.Random(2026)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for packet in PACKETS:
            stranger.sendto(packet, counter.sip)
        for _ in range(2000):
            broken = bytearray(chance.choice(PACKETS[10:]))
            for _ in range(chance.randrange(1, 20)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            stranger.sendto(broken, counter.sip)
    await assert_goes_on(counter)


async def _try(
    counter: Instance,
    number: str,
    *,
    display: str = "",
    line: str = LINE,
    to_header: str = "",
    headers: tuple[Header, ...] = (),
) -> None:
    """Place a call that may be answered, refused or not even heard, and give it up."""
    async with CallerPhone(counter.sip, number, display=display) as caller:
        caller.call(line, to_header=to_header, headers=headers)
        await asyncio.sleep(0.1)  # whatever may come of it


async def assert_goes_on(counter: Instance) -> None:
    """The same processes answer the next good call."""
    pids = {name: counter.run[name] for name in ("pid", "asterisk_pid", "office_pid")}
    start = counter.log.n
    async with (
        counter.seated("seat-01", answer_after()) as seat,
        CallerPhone(counter.sip, "0387654321") as caller,
    ):
        call = caller.call(LINE)
        while True:  # earlier callers who were admitted may ring before
            rung = await seat.next_call()
            if "387654321" in rung.invite.get("From"):
                break
        await call.until(CallState.ANSWERED)
        await counter.log.event(LegJoined, after=start)
        call.hang_up()
        await rung.until(CallState.ENDED)
    await counter.until_empty(within_s=40)
    assert pids == {name: counter.run[name] for name in pids}
