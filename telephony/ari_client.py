"""Our way to Asterisk: requests over HTTP keep-alive (`ari_http`), events over one WebSocket.

Rule 1: a request either returns what Asterisk answered or raises one typed error; nothing is
recognised by text. A 404 that does not speak ARI's JSON, and a 503, mean an Asterisk that is still
booting: unreachable.
Rule 2: the event socket reconnects for ever, with back-off and jitter, until another controller
takes the application over (`Replaced`): then it never does, for each connection would throw the
other one out.
Rule 3: the password stands in a header only; neither a URL nor an error ever holds it. aiohttp's
errors do hold that header, so ours are not raised from them.
Rule 4: requests may run side by side and then arrive in any order; who needs an order waits for
the answer before it sends the next.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal, Self
from urllib.parse import urlencode

import aiohttp
import msgspec
from yarl import URL

from telephony import ari_events, ari_requests
from telephony.ari import Refusals
from telephony.ari_http import KeptHttp, Limits
from telephony.ari_requests import Request
from telephony.errors import (
    AriConflict,
    AriError,
    AriGone,
    AriLate,
    AriRefused,
    AriUnreachable,
    NoAnswer,
)

log = logging.getLogger(__name__)

POOL = 16
"""HTTP connections kept open; Asterisk counts them, the event socket and browser phones alike."""
KEEP_ALIVE_S = 10.0
"""Below Asterisk's 15 s, so that no request meets a connection that is just being closed."""
SILENCE_S = 0.8
"""After so much silence a ping is sent; after three times as much the link is given up (2.4 s).

aiohttp's own heartbeat is not used: it gives up by one timer, and a process that was frozen for
longer than that finds the timer due before it reads the pong, and would throw away a good socket
with all the events in it. Two silences in a row after the ping cannot come from one freeze.
"""
SILENCES_MAX = 3
BACK_OFF_S = 0.05
"""First pause before connecting again; doubled each time."""
BACK_OFF_MAX_S = 0.25
"""Callers wait for it; an attempt that is refused costs nothing."""
SOURCES_AT_ONCE = 50
"""Asterisk takes request lines of up to 8 KiB."""
REPLACED = "ApplicationReplaced"

Socket = aiohttp.ClientWebSocketResponse[Literal[False]]


@dataclass(frozen=True, slots=True)
class Connected:
    """Events flow from here on; whatever happened before must be asked for."""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The event socket was lost; it is being connected again. Said once per loss."""

    why: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """Another controller took the application over; nothing comes after this."""


Happening = Connected | Disconnected | Replaced | bytes
"""What the event socket yields; bytes are one event as Asterisk wrote it."""


class _Type(msgspec.Struct, gc=False):
    type: str


class _Error(msgspec.Struct, gc=False):
    message: str = ""
    error: str = ""


_type = msgspec.json.Decoder(_Type)
_error = msgspec.json.Decoder(_Error)
_ERRORS: dict[int, type[AriError]] = {404: AriGone, 409: AriConflict, 503: AriUnreachable}


def sources(endpoints: Iterable[str]) -> tuple[str, ...]:
    """Name what must be subscribed to by the application that watches the seats' phones.

    Channels, bridges and recordings of ours come to the other one by themselves.
    """
    return tuple(f"endpoint:PJSIP/{each}" for each in endpoints)


class AriClient:
    """One controller's connection to one Asterisk; an async context manager."""

    def __init__(
        self,
        url: str,
        *,
        user: str,
        password: str,
        app: str,
        sources: Sequence[str],
        deadline_s: float = 2.0,
    ) -> None:
        """Make a client, inside a running loop; nothing is sent yet.

        Args:
            url: Where ARI is, `http://127.0.0.1:8088/ari`.
            user: ARI user.
            password: Its password.
            app: Our Stasis application.
            sources: The phones to be watched, see `sources`.
            deadline_s: Longest time for one request, in seconds, waiting for a connection included.
        """
        self.app = app
        self.timed: Callable[[float, bool], None] = _untimed
        """Told of every request how long it took, in seconds, and whether it had no answer or was
        refused for another reason than 404 and 409, which are ordinary."""
        self._url = url.rstrip("/")
        self._phones = f"{app}-phones"
        self._sources = tuple(sources)
        headers = {"Authorization": aiohttp.encode_basic_auth(user, password)}
        limits = Limits(connections=POOL, keep_s=KEEP_ALIVE_S, deadline_s=deadline_s)
        self._http = KeptHttp(self._url, headers, limits)
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=deadline_s),
            headers=headers,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._http.close()

    async def send(self, request: Request) -> Any:
        """Do one of `ari_requests`; answer and errors as for `request`."""
        return await self.request(
            request.method, request.path, params=request.params, body=request.body
        )

    async def send_both(self, first: Request, second: Request) -> Refusals:
        """Do one request right after another, so that not even our death comes between them.

        Raises:
            AriUnreachable: as for `request`; a refusal is given, not raised.
        """
        began, both = time.monotonic(), (first, second)
        try:
            answers = await self._http.ask_both(*((each.method, _target(each)) for each in both))
        except NoAnswer as exc:
            self.timed(time.monotonic() - began, True)
            raise _unanswered(second.method, second.path, exc) from exc
        for status, _ in answers:
            self.timed(time.monotonic() - began, status >= 300 and status not in (404, 409))
        one, other = (
            _refusal(asked.method, asked.path, status, answer) if status >= 300 else None
            for asked, (status, answer) in zip(both, answers, strict=True)
        )
        return one, other

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Any:
        """Ask Asterisk for something; returns the decoded answer, None if it is empty.

        Args:
            method: HTTP verb.
            path: Escaped path below `/ari`.
            params: Query; never personal data.
            body: Sent as JSON.

        Raises:
            AriGone: 404, what the request speaks of is no more.
            AriConflict: 409, it is not in a state for this.
            AriRefused: any other refusal.
            AriUnreachable: no answer in time, no connection, or Asterisk is still booting.
        """
        data = b"" if body is None else msgspec.json.encode(body)
        target = f"{path}?{urlencode(params)}" if params else path
        began = time.monotonic()
        try:
            status, answer = await self._http.ask(method, target, data)
        except NoAnswer as exc:
            self.timed(time.monotonic() - began, True)
            raise _unanswered(method, path, exc) from exc
        self.timed(time.monotonic() - began, status >= 300 and status not in (404, 409))
        if status >= 300:
            raise _refusal(method, path, status, answer)
        try:
            return msgspec.json.decode(answer) if answer else None
        except msgspec.DecodeError as exc:
            raise AriRefused(method=method, path=path, why="this is no ARI") from exc

    async def events(self) -> AsyncGenerator[Happening]:
        """Yield what happens, for ever, connecting again whenever the socket is lost.

        Close the generator (`contextlib.aclosing`) before the client.

        Raises:
            AriRefused: Asterisk does not take our user and password, or our application.
        """
        pause_s = BACK_OFF_S
        while True:
            try:
                async with self._connected() as socket:
                    pause_s = BACK_OFF_S
                    yield Connected()
                    while isinstance(said := await _receive(socket), bytes):
                        if _is_replaced(said):
                            yield Replaced()
                            return
                        yield said
                    self._http.drop_idle()  # they go the same way, and may be as dead
                    yield said
            except (AriUnreachable, AriGone) as exc:
                if pause_s == BACK_OFF_S:
                    log.warning(
                        "Asterisk cannot be reached; trying on",
                        extra={"action": "ari_unreachable", "status": exc.status, "why": exc.why},
                    )
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.0))
            pause_s = min(2 * pause_s, BACK_OFF_MAX_S)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Socket]:
        """Open the event socket, and have it carry what we use and no more.

        Phones are watched by an application of their own on the same socket: a subscription to
        endpoints brings every event of their channels too, which that one filters away.
        """
        async with await self._open() as socket:
            calls, phones = (*ari_events.CALL_KINDS, REPLACED), ari_events.PHONE_KINDS
            await self.send(ari_requests.filter_events(self.app, allowed=calls))
            await self.send(ari_requests.filter_events(self._phones, allowed=phones))
            for first in range(0, len(self._sources), SOURCES_AT_ONCE):
                some = self._sources[first : first + SOURCES_AT_ONCE]
                await self.send(ari_requests.subscribe(self._phones, *some))
            yield socket

    async def _open(self) -> Socket:
        query = {"app": f"{self.app},{self._phones}", "subscribeAll": "false"}
        url = URL(f"{self._url}/events?{urlencode(query)}", encoded=True)
        status, why = 0, ""
        try:
            return await self._session.ws_connect(
                url,
                decode_text=False,
                autoping=False,
                max_msg_size=0,
                timeout=aiohttp.ClientWSTimeout(ws_close=0.2),
            )
        except aiohttp.WSServerHandshakeError as exc:
            status = exc.status
        except (aiohttp.ClientError, TimeoutError, OSError) as exc:
            why = type(exc).__name__
        if why:
            raise AriUnreachable(method="GET", path="/events", why=why)
        raise _refusal("GET", "/events", status, b"")


