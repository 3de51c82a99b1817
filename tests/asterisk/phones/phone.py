"""A SIP phone without a sound card: registers, places calls, is called, sends and hears tones."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from types import TracebackType
from typing import Self

from tests.asterisk.phones.call import CallState, PhoneCall
from tests.asterisk.phones.credentials import Credentials
from tests.asterisk.phones.dialog import Dialog
from tests.asterisk.phones.errors import PhoneError, PhoneTimeout, RegisterRefused
from tests.asterisk.phones.incoming_call import IncomingCall
from tests.asterisk.phones.outgoing_call import OutgoingCall
from tests.asterisk.phones.registration import Registration
from tests.asterisk.phones.sip_message import Header, SipMessage, tag_of, uri_of
from tests.asterisk.phones.sip_socket import Address, SipSocket


class Phone:
    """One account at one server; an async context that hangs up and signs off at its end.

    `calls` holds every call of the phone, oldest first. What an incoming call does is decided by
    `on_call`; of itself a phone answers at once.
    """

    def __init__(
        self,
        server: Address,
        account: str,
        *,
        password: str = "",
        tone_hz: int | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self._server = server
        self._account = account
        self._credentials = Credentials(account, password) if password else None
        self._tone_hz = tone_hz
        self._host = host
        self._port = port
        self._arrived: asyncio.Queue[IncomingCall] = asyncio.Queue()
        self.registered = False
        self.calls: list[PhoneCall] = []

    async def __aenter__(self) -> Self:
        self.sip = SipSocket(self._server, self._take, host=self._host, port=self._port)
        self._registration = Registration(
            self.sip,
            self._server,
            self._account,
            contact=self._contact(),
            credentials=self._credentials,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for call in self.calls:
            self._drop(call)
        if self.registered:
            with contextlib.suppress(PhoneError):  # the server may be gone by now
                await self.register(expires_s=0, timeout_s=1.0)
        self.sip.close()

    async def register(self, *, expires_s: int = 3600, timeout_s: float = 10.0) -> None:
        """Register this phone's address for the account.

        Raises:
            RegisterRefused: the registrar said no (or nothing for 32 s: status 408).
            PhoneTimeout: no final answer in time.
        """
        try:
            status = await asyncio.wait_for(self._registration.send(expires_s), timeout_s)
        except TimeoutError as late:
            raise PhoneTimeout(f"an answer to REGISTER of {self._account}", timeout_s) from late
        if status != 200:
            raise RegisterRefused(self._account, status)
        self.registered = expires_s > 0

    async def unregister(self) -> None:
        """Take this phone's address back; calls in progress go on."""
        await self.register(expires_s=0)

    def dial(
        self,
        number: str,
        *,
        from_header: str = "",
        to_header: str = "",
        headers: tuple[Header, ...] = (),
        has_events: bool = True,
    ) -> OutgoingCall:
        """Call a number (the user of the request URI); From and To are made unless given."""
        uri = f"sip:{number}@{self._server[0]}:{self._server[1]}"
        sender = from_header or f"<sip:{self._account}@{self._host}>"
        dialog = Dialog(
            call_id=f"{secrets.token_hex(12)}@{self._host}",
            local=f"{sender};tag={secrets.token_hex(6)}",
            remote=to_header or f"<{uri}>",
            target=uri,
            contact=self._contact(),
        )
        call = OutgoingCall(
            self.sip,
            dialog,
            tone_hz=self._tone_hz,
            headers=headers,
            credentials=self._credentials,
            has_events=has_events,
        )
        self.calls.append(call)
        return call

    async def next_call(self, timeout_s: float = 10.0) -> IncomingCall:
        """Give the next call that rings this phone and was not given yet.

        Raises:
            PhoneTimeout: none came in time.
        """
        try:
            return await asyncio.wait_for(self._arrived.get(), timeout_s)
        except TimeoutError as late:
            raise PhoneTimeout(f"a call for {self._account}", timeout_s) from late

    def on_call(self, call: IncomingCall) -> None:
        """Answer at once."""
        call.answer()

    def _take(self, request: SipMessage) -> None:
        for call in self.calls:
            if call.call_id == request.get("Call-ID"):
                call.take(request)
                return
        if request.method == "INVITE":
            self._take_invite(request)
        elif request.method != "ACK":
            self.sip.respond(request, 481 if tag_of(request.get("To")) else 200)

    def _take_invite(self, invite: SipMessage) -> None:
        dialog = Dialog(
            call_id=invite.get("Call-ID"),
            local=f"{invite.get('To')};tag={secrets.token_hex(6)}",
            remote=invite.get("From"),
            target=uri_of(invite.get("Contact")),
            contact=self._contact(),
            routes=invite.all("Record-Route"),
        )
        call = IncomingCall(self.sip, dialog, invite, tone_hz=self._tone_hz)
        self.calls.append(call)
        self._arrived.put_nowait(call)
        self.on_call(call)

    def _contact(self) -> str:
        return f"<sip:{self._account}@{self.sip.host}:{self.sip.port}>"

    def _drop(self, call: PhoneCall) -> None:
        """End whatever is left of a call."""
        if call.state is CallState.ANSWERED:
            call.hang_up()
        elif isinstance(call, OutgoingCall):
            call.cancel()
        elif isinstance(call, IncomingCall):
            call.reject(480)
        call.end("us")
