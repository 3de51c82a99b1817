"""What the shell logs as an error, as a broken promise."""

from __future__ import annotations

import logging
from collections.abc import Callable

from tests.sim.script import Script


class Bugs(logging.Handler):
    """Hears what is logged in a run."""

    def __init__(
        self,
        script: Script,
        blame: Callable[[str, str, str], None],
        now: Callable[[], float],
    ) -> None:
        super().__init__(logging.ERROR)
        self._script = script
        self._blame = blame
        self._now = now

    def emit(self, record: logging.LogRecord) -> None:
        """Blame an error, unless it tells of what such a run brings about."""
        script = self._script
        is_audit = getattr(record, "action", "") == "audit_corrected"
        if is_audit and (script.loses or script.delays or script.stalls):
            return  # what is lost, late or without an answer is what it is for
        if is_audit and any(
            each.at <= self._now() <= each.at + each.noticed for each in script.cuts
        ):
            return  # so is what happens while nobody has noticed that events do not come
        why = repr(record.exc_info[1]) if record.exc_info else ""
        self._blame("bug", why or record.getMessage(), record.getMessage())
