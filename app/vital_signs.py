"""The controller's vital signs, as it tells them to who follows its log."""

from __future__ import annotations

from collections.abc import Callable

from app.ari_times import AriTimes
from app.loop_lag import LoopLag, thread_cpu_wait
from metrics.vital import Vital


class VitalSigns:
    """Collects what the controller knows of itself; `say` takes a line for the operator."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.lag = LoopLag(thread_cpu_wait())
        self.ari = AriTimes()
        self._say = say
        self._log_refused = False

    def log_troubled(self, is_refused: bool) -> None:
        """Note that the disk begins to refuse the log, or takes it again; from any thread."""
        self._log_refused = is_refused
        self._say(
            "the log cannot be written, records wait in memory: is the disk full?"
            if is_refused
            else "the log is written again"
        )

    def read(self, *, people_late: int, bugs: int, corrections: int) -> Vital:
        """Give the signs as they are now."""
        return Vital(
            lag=tuple(self.lag.counts),
            lag_sum_s=self.lag.sum_s,
            cpu_wait_s=self.lag.cpu_wait_s,
            log_refused=self._log_refused,
            people_late=people_late,
            bugs=bugs,
            corrections=corrections,
            ari=tuple(self.ari.counts),
            ari_sum_s=self.ari.sum_s,
            ari_failed=self.ari.failed,
        )
