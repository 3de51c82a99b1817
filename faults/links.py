"""The controller's connections to Asterisk, taken hold of from outside (pidfd_getfd(2))."""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

from faults.errors import FaultRefused

_PIDFD_GETFD = 438
_SO_ATTACH_FILTER = 26
_SO_DETACH_FILTER = 27
_ESTABLISHED = "01"
_libc = ctypes.CDLL(None, use_errno=True)


def connections(pid: int, port: int) -> list[socket.socket]:
    """Take hold of a process's TCP connections from or to a port of loopback.

    Raises:
        FaultRefused: this user may not.
    """
    inodes = set(_inodes(Path(f"/proc/{pid}/net/tcp").read_text(), port))
    held = []
    for name in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(OSError):  # closed meanwhile
            if os.readlink(f"/proc/{pid}/fd/{name}") in inodes:
                held.append(_take(pid, int(name)))
    return held


def _inodes(table: str, port: int) -> Iterator[str]:
    """Read established connections out of /proc/net/tcp (proc(5))."""
    for line in table.splitlines()[1:]:
        fields = line.split()
        ports = {int(fields[at].rpartition(":")[2], 16) for at in (1, 2)}
        if port in ports and fields[3] == _ESTABLISHED:
            yield f"socket:[{fields[9]}]"


def _take(pid: int, descriptor: int) -> socket.socket:
    process = os.pidfd_open(pid)
    try:
        ours = _libc.syscall(_PIDFD_GETFD, process, descriptor, 0)
    finally:
        os.close(process)
    if ours < 0:
        raise FaultRefused("pidfd_getfd", os.strerror(ctypes.get_errno()))
    return socket.socket(fileno=ours)


def shut(held: list[socket.socket]) -> None:
    """End connections for both sides, and let go of them."""
    for each in held:
        with contextlib.suppress(OSError):  # it ended meanwhile
            each.shutdown(socket.SHUT_RDWR)
        each.close()


def swallow(held: list[socket.socket]) -> None:
    """Let nothing of what comes for these connections reach them: a filter that takes 0 bytes."""
    step = ctypes.create_string_buffer(struct.pack("@HBBI", 0x06, 0, 0, 0))
    program = struct.pack("@HP", 1, ctypes.addressof(step))
    for each in held:
        with contextlib.suppress(OSError):
            each.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)


def deliver(held: list[socket.socket]) -> None:
    """Let everything through again, and let go of them."""
    for each in held:
        with contextlib.suppress(OSError):
            each.setsockopt(socket.SOL_SOCKET, _SO_DETACH_FILTER, 0)
        each.close()
