"""Digest authentication of a SIP client (RFC 2617 with qop=auth, MD5)."""

from __future__ import annotations

import hashlib
import re

_FIELD = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')


def authorization(
    challenge: str, method: str, *, uri: str, user: str, password: str, cnonce: str
) -> str:
    """Answer a WWW-Authenticate or Proxy-Authenticate header with an Authorization value."""
    asked = {name: quoted or plain for name, quoted, plain in _FIELD.findall(challenge)}
    realm, nonce = asked["realm"], asked["nonce"]
    ha1, ha2 = _md5(f"{user}:{realm}:{password}"), _md5(f"{method}:{uri}")
    fields = f'username="{user}", realm="{realm}", nonce="{nonce}", uri="{uri}", algorithm=MD5'
    if "opaque" in asked:
        fields += f', opaque="{asked["opaque"]}"'
    if "qop" not in asked:
        return f'Digest {fields}, response="{_md5(f"{ha1}:{nonce}:{ha2}")}"'
    response = _md5(f"{ha1}:{nonce}:00000001:{cnonce}:auth:{ha2}")
    return f'Digest {fields}, qop=auth, nc=00000001, cnonce="{cnonce}", response="{response}"'


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
