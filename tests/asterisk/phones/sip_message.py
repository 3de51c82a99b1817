"""SIP messages as values (RFC 3261, clause 7)."""

from __future__ import annotations

import re
from dataclasses import dataclass

Header = tuple[str, str]

_URI = re.compile(r"<([^>]*)>")
_TAG = re.compile(r";\s*tag=([^;>\s]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SipMessage:
    """One request or response; `start` is its first line, headers keep their order."""

    start: str
    headers: tuple[Header, ...]
    body: str = ""

    @property
    def method(self) -> str:
        """Name the request's method; of a response, the method that it answers."""
        if self.status is None:
            return self.start.partition(" ")[0]
        return self.get("CSeq").split()[-1]

    @property
    def status(self) -> int | None:
        """Give a response's status; None of a request."""
        return int(self.start.split()[1]) if self.start.startswith("SIP/2.0 ") else None

    @property
    def branch(self) -> str:
        """Give the branch of the topmost Via, which names the transaction."""
        return self.get("Via").partition("branch=")[2].partition(";")[0]

    def get(self, name: str) -> str:
        """Give the first header of that name, or an empty text."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        """Give all headers of that name, in order."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def encode(self) -> bytes:
        """Write the message as it goes into the packet."""
        body = self.body.encode()
        lines = [self.start, *(f"{key}: {value}" for key, value in self.headers)]
        lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join([*lines, "", ""]).encode() + body


def parse(data: bytes) -> SipMessage:
    """Read a message from a packet.

    Raises:
        ValueError: what came is no SIP message.
    """
    head, _, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
    start, *lines = head.split("\r\n")
    if "SIP/2.0" not in start:
        raise ValueError(f"no SIP message: {start[:40]!r}")
    pairs = (line.partition(":") for line in lines if ":" in line)
    headers = tuple((key.strip(), value.strip()) for key, _, value in pairs)
    return SipMessage(start, tuple(h for h in headers if h[0].lower() != "content-length"), body)


def uri_of(address: str) -> str:
    """Read the URI out of a From, To, Contact or Record-Route header."""
    inside = _URI.search(address)
    return inside[1] if inside else address.partition(";")[0].strip()


def tag_of(address: str) -> str:
    """Read the tag out of a From or To header; an empty text where there is none."""
    tag = _TAG.search(address.rpartition(">")[2])
    return tag[1] if tag else ""
