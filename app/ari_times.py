"""How fast Asterisk answers the controller, and how often it does not."""

from __future__ import annotations

from bisect import bisect_left

from metrics.vital import ARI_BUCKETS_S


class AriTimes:
    """Counts requests by how long they took."""

    def __init__(self) -> None:
        self.counts = [0] * (len(ARI_BUCKETS_S) + 1)
        self.sum_s = 0.0
        self.failed = 0

    def note(self, took_s: float, failed: bool) -> None:
        """Count one request."""
        self.counts[bisect_left(ARI_BUCKETS_S, took_s)] += 1
        self.sum_s += took_s
        self.failed += failed
