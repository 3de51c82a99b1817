"""Whether a trunk is there: what our Asterisk says of its registration, or its answer to OPTIONS.

Any answer shows that the other side is there, a refusal as well (RFC 3261, 11).
"""

from __future__ import annotations

import re
import secrets
import socket
import subprocess
from pathlib import Path

from app.plain import Asterisk

PATIENCE_S = 2.0
_REGISTERED = re.compile(r"^\s*(\S+?)/sip:\S+\s+\S+\s+(\w+)", re.MULTILINE)
"""A row of `pjsip show registrations`: name/server, auth, status."""


def registrations(asterisk: Asterisk) -> dict[str, str]:
    """Ask a running Asterisk which trunks are registered: the status by the trunk's name.

    Empty if it cannot be asked.
    """
    conf = Path(asterisk.conf)
    asked = (*asterisk.command, "-C", str(conf), "-rx", "pjsip show registrations")
    try:
        done = subprocess.run(
            asked, cwd=conf.parent.parent, capture_output=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return {}
    return dict(_REGISTERED.findall(done.stdout.decode(errors="replace")))


def answers(server: str) -> bool:
    """Send OPTIONS to `host` or `host:port` over UDP, twice; tells whether anything came back."""
    host, _, port = server.partition(":")
    try:
        found = socket.getaddrinfo(host, int(port or 5060), type=socket.SOCK_DGRAM)
        family, kind, protocol, _, address = found[0]
        with socket.socket(family, kind, protocol) as asking:
            asking.settimeout(PATIENCE_S / 2)
            asking.connect(address)
            return any(_asked(asking, server) for _ in range(2))
    except (OSError, ValueError):
        return False


def _asked(asking: socket.socket, server: str) -> bool:
    ours, at = asking.getsockname()[:2]
    branch = secrets.token_hex(8)
    lines = (
        f"OPTIONS sip:{server} SIP/2.0",
        f"Via: SIP/2.0/UDP {ours}:{at};rport;branch=z9hG4bK{branch}",
        "Max-Forwards: 70",
        f"From: <sip:doctor@{ours}>;tag={branch[:8]}",
        f"To: <sip:{server}>",
        f"Call-ID: {branch}",
        "CSeq: 1 OPTIONS",
        f"Contact: <sip:doctor@{ours}:{at}>",
        "Content-Length: 0",
        "\r\n",
    )
    try:
        asking.send("\r\n".join(lines).encode())
        return asking.recv(2_048).startswith(b"SIP/2.0 ")
    except OSError:
        return False
