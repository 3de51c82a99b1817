"""One party's RTP: sends a tone and keys, keeps what it hears (RFC 3550, RFC 3551)."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import time
from collections import deque
from dataclasses import dataclass

import numpy as np

from tests.asterisk.phones import keypad, sound

Address = tuple[str, int]

_SO_TIMESTAMPNS = 35
_STAMP = struct.Struct("@qq")
_HEADER = struct.Struct("!BBHII")
_FRAME_S = 0.02
_LATE_S = _FRAME_S / 2
_FRAME = round(sound.RATE * _FRAME_S)
_PCMU = 0
_EVENT = 101
"""What our description calls a pressed key (RFC 4733)."""
_KEYS = "0123456789*#"


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet heard: when (epoch seconds) it came, whenever we read it; its sequence number, its
    u-law sound."""

    at: float
    sequence: int
    payload: bytes


class RtpSession:
    """A socket for the sound of one call; must be made inside a running event loop."""

    def __init__(self, host: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        self._socket.bind((host, 0))
        self._timer: asyncio.TimerHandle | None = None
        self._sent = 0
        self._sequence = 0
        self._tone = b""
        self._keys: deque[bytes] = deque()
        self.port: int = self._socket.getsockname()[1]
        self.remote: Address | None = None
        self.packets: list[Packet] = []
        self.late: list[float] = []
        """When (epoch seconds) a frame went out so late that the far end may have missed it."""
        self._heard: dict[int, str] = {}
        self._loop.add_reader(self._socket, self._read)

    @property
    def keys(self) -> str:
        """The keys that the far end pressed; the packets of one press have one timestamp."""
        return "".join(self._heard.values())

    def talk(self, remote: Address, tone_hz: int | None) -> None:
        """Send the tone to `remote` from now on; with None, send nothing."""
        self.remote = remote
        if tone_hz is None or self._timer is not None:
            return
        self._tone = sound.to_ulaw(sound.sine(tone_hz, 1.0))
        self._send(self._loop.time())

    def press(self, key: str, *, in_band: bool) -> None:
        """Press a key for 100 ms; a tone (or silence, 0 Hz) must be being sent.

        Args:
            key: One of `keypad.KEYS`.
            in_band: As tones in the sound rather than as events beside it.
        """
        if in_band:
            self._keys += keypad.tones(key)
            return
        began = self._sent * _FRAME
        for count, payload in enumerate(keypad.events(key)):
            kind = keypad.EVENT_TYPE | (0 if count else 0x80)
            self._loop.call_later(count * _FRAME_S, self._packet, kind, began, payload)

    def say(self, tone_hz: int, seconds: float) -> None:
        """Send another tone for so long, in place of the one that is being sent."""
        said = sound.to_ulaw(sound.sine(tone_hz, seconds))
        frames = range(0, len(said) - _FRAME + 1, _FRAME)
        self._keys += [said[each : each + _FRAME] for each in frames]

    def heard(self, *, since: float = 0.0, until: float = float("inf")) -> sound.Samples:
        """Give what came between two times (epoch seconds), in order of arrival, without gaps."""
        chosen = [p.payload for p in self.packets if since <= p.at < until]
        return sound.from_ulaw(b"".join(chosen))

    def longest_gap_s(self, *, since: float = 0.0, until: float = float("inf")) -> float:
        """Give the longest time without a packet between the first and the last one heard."""
        times = [p.at for p in self.packets if since <= p.at < until]
        return float(np.max(np.diff(times), initial=0.0))

    def close(self) -> None:
        """Stop sending and hearing."""
        if self._timer is not None:
            self._timer.cancel()
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket)
            self._socket.close()

    def _send(self, due: float) -> None:
        """Send one frame and plan the next one from the time when this one was due."""
        start = self._sent * _FRAME % len(self._tone)
        frame = self._keys.popleft() if self._keys else self._tone[start : start + _FRAME]
        if self._loop.time() - due > _LATE_S:
            self.late.append(time.time())
        self._packet((0 if self._sent else 0x80) | _PCMU, self._sent * _FRAME, frame)
        self._sent += 1
        self._timer = self._loop.call_at(due + _FRAME_S, self._send, due + _FRAME_S)

    def _packet(self, kind: int, timestamp: int, payload: bytes) -> None:
        assert self.remote is not None
        head = _HEADER.pack(0x80, kind, self._sequence & 0xFFFF, timestamp & 0xFFFFFFFF, self.port)
        self._sequence += 1
        with contextlib.suppress(OSError):  # the far end's port is closed: a packet lost
            self._socket.sendto(head + payload, self.remote)

    def _read(self) -> None:
        try:
            data, extra, _, _ = self._socket.recvmsg(2048, 64)
        except OSError:  # an ICMP error of an earlier packet
            return
        if len(data) <= _HEADER.size:
            return
        kind = data[1] & 0x7F
        _, _, sequence, timestamp, _ = _HEADER.unpack_from(data)
        if kind == _PCMU:
            seconds, nanoseconds = _STAMP.unpack(extra[0][2])
            at = seconds + nanoseconds / 1e9
            self.packets.append(Packet(at, sequence, data[_HEADER.size :]))
        elif kind == _EVENT:
            self._heard[timestamp] = _KEYS[data[_HEADER.size] % len(_KEYS)]
