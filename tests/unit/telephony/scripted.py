"""An Asterisk that does as the test says, and what is asked of it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

from callcenter import commands
from telephony.ari import Refusals
from telephony.ari_requests import Request
from telephony.errors import AriError, AriGone

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)
NUMBER = "+819012345678"
LEASED = {
    "TIMEOUT(absolute)": "22",
    "GROUP(with)": "c",
    "CHANNEL(hangup_handler_push)": "left,s,1(c)",
}
"""A leg that rings for 20 s and is joined by nobody ends 2 s later; the dialplan knows of it."""
UNLEASED = ["POST /channels/c/variable", "POST /channels/c~1/variable"]


class ScriptedAri:
    """Answers every request; those named in `refusals` (by verb and path) with an error."""

    app = "madoguchi"

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.bodies: list[Any] = []
        self.params: list[dict[str, str]] = []
        self.refusals: dict[str, AriError] = {}
        self.there: dict[str, Any] = {}
        """What it answers when it is asked whether something was done."""
        self.together: list[list[str]] = []
        """What was sent in one write."""
        self.running = 0
        self.side_by_side: set[int] = set()

    async def send(self, request: Request) -> Any:
        self.running += 1
        await asyncio.sleep(0)
        self.side_by_side.add(self.running)
        self.running -= 1
        said = f"{request.method} {request.path}"
        if request.method == "GET":
            if request.path not in self.there:
                raise AriGone(method="GET", path=request.path, status=404)
            return self.there[request.path]
        self.sent.append(said)
        self.bodies.append(request.body)
        self.params.append(dict(request.params))
        if said in self.refusals:
            raise self.refusals[said]

    async def send_both(self, first: Request, second: Request) -> Refusals:
        self.together.append([f"{each.method} {each.path}" for each in (first, second)])
        return await self._refusal(first), await self._refusal(second)

    async def _refusal(self, request: Request) -> AriError | None:
        try:
            await self.send(request)
        except AriError as error:
            return error
        return None


class Book:
    """Knows one number."""

    def id_of(self, number: str) -> str:
        return "p-1"

    def number_of(self, person: str) -> str | None:
        return NUMBER if person == "p-1" else None


def refusal(kind: type[AriError], status: int) -> AriError:
    return kind(method="-", path="-", status=status)


def ring(**changes: Any) -> commands.RingSeat:
    values: dict[str, Any] = {
        "call": "c",
        "leg": "c~1",
        "seat": "seat-01",
        "endpoint": "seat-01w",
        "ring_s": 20.0,
        "caller": "p-1",
        "withheld": None,
    }
    return commands.RingSeat(**{**values, **changes})


JOIN = commands.JoinLeg(call="c", leg="c~1", bridge="c~b1", answers=False)
RECORD = commands.RecordLeg(call="c", leg="c~1", snoop="c~1~s1", recording="c~r1")
BRIDGE = commands.OpenBridge(call="c", bridge="c~b1")
ANSWER = commands.AnswerCaller(call="c", bridge="c~b1")
ANNOUNCE = commands.Announce(call="c", bridge="c~b1", playback="c~p1", sounds=("hash",))
