"""The phones' accounts: who may register, and with which password.

A SIP phone's password is derived from the instance's key, so that it is the same at every start
and stands nowhere. A browser phone's is drawn when its page is opened (`app.browser_phones`); until
then nobody can register there.
"""

from __future__ import annotations

import base64
import hashlib
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
    """Make the requests that set every SIP phone's account in Asterisk."""
    return tuple(account(each.id, password_of(each.id, key), realm=realm) for each in desks)


def account(user: str, password: str, *, realm: str) -> Request:
    """Make the request that sets the account of one endpoint, which is named like its user."""
    digest = _md5(user, realm, password)
    return ari_requests.put_auth(user, username=user, md5_cred=digest, realm=realm)


def _md5(user: str, realm: str, password: str) -> str:
    """What SIP's digest calls HA1 (RFC 2617, 3.2.2.2)."""
    text = f"{user}:{realm}:{password}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