async def _receive(socket: Socket) -> bytes | Disconnected:
    """Wait for the next event, or for the link to be lost or silent for too long."""
    silences = 0
    while silences < SILENCES_MAX:
        try:
            message = await socket.receive(SILENCE_S)
            if message.type is aiohttp.WSMsgType.TEXT:
                event: bytes = message.data
                return event
            if message.type is aiohttp.WSMsgType.PING:
                await socket.pong(message.data)
            elif message.type is not aiohttp.WSMsgType.PONG:
                return Disconnected(f"closed {socket.close_code}")
            silences = 0
        except TimeoutError:
            silences += 1
            if silences == 1:
                with suppress(aiohttp.ClientError):  # a closing socket says so when next read
                    await socket.ping()
        except aiohttp.ClientError as exc:
            return Disconnected(type(exc).__name__)
    return Disconnected("silent")


def _is_replaced(said: bytes) -> bool:
    """Tell whether an event says that another took the application over."""
    # Looked for before it is decoded: nearly all events are something else. A caller may be named
    # like it, so that finding the word is not enough.
    if REPLACED.encode() not in said:
        return False
    try:
        return _type.decode(said).type == REPLACED
    except msgspec.DecodeError:
        return False


def _target(request: Request) -> str:
    return f"{request.path}?{urlencode(request.params)}" if request.params else request.path


def _untimed(_took_s: float, _failed: bool) -> None:
    """Nobody wants to know."""


def _unanswered(method: str, path: str, silence: NoAnswer) -> AriUnreachable:
    """Choose the error for no answer; only what reached a slow Asterisk may still be done."""
    kind = AriLate if silence.why == TimeoutError.__name__ else AriUnreachable
    return kind(method=method, path=path, why=silence.why)


def _refusal(method: str, path: str, status: int, answer: bytes) -> AriError:
    """Choose the error for a status; a 404 that is not ARI's own comes from a booting Asterisk."""
    try:
        said = _error.decode(answer)
        why = said.message or said.error
    except msgspec.DecodeError:
        why = "user or password not accepted" if status == 401 else "no answer of ARI's"
        if status == 404:
            return AriUnreachable(method=method, path=path, status=status, why=why)
    kind = _ERRORS.get(status, AriRefused)
    return kind(method=method, path=path, status=status, why=why)
