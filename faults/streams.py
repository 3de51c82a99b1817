"""The sound of calls, read off the wire: heads alone, which a browser does not encipher."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from bench.call_book import Packet

_VERSION = 2
_PCMU = 0
_HEADER = 12


@dataclass(frozen=True, slots=True)
class Stream:
    """When (epoch seconds) the packets of one call came to the phone, and left it."""

    arrived: tuple[float, ...] = ()
    sent: tuple[float, ...] = ()


class Streams:
    """All sound of a round, by the port that Asterisk has for it."""

    def __init__(self, packets: Iterable[Packet]) -> None:
        self._from: dict[int, list[float]] = {}
        self._to: dict[int, list[float]] = {}
        for packet in packets:
            if is_sound(packet.payload):
                self._from.setdefault(packet.source, []).append(packet.at)
                self._to.setdefault(packet.target, []).append(packet.at)

    def of(self, port: int, *, since: float, until: float) -> Stream:
        """Give the stream at one of Asterisk's ports between two times: ports are used again."""
        ways = (self._from.get(port, []), self._to.get(port, []))
        inside = (each[bisect_left(each, since) : bisect_right(each, until)] for each in ways)
        return Stream(*(tuple(each) for each in inside))


def is_sound(payload: bytes) -> bool:
    """Tell u-law from keys, RTCP, DTLS and STUN at the same port (RFC 3551, RFC 7983)."""
    return len(payload) > _HEADER and payload[0] >> 6 == _VERSION and payload[1] & 0x7F == _PCMU
