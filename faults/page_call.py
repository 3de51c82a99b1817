"""A call at a phone in a page, as the messages on the page's own socket tell of it (RFC 3261)."""

from __future__ import annotations

import time
from typing import Protocol

from tests.asterisk.phones.call import CallState, CallTimes, Side
from tests.asterisk.phones.sdp import media_address
from tests.asterisk.phones.sip_message import SipMessage
from tests.asterisk.phones.sound import Samples


class Ear(Protocol):
    """Gives what a page heard between two times (epoch seconds)."""

    def __call__(self, *, since: float, until: float) -> Samples:
        """Give it, as far as it is known."""
        ...


_GONE = 481


class PageCall:
    """What `IncomingCall` is for a phone of ours: state, times, who ended it."""

    def __init__(self, invite: SipMessage, at: float, heard: Ear) -> None:
        self.invite = invite
        self.state = CallState.INVITED
        self.times = CallTimes(at)
        self.status: int | None = None
        self.ended_by: Side | None = None
        self.heard = heard
        told = media_address(invite.body)
        self.port = told[1] if told else 0
        """Where Asterisk sends this call's sound from, and takes it."""

    @property
    def call_id(self) -> str:
        """Give the SIP Call-ID."""
        return self.invite.get("Call-ID")

    def came(self, message: SipMessage, at: float) -> None:
        """Note what Asterisk said: a BYE, a CANCEL, or that it knows of no such call."""
        if message.status == _GONE or (message.status is None and message.method == "BYE"):
            self.end("them", at=at)
        elif message.status is None and message.method == "CANCEL":
            self.end("them", 487, at=at)

    def went(self, message: SipMessage, at: float) -> None:
        """Note what the page said: that it rings, its final answer, a BYE."""
        if message.status is None:
            if message.method == "BYE":
                self.end("us", at=at)
        elif message.method == "INVITE" and self.state < CallState.ANSWERED:
            self._answered(message.status, at)

    def _answered(self, status: int, at: float) -> None:
        if status >= 300:
            self.end("us", status, at=at)
        elif status >= 200:
            self.status, self.times.answered = status, at
            self.state = CallState.ANSWERED
        elif status == 180:
            self.times.ringing = at
            self.state = CallState.RINGING

    def end(self, by: Side, status: int | None = None, *, at: float | None = None) -> None:
        """Note the end of the call; later ones are not noted."""
        if self.state is CallState.ENDED:
            return
        self.status = self.status if status is None else status
        self.ended_by = by
        self.times.ended = time.time() if at is None else at
        self.state = CallState.ENDED
