"""The controller's connections to Asterisk, taken hold of from outside (pidfd_getfd(2))."""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from faults.errors import FaultRefused

_PIDFD_GETFD = 438
_NOBODY_WAKES = 1 << 20
"""Bytes; a lost link brings some thousands."""
_ESTABLISHED = "01"
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class End:
    """One end of an established connection of loopback, as proc(5) tells of it."""

    inode: str
    own: int
    """Its port."""
    other: int
    """The port at the other end."""


def connections(pid: int, port: int) -> list[socket.socket]:
    """Take hold of a process's TCP connections to a port of loopback.

    Raises:
        FaultRefused: this user may not.
    """
    return _taken(pid, {end.inode for end in _ends(pid) if end.other == port})


def answering(pid: int, port: int, asking: int) -> list[socket.socket]:
    """Take hold of those ends at a process's own port whose other ends are of process `asking`.

    Others may have connections to the same port: browsers' phones, by way of the office.

    Raises:
        FaultRefused: this user may not.
    """
    owned = _owned(asking)
    ports = {end.own for end in _ends(asking) if end.other == port and end.inode in owned}
    chosen = (end for end in _ends(pid) if end.own == port and end.other in ports)
    return _taken(pid, {end.inode for end in chosen})


def _owned(pid: int) -> set[str]:
    """Name what a process's descriptors stand for, as far as it is still there."""
    owned = set()
    for name in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(OSError):
            owned.add(os.readlink(f"/proc/{pid}/fd/{name}"))
    return owned


def _taken(pid: int, inodes: set[str]) -> list[socket.socket]:
    held = []
    for name in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(OSError):  # closed meanwhile
            if os.readlink(f"/proc/{pid}/fd/{name}") in inodes:
                held.append(_take(pid, int(name)))
    return held


def _ends(pid: int) -> Iterator[End]:
    """Read the established connections of a process's network, whoever holds them."""
    for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        own, other = (int(fields[at].rpartition(":")[2], 16) for at in (1, 2))
        if fields[3] == _ESTABLISHED:
            yield End(f"socket:[{fields[9]}]", own, other)


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
    """Let nobody notice what comes for these connections: fewer bytes than that wake no reader.

    A filter that drops it would need CAP_NET_ADMIN on newer kernels (6.18 asks it for TCP).
    """
    for each in held:
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, _NOBODY_WAKES)


def deliver(held: list[socket.socket]) -> None:
    """Let what came, and all that comes, be noticed again, and let go of the connections."""
    for each in held:
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        each.close()
