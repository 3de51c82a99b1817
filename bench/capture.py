"""UDP packets of the loopback device, with the kernel's times (packet(7), SO_TIMESTAMPNS)."""

from __future__ import annotations

import asyncio
import ctypes
import socket
import struct
from types import TracebackType
from typing import Self

from bench.call_book import Packet
from bench.errors import CaptureRefused

_ETH_P_IP = 0x0800
_SO_ATTACH_FILTER = 26
_SO_TIMESTAMPNS = 35
_SO_RCVBUFFORCE = 33
_PACKET_OUTGOING = 4
_PACKET_TYPE = 0xFFFFF004
"""Where a program finds it: SKF_AD_OFF + SKF_AD_PKTTYPE."""
_ROOM = 16 * 1024 * 1024
_STAMP = struct.Struct("@qq")
_PORTS = struct.Struct("!HH")


class SipCapture:
    """Keeps every UDP packet from or to one port, or of all, while its context is open."""

    def __init__(self, port: int | None) -> None:
        self._port = port
        self.packets: list[Packet] = []

    async def __aenter__(self) -> Self:
        """Begin.

        Raises:
            CaptureRefused: this process may not read packets.
        """
        self._loop = asyncio.get_running_loop()
        try:
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0)
        except PermissionError as refused:
            raise CaptureRefused from refused
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _ROOM)
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        program, room = _port_filter(self._port)
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)
        del room  # the kernel has its own copy now
        self._socket.bind(("lo", _ETH_P_IP))
        self._loop.add_reader(self._socket, self._read)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._loop.remove_reader(self._socket)
        self._read()
        self._socket.close()

    def _read(self) -> None:
        """Take all packets that wait."""
        while True:
            try:
                data, extra, _, _ = self._socket.recvmsg(65535, 64)
            except BlockingIOError:
                return
            if not extra:
                continue
            seconds, nanoseconds = _STAMP.unpack(extra[0][2])
            udp = (data[0] & 0x0F) * 4
            source, target = _PORTS.unpack_from(data, udp)
            self.packets.append(
                Packet(seconds + nanoseconds / 1e9, source, target, data[udp + 8 :])
            )


def _port_filter(port: int | None) -> tuple[bytes, ctypes.Array[ctypes.c_char]]:
    """Make the classic BPF program `udp` or `udp and port N`, and the memory that it points to.

    Loopback shows each packet twice, going out and coming in: the first is refused.
    """
    coming = [
        (0x30, 0, 0, _PACKET_TYPE),
        (0x15, 0, 1, _PACKET_OUTGOING),  # else go on
        (0x06, 0, 0, 0),
    ]
    any_port = [
        *coming,
        (0x30, 0, 0, 9),  # the protocol of the IP header
        (0x15, 0, 1, 17),  # is UDP, else refuse
        (0x06, 0, 0, 0xFFFF),
        (0x06, 0, 0, 0),
    ]
    one_port = [
        *coming,
        (0x30, 0, 0, 9),  # the protocol of the IP header
        (0x15, 0, 6, 17),  # is UDP, else refuse
        (0xB1, 0, 0, 0),  # x = length of the IP header
        (0x48, 0, 0, 0),  # the source port
        (0x15, 2, 0, port or 0),
        (0x48, 0, 0, 2),  # the target port
        (0x15, 0, 1, port or 0),
        (0x06, 0, 0, 0xFFFF),  # take all of it
        (0x06, 0, 0, 0),
    ]
    steps = any_port if port is None else one_port
    room = ctypes.create_string_buffer(b"".join(struct.pack("@HBBI", *step) for step in steps))
    return struct.pack("@HP", len(steps), ctypes.addressof(room)), room
