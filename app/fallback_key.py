"""The key under which Asterisk's fallback keeps callers' numbers until we have them."""

from __future__ import annotations

import base64

from storage.keys import derive
from telephony.fallback_files import NUMBER_KEY_LETTERS


def number_key(key: bytes) -> str:
    """Derive it from the instance's key, in the letters that Asterisk reads."""
    drawn = base64.urlsafe_b64encode(derive(key, "fallback/number")).decode()
    return drawn[:NUMBER_KEY_LETTERS]
