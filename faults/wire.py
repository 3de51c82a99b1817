"""What the packets say of each call: the kernel's times, whenever our phones came to read them.

On a machine with other work our phones read late and speak late. That is seen here, and is nobody's
fault but theirs.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bench.call_book import Packet
from faults.facts import ControlFact
from faults.page_call import PageCall
from faults.people import CallerSeen, RingSeen
from faults.streams import Stream, Streams
from tests.asterisk.phones.call import PhoneCall

_CALL_ID = re.compile(rb"^Call-ID:[ \t]*(\S+)", re.MULTILINE | re.IGNORECASE)
_METHOD = re.compile(rb"^CSeq:[ \t]*\d+[ \t]+(\w+)", re.MULTILINE | re.IGNORECASE)


@dataclass(slots=True)
class Told:
    """One call, at a caller or at a seat; epoch seconds, None for what did not happen."""

    invited: float
    """The first INVITE."""
    trying: float | None = None
    """Asterisk's first answer of any kind."""
    answered: float | None = None
    ended: float | None = None
    """The first BYE, a seat's CANCEL, or the refusal."""
    is_end_heard: bool = True
    """Unless a phone said BYE and Asterisk never answered that."""

    def asked(self, method: bytes, at: float, *, is_servers: bool) -> None:
        """Note a request: a caller's CANCEL ends nothing before it is answered."""
        is_over = method == b"BYE" or (method == b"CANCEL" and is_servers)
        if is_over and self.ended is None:
            self.ended, self.is_end_heard = at, is_servers

    def said(self, status: int, method: bytes, at: float, *, is_servers: bool) -> None:
        """Note an answer."""
        if method == b"BYE":
            self.is_end_heard = True
        if method != b"INVITE":
            return
        if is_servers and self.trying is None:
            self.trying = at
        if 200 <= status < 300 and self.answered is None:
            self.answered = at
        elif status >= 300 and self.ended is None:
            self.ended = at


class Wire:
    """The packets of a round, SIP and sound."""

    def __init__(self, packets: Sequence[Packet], *, server: int) -> None:
        """Sort them; `server` is Asterisk's port for SIP."""
        self._calls = told(packets, server=server)
        self._streams = Streams(packets)

    def times(self, seen: CallerSeen | RingSeen) -> Told:
        """Tell when things happened to a call; of one in a page its own socket tells."""
        own = seen.call.times
        call = self._calls.get(seen.call.call_id)
        if call is None:
            return Told(own.invited, answered=own.answered, ended=own.ended)
        return replace(call, ended=own.ended) if seen.lost or call.ended is None else call

    def control(self, end: PhoneCall) -> ControlFact:
        """Give what one end of a control call heard."""
        times = Told(end.times.invited, answered=end.times.answered, ended=end.times.ended)
        return ControlFact(packets=self.stream(end, times).arrived)

    def stream(self, call: PhoneCall | PageCall, times: Told) -> Stream:
        """Give the sound of an answered call."""
        if times.answered is None:
            return Stream()
        until = times.ended or time.time()
        return self._streams.of(_port(call), since=times.answered, until=until)


def _port(call: PhoneCall | PageCall) -> int:
    """Where Asterisk has the call's sound."""
    if isinstance(call, PageCall):
        return call.port
    return call.rtp.remote[1] if call.rtp.remote else 0


def told(packets: Iterable[Packet], *, server: int) -> dict[str, Told]:
    """Follow the SIP calls in the packets, by Call-ID; `server` is Asterisk's port."""
    calls: dict[str, Told] = {}
    for packet in packets:
        if server in (packet.source, packet.target):
            _take(calls, packet, is_servers=packet.source == server)
    return calls


def _take(calls: dict[str, Told], packet: Packet, *, is_servers: bool) -> None:
    payload = packet.payload
    call_id, method = _CALL_ID.search(payload), _METHOD.search(payload)
    if call_id is None or method is None:
        return
    named = call_id[1].decode()
    status = int(payload[8:11]) if payload.startswith(b"SIP/2.0 ") else None
    if status is None and method[1] == b"INVITE":
        calls.setdefault(named, Told(packet.at))
    if (call := calls.get(named)) is None:
        return
    if status is None:
        call.asked(method[1], packet.at, is_servers=is_servers)
    else:
        call.said(status, method[1], packet.at, is_servers=is_servers)
