"""The way between a controller and the model of Asterisk, and what goes wrong on it.

Requests reach Asterisk a moment after they are sent and are done even if their sender has died;
events arrive in order on one socket, unless the script mutates them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from telephony.ari import Refusals
from telephony.ari_client import BACK_OFF_MAX_S, Connected, Disconnected, Happening
from telephony.ari_requests import Request
from telephony.errors import AriConflict, AriError, AriGone, AriLate, AriRefused, AriUnreachable
from tests.sim.ari import Ari
from tests.sim.asterisk import Asterisk
from tests.sim.life import Life
from tests.sim.objects import Refused
from tests.sim.said import APP
from tests.sim.script import Mutation, Refusal, Script
from tests.sim.virtual_loop import NOBODY

DEADLINE_S = 2.0
OVERTAKEN_S = 0.05
IN_ORDER_S = 1e-6
"""Timers of the same instant fire in any order."""
LAST_OF_MEETING = "/endpoints/{tech}"
ERRORS: dict[int, type[AriError]] = {
    0: AriUnreachable,
    404: AriGone,
    409: AriConflict,
    503: AriUnreachable,
}


class EventSocket:
    """One open event socket; what is said on it arrives in order, or as its mutations have it."""

    def __init__(self, asterisk: Asterisk, mutations: dict[int, Mutation]) -> None:
        self._asterisk = asterisk
        self._mutations = mutations
        self._due = 0.0
        self._overtaken: list[tuple[int, bytes]] = []
        self.arrived: asyncio.Queue[bytes | None] = asyncio.Queue()
        """What the controller may read; None: the socket is closed."""

    def put(self, event: bytes) -> None:
        """Carry an event."""
        mutation = self._mutations.get(self._asterisk.history.events - 1)
        match mutation.how if mutation else "":
            case "drop":
                return
            case "double":
                assert mutation is not None
                self._carry(event)
                self._later(mutation.by, event)
            case "late":
                assert mutation is not None
                self._later(mutation.by, event)
            case "swap":
                assert mutation is not None
                self._overtaken.append((int(mutation.by), event))
                self._asterisk.loop.call_later(OVERTAKEN_S, self._catch_up, event, context=NOBODY)
                return
            case _:
                self._carry(event)
        self._overtake()

    def close(self, noticed_s: float = 0.0) -> None:
        """Lose the socket; its reader learns it so much later."""
        self._asterisk.loop.call_later(noticed_s, self.arrived.put_nowait, None, context=NOBODY)

    def _overtake(self) -> None:
        waiting, self._overtaken = self._overtaken, []
        for left, event in waiting:
            if left > 1:
                self._overtaken.append((left - 1, event))
            else:
                self._carry(event)

    def _catch_up(self, event: bytes) -> None:
        """Nobody came by to overtake it: an event is not held back for ever."""
        left = [each for each in self._overtaken if each[1] is not event]
        if len(left) < len(self._overtaken):
            self._overtaken = left
            self._carry(event)

    def _carry(self, event: bytes) -> None:
        loop = self._asterisk.loop
        under_way = self._asterisk.random.uniform(0.0002, 0.002)
        self._due = max(self._due + IN_ORDER_S, loop.time() + under_way)
        loop.call_at(self._due, self.arrived.put_nowait, event, context=NOBODY)

    def _later(self, by_s: float, event: bytes) -> None:
        self._asterisk.loop.call_later(by_s, self.arrived.put_nowait, event, context=NOBODY)


class Link:
    """A controller's side; `AriClient` with a model behind it."""

    app = APP

    def __init__(self, asterisk: Asterisk, life: Life, script: Script) -> None:
        self._asterisk = asterisk
        self._life = life
        self._ari = Ari(asterisk)
        self._refusals: dict[int, Refusal] = {each.n: each for each in script.refusals}
        self._mutations = {each.n: each for each in script.mutations}
        self._socket: EventSocket | None = None

    async def send(self, request: Request) -> Any:
        """Do a request; raises what `AriClient.send` would."""
        (done,) = await self._send(request)
        if isinstance(done, Refused):
            raise _error(request, done)
        return done

    async def send_both(self, first: Request, second: Request) -> Refusals:
        """Do two requests that travel as one; raises what `AriClient.send_both` would."""
        one, other = await self._send(first, second)
        unanswered = next((each for each in (other, one) if _is_unanswered(each)), None)
        if unanswered is not None:
            raise _error(second, unanswered)
        return (
            _error(first, one) if isinstance(one, Refused) else None,
            _error(second, other) if isinstance(other, Refused) else None,
        )

    async def _send(self, *requests: Request) -> list[Any]:
        loop, random = self._asterisk.loop, self._asterisk.random
        self._life.point()
        if not self._life.is_alive:
            await loop.create_future()
        fault = self._refusals.get(self._asterisk.history.requests)
        self._asterisk.history.requests += 1
        answer: asyncio.Future[list[Any]] = loop.create_future()
        there = random.uniform(0.0002, 0.0015) + (fault.delay if fault else 0.0)
        loop.call_later(there, self._arrive, requests, answer, fault, context=NOBODY)
        self._life.point()
        last = requests[-1]
        try:
            async with asyncio.timeout(DEADLINE_S):
                done = await answer
        except TimeoutError:
            raise AriLate(method=last.method, path=last.path, why="late") from None
        is_heard = not isinstance(done[-1], Refused) and self._asterisk.socket is self._socket
        if last.template == LAST_OF_MEETING and is_heard:
            self._asterisk.history.listens(loop.time())
        return done

    async def events(self) -> AsyncGenerator[Happening]:
        """Yield what happens, connecting again whenever the socket is lost."""
        loop, random = self._asterisk.loop, self._asterisk.random
        pause_s = 0.05
        while True:
            await asyncio.sleep(random.uniform(0.002, 0.005))
            if self._asterisk.is_up:
                pause_s = 0.05
                socket = self._socket = EventSocket(self._asterisk, self._mutations)
                self._asterisk.socket = socket
                yield Connected()
                while (said := await socket.arrived.get()) is not None:
                    self._life.point()
                    yield said
                yield Disconnected("closed")
                if self._asterisk.socket is socket:
                    self._asterisk.socket = None
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.0))
            pause_s = min(2 * pause_s, BACK_OFF_MAX_S)
            assert loop.time() < 10**9

    def drop(self) -> None:
        """The controller died: its socket is closed by the system."""
        if self._socket is not None and self._asterisk.socket is self._socket:
            self._asterisk.socket = None

    def _arrive(
        self,
        requests: tuple[Request, ...],
        answer: asyncio.Future[list[Any]],
        fault: Refusal | None,
    ) -> None:
        """Do what was asked at Asterisk, whoever still waits for the answer."""
        outcome: list[Any] = [None] * len(requests)
        if not self._asterisk.is_up:
            outcome = [Refused(0, "connection refused")] * len(requests)
        elif fault is None or fault.status is None or fault.is_done:
            outcome = [self._do(each) for each in requests]
        if fault is not None and fault.status is not None:
            if fault.status == 0:
                return  # no answer: the deadline passes
            outcome = [Refused(fault.status, "a fault")] * len(requests)
        back = self._asterisk.random.uniform(0.0002, 0.0015)
        self._asterisk.loop.call_later(back, _settle, answer, outcome, context=NOBODY)

    def _do(self, request: Request) -> Any:
        """Do one; what was answered, or the refusal."""
        try:
            return self._ari.do(request)
        except Refused as refused:
            return refused


def _settle(answer: asyncio.Future[list[Any]], outcome: list[Any]) -> None:
    if not answer.done():
        answer.set_result(outcome)


def _error(request: Request, refused: Refused) -> AriError:
    kind = ERRORS.get(refused.status, AriRefused)
    return kind(method=request.method, path=request.path, status=refused.status, why=refused.why)


def _is_unanswered(outcome: Any) -> bool:
    return isinstance(outcome, Refused) and ERRORS.get(outcome.status) is AriUnreachable
