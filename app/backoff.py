"""How long to wait before something that died is started again. Pure, but for the draw."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class Backoff:
    """First try at once, then twice as long each time; a good life begins afresh.

    Seconds throughout. What lived shorter than `good_s` counts as one more failure. A wait is cut
    by up to a half, by chance, so that what died together is not started together.
    """

    first_s: float = 0.5
    cap_s: float = 10.0
    good_s: float = 2.0
    failures: int = 0
    draw: Callable[[], float] = random.random
    """Gives a number from 0 to 1 by chance."""

    def wait_s(self, *, lived_s: float) -> float:
        """Note a death after this long a life and tell how long to wait."""
        if lived_s >= self.good_s:
            self.failures = 0
        self.failures += 1
        if self.failures == 1:
            return 0.0
        doublings = min(self.failures - 2, 16)
        longest_s = min(self.cap_s, self.first_s * float(2**doublings))
        return longest_s * (1.0 - self.draw() / 2)
