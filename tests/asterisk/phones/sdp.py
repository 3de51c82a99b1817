"""The session descriptions that the phones offer and read (RFC 4566): u-law and DTMF only."""

from __future__ import annotations

import re

_CONNECTION = re.compile(r"^c=IN IP4 (\S+)", re.MULTILINE)
_AUDIO = re.compile(r"^m=audio (\d+) ", re.MULTILINE)


def describe(host: str, port: int, *, events: bool = True) -> str:
    """Write the description of one u-law stream at host:port, with keys as events or without."""
    lines = [
        "v=0",
        f"o=phone {port} {port} IN IP4 {host}",
        "s=phone",
        f"c=IN IP4 {host}",
        "t=0 0",
        f"m=audio {port} RTP/AVP 0{' 101' if events else ''}",
        "a=rtpmap:0 PCMU/8000",
        *(("a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16") if events else ()),
        "a=ptime:20",
        "a=sendrecv",
    ]
    return "\r\n".join([*lines, ""])


def media_address(body: str) -> tuple[str, int] | None:
    """Read where the far end wants its audio; None where the body says nothing of it."""
    host, port = _CONNECTION.search(body), _AUDIO.search(body)
    return (host[1], int(port[1])) if host and port else None
