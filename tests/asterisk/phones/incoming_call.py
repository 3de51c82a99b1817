"""A call that rings a phone."""

from __future__ import annotations

import time

from tests.asterisk.phones.call import CallState, PhoneCall
from tests.asterisk.phones.dialog import Dialog
from tests.asterisk.phones.sip_message import Header, SipMessage
from tests.asterisk.phones.sip_socket import SipSocket


class IncomingCall(PhoneCall):
    """Holds the INVITE that came; `ring`, `answer` and `reject` answer it."""

    def __init__(
        self, sip: SipSocket, dialog: Dialog, invite: SipMessage, *, tone_hz: int | None
    ) -> None:
        super().__init__(sip, dialog, tone_hz=tone_hz)
        self.invite = invite

    def ring(self) -> None:
        """Say 180 Ringing."""
        if self.state is CallState.INVITED:
            self._sip.respond(self.invite, 180, headers=self._own_headers())
            self.times.ringing = time.time()
            self._move(CallState.RINGING)

    def answer(self) -> None:
        """Say 200 OK and begin to talk."""
        if self.state < CallState.ANSWERED:
            headers = (*self._own_headers(), ("Content-Type", "application/sdp"))
            self._sip.respond(self.invite, 200, headers=headers, body=self.description())
            self._listen_to(self.invite)
            self._answered()

    def reject(self, status: int) -> None:
        """Refuse the call."""
        if self.state < CallState.ANSWERED:
            self._sip.respond(self.invite, status, headers=(("To", self._dialog.local),))
            self.end("us", status)

    def take(self, request: SipMessage) -> None:
        """Answer what the far end asks, its CANCEL too."""
        if request.method != "CANCEL":
            super().take(request)
            return
        self._sip.respond(request, 200)
        if self.state < CallState.ANSWERED:
            self._sip.respond(self.invite, 487, headers=(("To", self._dialog.local),))
            self.end("them", 487)

    def _own_headers(self) -> tuple[Header, ...]:
        return ("To", self._dialog.local), ("Contact", self._dialog.contact)
