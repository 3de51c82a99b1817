"""A call that a phone places."""

from __future__ import annotations

import time

from tests.asterisk.phones.call import CallState, PhoneCall
from tests.asterisk.phones.credentials import Credentials
from tests.asterisk.phones.dialog import Dialog
from tests.asterisk.phones.sip_message import Header, SipMessage, tag_of
from tests.asterisk.phones.sip_socket import SipSocket


class OutgoingCall(PhoneCall):
    """Sends its INVITE when made; `responses` holds every status that came back, in order."""

    def __init__(
        self,
        sip: SipSocket,
        dialog: Dialog,
        *,
        tone_hz: int | None,
        headers: tuple[Header, ...] = (),
        credentials: Credentials | None = None,
        has_events: bool = True,
    ) -> None:
        self.has_events = has_events
        super().__init__(sip, dialog, tone_hz=tone_hz)
        self._credentials = credentials
        self._cancelled = False
        self._signed = False
        self.responses: list[int] = []
        invite = dialog.request("INVITE", sip.via(), sequence=dialog.sequence)
        described = (*headers, ("Content-Type", "application/sdp"))
        self._invite = SipMessage(invite.start, (*invite.headers, *described), self.description())
        sip.request(self._invite, self._on_response)

    def cancel(self) -> None:
        """Give up an unanswered call: CANCEL, as soon as the far end has said anything at all."""
        if self.state < CallState.ANSWERED and not self._cancelled:
            self._cancelled = True
            if self.responses:
                self._send_cancel()

    def give_up(self) -> None:
        """Ask no more, without a word: the far end is dead, and another one may take its place."""
        self._sip.forget(self._invite)
        self.end("us")

    def _send_cancel(self) -> None:
        kept = tuple(h for h in self._invite.headers if h[0] in {"Via", "From", "To", "Call-ID"})
        number = self._invite.get("CSeq").split()[0]
        cancel = SipMessage(
            self._invite.start.replace("INVITE", "CANCEL", 1),
            (*kept, ("CSeq", f"{number} CANCEL"), ("Max-Forwards", "70")),
        )
        self._sip.request(cancel, lambda _: None)

    def _on_response(self, response: SipMessage) -> None:
        status = response.status or 0
        self.responses.append(status)
        if status < 200:
            self._progress(response)
        elif status < 300:
            self._accept(response)
        elif status in {401, 407} and self._credentials and not self._signed:
            self._signed = True
            self._invite = self._credentials.sign(self._invite, response, self._sip.via())
            self._dialog.sequence += 1
            self._sip.request(self._invite, self._on_response)
        else:
            self.end("us" if self._cancelled else "them", status)

    def _progress(self, response: SipMessage) -> None:
        if self._cancelled and len(self.responses) == 1:
            self._send_cancel()
        if response.body:
            self._listen_to(response)
        if response.status == 180 and self.times.ringing is None:
            self.times.ringing = time.time()
            self._move(CallState.RINGING)

    def _accept(self, response: SipMessage) -> None:
        """Acknowledge every 200; the first one begins the talk, or ends it if we had given up."""
        if self.state < CallState.ANSWERED or tag_of(self._dialog.remote) == "":
            self._dialog.learn(response)
        number = int(self._invite.get("CSeq").split()[0])
        self._sip.send(self._dialog.request("ACK", self._sip.via(), sequence=number))
        if self.state >= CallState.ANSWERED:
            return
        self._listen_to(response)
        self._answered()
        if self._cancelled:
            self.hang_up()
