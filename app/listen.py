"""The web socket, which the supervisor holds so that a dead office loses no connection attempt."""

from __future__ import annotations

import socket

from app.errors import PortTaken

WAITING = 128


def listen(host: str, port: int) -> socket.socket:
    """Listen for the pages; port 0 takes a free one.

    Raises:
        PortTaken: somebody else listens there, or it is no address of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except (OSError, OverflowError) as exc:
        made.close()
        why = getattr(exc, "strerror", None) or str(exc)
        raise PortTaken(what="the web pages", host=host, port=port, why=why) from exc
    made.listen(WAITING)
    made.setblocking(False)
    return made


def kept_or_new(held: int | None, host: str, port: int) -> socket.socket:
    """Go on with the socket held (a descriptor), if there is one and it is where it shall be.

    Raises:
        PortTaken: a new one is wanted, and cannot be had.
    """
    if held is None:
        return listen(host, port)
    kept = socket.socket(fileno=held)
    kept.set_inheritable(False)
    now_host, now_port = kept.getsockname()[:2]
    if now_host == host and port in (0, now_port):
        return kept
    kept.close()
    return listen(host, port)


def shown_address(made: socket.socket, *, tls: bool) -> str:
    """Write the address as a browser wants it."""
    host, port = made.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"{'https' if tls else 'http'}://{shown}:{port}"
