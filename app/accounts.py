"""The phones' accounts: who may register, and with which password.

A SIP phone's password is derived from the instance's key, so that it is the same at every start
and stands nowhere. A browser phone's is drawn at random until somebody signs in: nobody knows it.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterable

from callcenter.campaign import Desk
from storage.keys import derive
from telephony import ari_requests
from telephony.ari_requests import Request

LETTERS = 24
"""120 bits."""
BROWSER = "w"
"""Ends the name of a desk's browser phone: `seat-01w`."""


def endpoints(desks: Iterable[Desk]) -> dict[str, str]:
    """Name the seat of each endpoint: two for each desk."""
    return {f"{desk.id}{kind}": desk.id for desk in desks for kind in ("", BROWSER)}


def password_of(seat: str, key: bytes) -> str:
    """Derive the password of a seat's SIP phone (HKDF, RFC 5869): letters and digits."""
    drawn = base64.b32encode(derive(key, f"sip/{seat}")).decode()
    return drawn[:LETTERS].lower()


def accounts(desks: Iterable[Desk], *, key: bytes, realm: str) -> tuple[Request, ...]:
    """Make the requests that set every endpoint's account in Asterisk."""
    passwords = {
        endpoint: password_of(seat, key) if endpoint == seat else secrets.token_urlsafe()
        for endpoint, seat in endpoints(desks).items()
    }
    return tuple(
        ari_requests.put_auth(
            endpoint, username=endpoint, md5_cred=_md5(endpoint, realm, password), realm=realm
        )
        for endpoint, password in passwords.items()
    )


def _md5(user: str, realm: str, password: str) -> str:
    """What SIP's digest calls HA1 (RFC 2617, 3.2.2.2)."""
    text = f"{user}:{realm}:{password}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
