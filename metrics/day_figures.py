"""The figures of a day as boards name them, and which calls each of them counts.

A board's figure and the list that opens from it ask this same table, so that they agree.
"""

from __future__ import annotations

from collections.abc import Mapping

from callcenter.call import CallState
from callcenter.commands import ShowCall
from callcenter.outcome import Outcome
from metrics.definition import USUAL, Definition, Place
from metrics.floor import RINGING

ENDED: Mapping[str, frozenset[Outcome]] = {
    "answered": frozenset({Outcome.ANSWERED}),
    "abandoned": frozenset(USUAL.abandoned),
    "overflow": frozenset({Outcome.OVERFLOW}),
    "no_line": frozenset({Outcome.NO_LINE}),
    "after_hours": frozenset({Outcome.AFTER_HOURS, Outcome.NOT_IN_OPERATION}),
    "closed": frozenset({Outcome.CLOSED_IN_HOURS}),
    "callback": frozenset({Outcome.CALLBACK_TAKEN}),
    "self_served": frozenset({Outcome.SELF_SERVED}),
    "failed": frozenset({Outcome.FAILED}),
}
"""Ended calls of the day: every outcome is in exactly one."""
OFFERED = "offered"
"""Those that the definition of the answer rate has in its denominator."""

SERVED = "served"
"""Of those the ones that it has in its numerator."""
LOST = "lost"
"""And the others."""

LIVE: Mapping[str, frozenset[CallState]] = {
    "waiting": frozenset({CallState.GUIDED, CallState.WAITING}),
    "ringing": RINGING,
    "talking": frozenset({CallState.TALKING}),
}
"""Calls in progress; who still hears the greeting waits as well."""
LINES = "lines"
"""Calls in progress that hold a line."""
COME = "come"
"""Those of `offered`, and callers' calls in progress, which may still become such."""
DIALLED = "dialled"
"""Calls of ours in the last hour."""
UNSOUND = "unsound"
"""Calls of today of which an alarm says that they are not recorded."""


def is_under_way(call: ShowCall) -> bool:
    """Whether a call in progress is a caller's, and not decided yet."""
    return not call.kind and call.state != CallState.CLOSING


def outcomes_of(figure: str, definition: Definition) -> frozenset[Outcome] | None:
    """Give what a figure of the day counts; None if there is no such figure."""
    served = frozenset(definition.at(Place.ANSWERED))
    if figure == SERVED:
        return served
    if figure == LOST:
        return definition.offered - served
    return definition.offered if figure == OFFERED else ENDED.get(figure)
