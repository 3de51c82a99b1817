"""The way to Asterisk, as far as who asks it for something needs to know it."""

from __future__ import annotations

from typing import Any, Protocol

from telephony.ari_requests import Request
from telephony.errors import AriError

Refusals = tuple[AriError | None, AriError | None]


class Ari(Protocol):
    """Does requests; `AriClient` is one."""

    app: str

    async def send(self, request: Request) -> Any:
        """Do a request; raises `AriError`."""
        ...


class AriInPairs(Ari, Protocol):
    """Does two requests so that nothing comes between them."""

    async def send_both(self, first: Request, second: Request) -> Refusals:
        """Do both in this order; gives each one's refusal. Raises `AriError`: no answer."""
        ...
