"""What the page that helps a terminal to trust us is handed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustRoom:
    """The certificate of the instance's own authority."""

    der: bytes
    fingerprint: str
    """SHA-256, as Windows and iPads show it: pairs of hexadecimal digits."""
    until: datetime
