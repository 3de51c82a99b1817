"""What every work of the desk stands on: rows, rules, clocks, keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from desk.lockout import Addresses
from desk.passwords import Passwords
from desk.rules import Rules
from storage.seal import Seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Handed to the works; they keep nothing of their own."""

    engine: AsyncEngine
    rules: Rules
    seal: Seal
    """Of the store `staff`: authenticators' secrets, and names at sign-in."""
    clock: Callable[[], datetime]
    """The campaign's time."""
    machine_clock: Callable[[], datetime]
    """The machine's, for codes of authenticators."""
    zone: ZoneInfo
    passwords: Passwords = field(default_factory=Passwords)
    addresses: Addresses = field(default_factory=Addresses)

    @property
    def today(self) -> date:
        """The campaign's day."""
        return self.clock().astimezone(self.zone).date()
