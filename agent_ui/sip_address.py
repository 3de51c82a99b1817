"""Tells Asterisk where a browser is that does not say so itself.

A page that may use no microphone hides its addresses behind names that only its own network can
look up (`….local`, draft-ietf-mmusic-mdns-ice-candidates). Asterisk cannot, finds no candidate at
all, and nobody is heard. The address that the page itself came from is a candidate that exists;
the checks of the browser then show the true one (RFC 8445, 7.3.1.3).
"""

from __future__ import annotations

import re

_HIDDEN = re.compile(r"(?m)^(a=candidate:\S+ \d+ \S+ \d+ )[0-9a-fA-F-]+\.local(?= )")
_NOWHERE = re.compile(r"(?m)^c=IN IP4 0\.0\.0\.0(?=\r?$)")
"""What such a page says instead; before ICE it meant that a call is held (RFC 3264, 8.4)."""
_LENGTH = re.compile(r"(?im)^(content-length|l)([ \t]*:[ \t]*)\d+")


def with_address(message: str, address: str) -> str:
    """Put an address in the place of hidden ones; any other message stays as it is."""
    head, parted, body = message.partition("\r\n\r\n")
    shown = _HIDDEN.sub(rf"\g<1>{address}", body)
    if shown == body:
        return message
    shown = _NOWHERE.sub(f"c=IN IP{6 if ':' in address else 4} {address}", shown)
    length = len(shown.encode())
    return _LENGTH.sub(rf"\g<1>\g<2>{length}", head) + parted + shown
