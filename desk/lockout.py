"""How failed attempts slow the next one down: at first not at all, then longer and longer.

Nobody is locked out for good, for then anybody who knows a name could lock its owner out.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta

FREE = 4
"""So many failures cost nothing: people mistype."""
FIRST_S = 15.0
LONGEST_S = 900.0
FORGOTTEN_S = 86_400.0
"""Failures older than this are no longer counted."""
OF_ADDRESS = 60
"""So many failures may come from one address, whatever the names, within the time below."""
ADDRESS_S = 600.0
ADDRESSES = 10_000


def delay_s(failures: int) -> float:
    """Give the seconds until the next attempt is looked at, after so many failures in a row."""
    if failures <= FREE:
        return 0.0
    return float(min(LONGEST_S, FIRST_S * 2 ** min(failures - FREE - 1, 16)))


class Addresses:
    """Failures by address, in memory: a guesser who tries many names is slowed down as well."""

    def __init__(self) -> None:
        self._failed: OrderedDict[str, deque[datetime]] = OrderedDict()

    def failed(self, address: str, at: datetime) -> None:
        """Note a failure."""
        times = self._failed.setdefault(address, deque(maxlen=OF_ADDRESS))
        self._failed.move_to_end(address)
        times.append(at)
        if len(self._failed) > ADDRESSES:
            self._failed.popitem(last=False)

    def until(self, address: str, at: datetime) -> datetime | None:
        """Tell until when nothing from this address is looked at; None if it may try."""
        times = self._failed.get(address)
        if times is None or len(times) < OF_ADDRESS:
            return None
        free_at = times[0] + timedelta(seconds=ADDRESS_S)
        return free_at if free_at > at else None
