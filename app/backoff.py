"""How long to wait before something that died is started again. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Backoff:
    """First try at once, then twice as long each time; a good life begins afresh.

    Seconds throughout. What lived shorter than `good_s` counts as one more failure.
    """

    first_s: float = 0.5
    cap_s: float = 10.0
    good_s: float = 2.0
    failures: int = 0

    def wait_s(self, *, lived_s: float) -> float:
        """Note a death after this long a life and tell how long to wait."""
        if lived_s >= self.good_s:
            self.failures = 0
        self.failures += 1
        if self.failures == 1:
            return 0.0
        doublings = min(self.failures - 2, 16)
        return min(self.cap_s, self.first_s * float(2**doublings))
