"""One call of a phone: its state, its times, its sound, and what either end does inside it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from tests.asterisk.phones.dialog import Dialog
from tests.asterisk.phones.errors import CallFailed, PhoneTimeout
from tests.asterisk.phones.rtp import RtpSession
from tests.asterisk.phones.sdp import describe, media_address
from tests.asterisk.phones.sip_message import Header, SipMessage
from tests.asterisk.phones.sip_socket import SipSocket
from tests.asterisk.phones.sound import Samples

Side = Literal["us", "them"]
_SDP: Header = ("Content-Type", "application/sdp")


class CallState(IntEnum):
    """How far a call has come."""

    INVITED = 0
    RINGING = 1
    ANSWERED = 2
    ENDED = 3


@dataclass(slots=True)
class CallTimes:
    """When (epoch seconds) things happened to a call; None for what did not."""

    invited: float
    ringing: float | None = None
    answered: float | None = None
    ended: float | None = None


class PhoneCall:
    """What calls in both directions share.

    `status` is the final status of the INVITE, `ended_by` who sent the BYE, the CANCEL or the
    refusal (a call refused by either end too).
    """

    has_events = True
    """Whether keys are offered as events beside the sound (RFC 4733)."""

    def __init__(self, sip: SipSocket, dialog: Dialog, *, tone_hz: int | None) -> None:
        self._sip = sip
        self._dialog = dialog
        self._tone_hz = tone_hz
        self._changed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.rtp = RtpSession(sip.host)
        self.state = CallState.INVITED
        self.times = CallTimes(time.time())
        self.status: int | None = None
        self.ended_by: Side | None = None

    @property
    def call_id(self) -> str:
        """Give the SIP Call-ID."""
        return self._dialog.call_id

    async def until(self, state: CallState, timeout_s: float = 10.0) -> None:
        """Wait until the call has come to a state.

        Raises:
            CallFailed: it ended before it came there.
            PhoneTimeout: it did not come there in time.
        """
        try:
            async with asyncio.timeout(timeout_s):
                while not self._reached(state):
                    await asyncio.shield(self._changed)
        except TimeoutError as late:
            raise PhoneTimeout(f"{state.name} of {self.call_id}", timeout_s) from late

    def heard(self, *, since: float = 0.0, until: float = float("inf")) -> Samples:
        """Give the sound that this end heard between two times (epoch seconds)."""
        return self.rtp.heard(since=since, until=until)

    def talk(self, tone_hz: int) -> None:
        """Begin to send a tone, on an answered call that was silent so far."""
        if self.rtp.remote is not None:
            self.rtp.talk(self.rtp.remote, tone_hz)

    async def say(self, tone_hz: int, seconds: float) -> None:
        """Speak: a tone for so long, on a call that is silent (0 Hz) otherwise."""
        self.rtp.say(tone_hz, seconds)
        await asyncio.sleep(seconds)

    async def press(self, keys: str, *, each_s: float = 0.2) -> None:
        """Press keys one after the other, as tones in the sound if the call has no events."""
        for key in keys:
            self.rtp.press(key, in_band=not self.has_events)
            await asyncio.sleep(each_s)

    def hang_up(self) -> None:
        """End an answered call by BYE."""
        if self.state is CallState.ANSWERED:
            self._sip.request(self._dialog.request("BYE", self._sip.via()), lambda _: None)
            self.end("us")

    def take(self, request: SipMessage) -> None:
        """Answer what the far end asks inside the call: BYE, a new description, anything else."""
        if request.method == "ACK":
            return
        if request.method == "BYE":
            self._sip.respond(request, 200)
            self.end("them")
        elif request.method in {"INVITE", "UPDATE"} and request.body:
            self._listen_to(request)
            headers = (("Contact", self._dialog.contact), _SDP)
            self._sip.respond(request, 200, headers=headers, body=self.description())
        else:
            self._sip.respond(request, 200)

    def end(self, by: Side, status: int | None = None, *, at: float | None = None) -> None:
        """Note the end of the call, now or then; later ones are not noted."""
        if self.state is CallState.ENDED:
            return
        self.status = self.status if status is None else status
        self.ended_by = by
        self.times.ended = time.time() if at is None else at
        self.rtp.close()
        self._move(CallState.ENDED)

    def description(self) -> str:
        """Write the description of our sound."""
        return describe(self._sip.host, self.rtp.port, events=self.has_events)

    def _answered(self) -> None:
        self.status = 200
        self.times.answered = time.time()
        self._move(CallState.ANSWERED)

    def _listen_to(self, message: SipMessage) -> None:
        """Send our tone where the message's description wants it."""
        remote = media_address(message.body)
        if remote is not None:
            self.rtp.talk(remote, self._tone_hz)

    def _move(self, state: CallState) -> None:
        self.state = state
        changed, self._changed = self._changed, asyncio.get_running_loop().create_future()
        changed.set_result(None)

    def _reached(self, state: CallState) -> bool:
        came = {
            CallState.INVITED: self.times.invited,
            CallState.RINGING: self.times.ringing or self.times.answered,
            CallState.ANSWERED: self.times.answered,
            CallState.ENDED: self.times.ended,
        }
        if came[state] is None and self.state is CallState.ENDED:
            raise CallFailed(self.call_id, self.status)
        return came[state] is not None
