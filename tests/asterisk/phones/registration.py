"""A phone's entry in the registrar (RFC 3261, clause 10)."""

from __future__ import annotations

import asyncio
import secrets

from tests.asterisk.phones.credentials import Credentials
from tests.asterisk.phones.sip_message import SipMessage
from tests.asterisk.phones.sip_socket import Address, SipSocket


class Registration:
    """Binds one contact to one account; every request goes on with the same Call-ID."""

    def __init__(
        self,
        sip: SipSocket,
        server: Address,
        account: str,
        *,
        contact: str,
        credentials: Credentials | None,
    ) -> None:
        self._sip = sip
        self._server = server
        self._account = account
        self._contact = contact
        self._credentials = credentials
        self._call_id = secrets.token_hex(12)
        self._sequence = 0

    async def send(self, expires_s: int) -> int:
        """Send a REGISTER, signed if challenged, and give the status that it got.

        `expires_s` 0 takes the entry back; 408 means that nothing answered for 32 s.
        """
        request = self._request(expires_s)
        response = await self._answer(request)
        if response.status in {401, 407} and self._credentials is not None:
            self._sequence += 1
            signed = self._credentials.sign(request, response, self._sip.via())
            response = await self._answer(signed)
        return response.status or 0

    async def _answer(self, request: SipMessage) -> SipMessage:
        final: asyncio.Future[SipMessage] = asyncio.get_running_loop().create_future()

        def on_response(response: SipMessage) -> None:
            if (response.status or 0) >= 200 and not final.done():
                final.set_result(response)

        self._sip.request(request, on_response)
        return await final

    def _request(self, expires_s: int) -> SipMessage:
        self._sequence += 1
        address = f"<sip:{self._account}@{self._server[0]}>"
        headers = (
            self._sip.via(),
            ("Max-Forwards", "70"),
            ("From", f"{address};tag={secrets.token_hex(6)}"),
            ("To", address),
            ("Call-ID", self._call_id),
            ("CSeq", f"{self._sequence} REGISTER"),
            ("Contact", self._contact),
            ("Expires", str(expires_s)),
        )
        uri = f"sip:{self._server[0]}:{self._server[1]}"
        return SipMessage(f"REGISTER {uri} SIP/2.0", headers)
