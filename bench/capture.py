"""UDP packets of the loopback device, with the kernel's times (packet(7), SO_TIMESTAMPNS)."""

from __future__ import annotations

import asyncio
import struct
from types import TracebackType
from typing import Self

from bench.call_book import Packet
from bench.errors import CaptureRefused
from bench.packets import packet_socket

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
            self._socket = await asyncio.to_thread(packet_socket, self._port)
        except PermissionError as refused:
            raise CaptureRefused from refused
        self._socket.setblocking(False)
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
