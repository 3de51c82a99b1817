"""What a browser phone may say to Asterisk: register itself, answer, and go on in its own dialogs.

Asterisk's socket takes whatever comes from this machine for a trunk's, if a trunk is on it. So
nothing passes that begins something: a call is begun by the controller alone.

Source: RFC 3261, 7.3 (headers, their short forms, folding), 12.2 (a tag in To: inside a dialog).
"""

from __future__ import annotations

import re

IN_DIALOG = frozenset({"ACK", "BYE", "INFO", "INVITE", "PRACK", "UPDATE"})
_HEADER = re.compile(r"([A-Za-z0-9.!%*_+`'~-]+)[ \t]*:(.*)")
_USER = re.compile(r"sips?:([^@;>\s]+)@", re.IGNORECASE)
_TAG = re.compile(r";\s*tag\s*=\s*[^\s;]+", re.IGNORECASE)
_NAMES = {"from": "from", "f": "from", "to": "to", "t": "to"}


def may_pass(message: str, endpoint: str) -> bool:
    """Tell whether a message of this endpoint's browser may go on to Asterisk."""
    if not message.strip("\r\n"):
        return True  # keeps the connection alive (RFC 7118, 6)
    first, *lines = message.partition("\r\n\r\n")[0].split("\r\n")
    if first.startswith("SIP/2.0 "):
        return True
    parties = _parties(lines)
    if parties is None:
        return False
    method = first.partition(" ")[0]
    if method == "REGISTER":
        return all(_user(each) == endpoint for each in parties)
    return method in IN_DIALOG and _TAG.search(parties[1]) is not None


def may_call(message: str, header: str) -> bool:
    """Tell whether a message of the demo's citizen may go on: calls that bear this header."""
    if not message.strip("\r\n"):
        return True
    first, *lines = message.partition("\r\n\r\n")[0].split("\r\n")
    if first.startswith("SIP/2.0 "):
        return True
    parties = _parties(lines)
    method = first.partition(" ")[0]
    if parties is None or method not in IN_DIALOG | {"CANCEL"}:
        return False
    return method != "INVITE" or _TAG.search(parties[1]) is not None or header in lines


def _parties(lines: list[str]) -> tuple[str, str] | None:
    """Read From and To; None if either is missing, doubled, or a line could be read in two ways."""
    found: dict[str, str] = {}
    for line in lines:
        header = _HEADER.fullmatch(line)
        if header is None:
            return None
        name = _NAMES.get(header[1].lower())
        if name is not None:
            if name in found:
                return None
            found[name] = header[2]
    return (found["from"], found["to"]) if len(found) == 2 else None


def _user(party: str) -> str:
    users = _USER.findall(party)
    return users[0] if len(users) == 1 else ""
