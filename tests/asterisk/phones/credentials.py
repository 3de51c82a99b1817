"""An account and its password, which sign a request that was challenged."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from tests.asterisk.phones.digest import authorization
from tests.asterisk.phones.sip_message import Header, SipMessage


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a phone signs with."""

    account: str
    password: str = field(repr=False)

    def sign(self, request: SipMessage, challenge: SipMessage, via: Header) -> SipMessage:
        """Make the request anew: next number, new transaction, the challenge answered."""
        proxy = challenge.status == 407
        asked = challenge.get("Proxy-Authenticate" if proxy else "WWW-Authenticate")
        number, method = request.get("CSeq").split()
        answer = authorization(
            asked,
            method,
            uri=request.start.split()[1],
            user=self.account,
            password=self.password,
            cnonce=secrets.token_hex(8),
        )
        kept = tuple(h for h in request.headers if h[0] not in {"Via", "CSeq"})
        signed = ("Proxy-Authorization" if proxy else "Authorization", answer)
        count = ("CSeq", f"{int(number) + 1} {method}")
        return SipMessage(request.start, (via, *kept, count, signed), request.body)
