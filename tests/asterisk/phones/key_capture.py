"""Keys as a capture that SIPp plays (`play_pcap_audio`): packets, and the times between them."""

from __future__ import annotations

import struct
from pathlib import Path

from tests.asterisk.phones import keypad, sound

PCMU = 0
_FRAME_US = 20_000
_FRAME = sound.RATE // 50
_HUSH = sound.to_ulaw(sound.sine(0, 0.02))
_LEAD, _PAUSE, _REST = 12, 8, 3
"""Frames of silence before a row, while Asterisk learns where it comes from, before each further
key, for a person's finger is no quicker, and after tones."""
_SOURCE = 7
_MAGIC, _ETHERNET = 0xA1B2C3D4, 1
_LOOPBACK = bytes((127, 0, 0, 1))

Packet = tuple[int, bytes]
"""When it is due (frames from the beginning), and the whole RTP packet."""


class Keys:
    """One caller's way over the keys: sequence numbers and time go on from file to file."""

    def __init__(self, *, in_band: bool) -> None:
        self._in_band = in_band
        self._sequence = 0
        self._began = 0

    def write(self, path: Path, key: str, *, is_first: bool) -> None:
        """Write the packets of one key; before the first of a row there is silence."""
        lead = _LEAD if is_first else _PAUSE
        packets = self._tones(key, lead) if self._in_band else self._events(key, lead)
        path.write_bytes(_capture(packets))
        self._began += packets[-1][0] + 1

    def _events(self, key: str, lead: int) -> list[Packet]:
        hush = [(at, self._packet(PCMU, at, _HUSH, not at)) for at in range(lead)]
        payloads = enumerate(keypad.events(key))
        kind = keypad.EVENT_TYPE
        return hush + [(lead + n, self._packet(kind, lead, each, not n)) for n, each in payloads]

    def _tones(self, key: str, lead: int) -> list[Packet]:
        frames = [*[_HUSH] * lead, *keypad.tones(key), *[_HUSH] * _REST]
        return [(at, self._packet(PCMU, at, each, not at)) for at, each in enumerate(frames)]

    def _packet(self, kind: int, at: int, payload: bytes, is_first: bool) -> bytes:
        self._sequence += 1
        stamp = (self._began + at) * _FRAME
        marked = kind | (0x80 if is_first else 0)
        return struct.pack("!BBHII", 0x80, marked, self._sequence, stamp, _SOURCE) + payload


def _capture(packets: list[Packet]) -> bytes:
    """Put packets into a capture of an Ethernet (libpcap 2.4); addresses are SIPp's to fill in."""
    head = struct.pack("=IHHiIII", _MAGIC, 2, 4, 0, 0, 0xFFFF, _ETHERNET)
    return head + b"".join(_record(at, data) for at, data in packets)


def _record(at: int, data: bytes) -> bytes:
    udp = struct.pack("!HHHH", 4000, 4002, 8 + len(data), 0) + data
    ip = struct.pack("!BBHIBBH", 0x45, 0, 20 + len(udp), 0, 64, 17, 0) + _LOOPBACK + _LOOPBACK + udp
    frame = bytes(12) + struct.pack("!H", 0x0800) + ip
    seconds, us = divmod(at * _FRAME_US, 1_000_000)
    return struct.pack("=IIII", seconds, us, len(frame), len(frame)) + frame
