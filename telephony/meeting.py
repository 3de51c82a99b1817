"""What we ask of Asterisk whenever the link stands again, one request after the other.

Serially: bursts of cleaning up right after a reconnect have crashed Asterisk (asterisk#1201).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callcenter import events
from callcenter.events import Event
from callcenter.state import State
from telephony import ari_requests, reconcile
from telephony.ari_requests import Request
from telephony.errors import AriGone
from telephony.executor import Ari
from telephony.reconcile import Channel


@dataclass(slots=True, kw_only=True)
class Meeting:
    """Setting the phones' accounts, and learning what happened without us."""

    ari: Ari
    clock: Callable[[], datetime]
    seats: Mapping[str, str]
    """The seat of each endpoint."""
    accounts: tuple[Request, ...]
    """The phones' accounts."""
    started: str = ""
    """When the Asterisk that we met last had started; empty before the first meeting."""

    async def hold(self, state: State, *, lost_at: datetime | None = None) -> list[Event]:
        """Bring Asterisk and us into step; the events that were missed.

        Args:
            state: What we remember.
            lost_at: When the link was lost; if Asterisk died, it was then.

        Raises:
            AriError: Asterisk went away again, or refuses.
        """
        for account in self.accounts:
            await self.ari.send(account)
        if await self._is_another():
            died = events.AsteriskLost(at=lost_at or self.clock())
            return [died, *await self._registrations(state)]
        bridges: list[dict[str, Any]] = await self.ari.send(ari_requests.list_bridges())
        channels = await self._channels(bridges)
        await self._clear(state, channels, [each["id"] for each in bridges])
        missed = list(reconcile.missed_events(state, channels, self.clock()))
        return [*missed, *await self._registrations(state)]

    async def _is_another(self) -> bool:
        """Whether this is not the Asterisk that we met before."""
        status = (await self.ari.send(ari_requests.read_status()))["status"]
        before, self.started = self.started, status["startup_time"]
        return before not in ("", self.started)

    async def _channels(self, bridges: list[dict[str, Any]]) -> dict[str, Channel]:
        listed: list[dict[str, Any]] = await self.ari.send(ari_requests.list_channels())
        bridged = {channel for bridge in bridges for channel in bridge["channels"]}
        return {
            each["id"]: Channel(each["id"], each["state"] == "Up", each["id"] in bridged)
            for each in listed
        }

    async def _clear(self, state: State, channels: Iterable[str], bridges: Iterable[str]) -> None:
        """Remove what was made for calls that nobody remembers."""
        for channel in reconcile.orphans(state, channels):
            with suppress(AriGone):
                await self.ari.send(ari_requests.hang_up(channel))
        for bridge in reconcile.orphans(state, bridges):
            with suppress(AriGone):
                await self.ari.send(ari_requests.delete_bridge(bridge))

    async def _registrations(self, state: State) -> list[Event]:
        listed: list[dict[str, Any]] = await self.ari.send(ari_requests.list_endpoints())
        online = {each["resource"]: each["state"] == "online" for each in listed}
        return list(reconcile.missed_registrations(state, online, self.seats, self.clock()))
