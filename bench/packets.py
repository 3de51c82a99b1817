"""A socket that shows the UDP packets of the loopback device (packet(7)); root opens it for others.

Run as a program by `sudo`, it hands the open socket to who waits at the Unix socket that it is told
(SCM_RIGHTS), and so has no other imports than Python's own.
"""

from __future__ import annotations

import ctypes
import socket
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

_ETH_P_IP = 0x0800
_SO_ATTACH_FILTER = 26
_SO_TIMESTAMPNS = 35
_SO_RCVBUFFORCE = 33
_PACKET_OUTGOING = 4
_PACKET_TYPE = 0xFFFFF004
"""Where a program finds it: SKF_AD_OFF + SKF_AD_PKTTYPE."""
_ROOM = 16 * 1024 * 1024
_HANDED_S = 10.0


def packet_socket(port: int | None) -> socket.socket:
    """Open a socket that shows each UDP packet from or to one port, or of all, with its time.

    Raises:
        PermissionError: this user may not, and not through sudo either.
    """
    try:
        return _opened(port)
    except PermissionError:
        return _handed(port)


def _opened(port: int | None) -> socket.socket:
    shown = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0)
    shown.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _ROOM)
    shown.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
    program, room = _port_filter(port)
    shown.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)
    del room  # the kernel has its own copy now
    shown.bind(("lo", _ETH_P_IP))
    return shown


def _handed(port: int | None) -> socket.socket:
    """Let root open it, without a question: nobody is there to type a password.

    Raises:
        PermissionError: there is no sudo, or it asks.
    """
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as waits:
        waits.bind(f"{folder}/socket")
        waits.listen(1)
        waits.settimeout(_HANDED_S)
        program = [sys.executable, "-I", str(Path(__file__).resolve()), f"{folder}/socket"]
        command = ["sudo", "-n", *program, *([] if port is None else [str(port)])]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_HANDED_S)
            with waits.accept()[0] as root:
                _, descriptors, _, _ = socket.recv_fds(root, 1, 1)
        except (OSError, subprocess.SubprocessError) as refused:
            raise PermissionError(str(refused)) from refused
    return socket.socket(fileno=descriptors[0])


def _hand_over(path: str, port: int | None) -> None:
    with _opened(port) as shown, socket.socket(socket.AF_UNIX) as asking:
        asking.connect(path)
        socket.send_fds(asking, [b"."], [shown.fileno()])


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


if __name__ == "__main__":
    _hand_over(sys.argv[1], int(sys.argv[2]) if sys.argv[2:] else None)
