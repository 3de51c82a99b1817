"""One life of a controller: it can be killed at any observable step, and then does nothing more.

What an OS kill leaves is what was written and what was sent. A killed life's tasks may still run
to their cancellation, but every effect of theirs is swallowed: its log writes nothing, its
requests go nowhere.
"""

from __future__ import annotations

from collections.abc import Callable


class Life:
    """Whether one controller process is alive; counts its observable steps."""

    def __init__(self, *, count: Callable[[], int], dies_at: Callable[[int], bool]) -> None:
        """Begin a life.

        Args:
            count: Counts a step and gives its number over the whole run.
            dies_at: Whether the process is killed at this step.
        """
        self.is_alive = True
        self._count = count
        self._dies_at = dies_at
        self.on_death: Callable[[], None] = lambda: None

    def point(self) -> None:
        """Pass an observable step: the process may be killed here."""
        if self.is_alive and self._dies_at(self._count()):
            self.die()

    def die(self) -> None:
        """Kill the process."""
        if self.is_alive:
            self.is_alive = False
            self.on_death()
