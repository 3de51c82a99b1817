"""Who stands around a model of Asterisk: its event socket, and the people at the phones."""

from __future__ import annotations

from typing import Protocol

from tests.sim.objects import Channel
from tests.sim.script import On


class Socket(Protocol):
    """An open event socket."""

    def put(self, event: bytes) -> None:
        """Carry an event."""
        ...

    def close(self, noticed_s: float = 0.0) -> None:
        """Lose it; its reader learns that so many seconds later."""
        ...


class People(Protocol):
    """Who is at the phones."""

    def notice(self, channel: Channel, what: On) -> None:
        """Something that a person can notice happened to their call."""
        ...

    def phone_rings(self, leg: Channel) -> None:
        """An INVITE reached a seat's phone."""
        ...
