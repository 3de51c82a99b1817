"""A UDP socket that speaks SIP transactions (RFC 3261, clause 17): repeats, answers, gives up."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.asterisk.phones.sip_message import Header, SipMessage, parse

Address = tuple[str, int]
OnMessage = Callable[[SipMessage], None]

_T1_S = 0.5
_GIVE_UP_S = 32.0
_REASONS = {
    100: "Trying",
    180: "Ringing",
    200: "OK",
    408: "Request Timeout",
    480: "Temporarily Unavailable",
    481: "Call Does Not Exist",
    486: "Busy Here",
    487: "Request Terminated",
    500: "Server Internal Error",
    603: "Decline",
}


@dataclass(slots=True)
class _Client:
    """A request that was sent and is not answered to its end."""

    request: SipMessage
    on_response: OnMessage
    timer: asyncio.TimerHandle | None = None


class SipSocket:
    """Sends requests with repeats, and answers repeated requests by itself; needs a running loop.

    New requests, ACKs included, are handed to `on_request`.
    """

    def __init__(
        self, server: Address, on_request: OnMessage, *, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._server = server
        self._on_request = on_request
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind((host, port))
        self._clients: dict[tuple[str, str], _Client] = {}
        self._answers: dict[tuple[str, str], bytes] = {}
        self._unacknowledged: dict[tuple[str, str], asyncio.TimerHandle] = {}
        self.host = host
        self.port: int = self._socket.getsockname()[1]
        self._loop.add_reader(self._socket, self._read)

    def via(self, branch: str = "") -> Header:
        """Make the Via header of a request; without a branch, of a new transaction."""
        branch = branch or f"z9hG4bK{secrets.token_hex(8)}"
        return "Via", f"SIP/2.0/UDP {self.host}:{self.port};branch={branch};rport"

    def send(self, message: SipMessage) -> None:
        """Send a message once."""
        self._write(message.encode())

    def request(self, request: SipMessage, on_response: OnMessage) -> None:
        """Send a request until it is answered; after 32 s the answer is a 408 of our own.

        Every response is handed on, repeats of a 2xx to an INVITE too (they want an ACK each);
        other final responses to an INVITE are acknowledged here.
        """
        key = (request.branch, request.method)
        self._clients[key] = _Client(request, on_response)
        self._repeat(key, _T1_S, 0.0)

    def forget(self, request: SipMessage) -> None:
        """Send a request no more; its answers are nobody's any more."""
        client = self._clients.pop((request.branch, request.method), None)
        if client is not None and client.timer is not None:
            client.timer.cancel()

    def respond(
        self, request: SipMessage, status: int, *, headers: tuple[Header, ...] = (), body: str = ""
    ) -> None:
        """Answer a request; a final answer to an INVITE is repeated until its ACK comes."""
        copied = tuple(
            (key, value)
            for key, value in request.headers
            if key.lower() in {"via", "record-route", "from", "call-id", "cseq"}
        )
        to = ("To", request.get("To"))
        given = headers if any(key == "To" for key, _ in headers) else (to, *headers)
        reason = _REASONS.get(status, "Unknown")
        data = SipMessage(f"SIP/2.0 {status} {reason}", (*copied, *given), body).encode()
        self._answers[request.branch, request.method] = data
        if request.method == "INVITE" and status >= 200:
            self._repeat_answer(_number(request), data, _T1_S)
        else:
            self._write(data)

    def close(self) -> None:
        """Stop all repeats and close the socket."""
        timers = [c.timer for c in self._clients.values() if c.timer is not None]
        for timer in [*timers, *self._unacknowledged.values()]:
            timer.cancel()
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket)
            self._socket.close()

    def _repeat(self, key: tuple[str, str], interval: float, waited: float) -> None:
        client = self._clients[key]
        if waited >= _GIVE_UP_S:
            del self._clients[key]
            client.on_response(replace(client.request, start="SIP/2.0 408 Request Timeout"))
            return
        self._write(client.request.encode())
        client.timer = self._loop.call_later(
            interval, self._repeat, key, interval * 2, waited + interval
        )

    def _repeat_answer(self, key: tuple[str, str], data: bytes, interval: float) -> None:
        self._write(data)
        if interval >= _GIVE_UP_S:
            self._unacknowledged.pop(key, None)
            return
        self._unacknowledged[key] = self._loop.call_later(
            interval, self._repeat_answer, key, data, interval * 2
        )

    def _write(self, data: bytes) -> None:
        with contextlib.suppress(OSError):  # an ICMP error of an earlier packet: repeats follow
            self._socket.sendto(data, self._server)

    def _read(self) -> None:
        try:
            message = parse(self._socket.recv(65535))
        except (OSError, ValueError):  # an ICMP error of an earlier packet, or a keep-alive
            return
        if message.status is not None:
            self._take_response(message)
        else:
            self._take_request(message)

    def _take_response(self, response: SipMessage) -> None:
        key = (response.branch, response.method)
        client = self._clients.get(key)
        if client is None:
            return
        status = response.status or 0
        if client.timer is not None and (status >= 200 or response.method == "INVITE"):
            client.timer.cancel()
            client.timer = None
        if status >= 300 and response.method == "INVITE":
            self.send(_acknowledgement(client.request, response))
        if status >= 200 and not (response.method == "INVITE" and status < 300):
            del self._clients[key]
        client.on_response(response)

    def _take_request(self, request: SipMessage) -> None:
        if request.method == "ACK":
            timer = self._unacknowledged.pop(_number(request), None)
            if timer is not None:
                timer.cancel()
        elif (request.branch, request.method) in self._answers:
            self._write(self._answers[request.branch, request.method])
            return
        self._on_request(request)


def _number(message: SipMessage) -> tuple[str, str]:
    """Name what an ACK acknowledges: the call and the number of its INVITE."""
    return message.get("Call-ID"), message.get("CSeq").split()[0]


def _acknowledgement(invite: SipMessage, response: SipMessage) -> SipMessage:
    """Make the ACK of a refused INVITE: its own transaction, the To of the response."""
    uri = invite.start.split()[1]
    number = invite.get("CSeq").split()[0]
    kept = tuple(h for h in invite.headers if h[0] in {"Via", "From", "Call-ID", "Max-Forwards"})
    return SipMessage(
        f"ACK {uri} SIP/2.0", (*kept, ("To", response.get("To")), ("CSeq", f"{number} ACK"))
    )
