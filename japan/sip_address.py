"""Reading the address headers of SIP: From, To, P-Asserted-Identity (RFC 3261, 3966, 3325).

The headers come from outside and may hold anything, so nothing here raises, and every pattern is
linear in its text.
"""

from __future__ import annotations

import re

LONGEST = 1024
"""Characters of a header that are looked at; no honest one is longer."""

_QUOTED = r'"(?:\\.|[^"\\])*"'
_ONE_OF_A_LIST = re.compile(rf'(?:{_QUOTED}|<[^>]*>|[^,"<])+')
_NAME = re.compile(_QUOTED)
_ANGLED = re.compile(r"<([^>]*)")
_SCHEME = re.compile(r"\s*(?:sips?|tel):", re.IGNORECASE)
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")


def addresses(header: str) -> list[str]:
    """Take apart a header of several addresses; commas in names and brackets do not part."""
    return [each.strip() for each in _ONE_OF_A_LIST.findall(header[:LONGEST]) if each.strip()]


def name_of(address: str) -> str:
    """Give the display name of an address, without its quotation marks; empty if it has none."""
    address = address[:LONGEST]
    quoted = _NAME.match(address.lstrip())
    if quoted:
        return quoted[0][1:-1]
    name, angle, _ = address.partition("<")
    return name.strip() if angle else ""


def user_of(address: str) -> str:
    """Give the user part of a SIP or tel URI, bare or within an address; other text as it is.

    Parameters (`;npdi`), a password and the host are left out; percent escapes are undone.
    """
    address = address[:LONGEST]
    angled = _ANGLED.search(_NAME.sub("", address))
    uri = angled[1] if angled else address
    scheme = _SCHEME.match(uri)
    user, at, _ = uri[scheme.end() if scheme else 0 :].partition("@")
    if not (scheme or at):
        return uri
    user = user.partition(";")[0].partition(":")[0]
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), user)
