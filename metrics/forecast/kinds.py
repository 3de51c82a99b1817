"""Words of closed sets that pages name without loading what computes them."""

from __future__ import annotations

from enum import StrEnum


class Knows(StrEnum):
    """Whether anything is told."""

    TOLD = "told"
    TOO_FEW_DAYS = "too_few_days"
    """The campaign is too young."""
    CLOSED = "closed"
    """No open day."""
    NO_TARGET = "no_target"
    """The definition of the answer rate names none."""


class Lever(StrEnum):
    """What supervisors can do on the board."""

    PAUSE_CALLING = "pause_calling"
    RECALL = "recall"
    MORE_SEATS = "more_seats"
    MORE_LINES = "more_lines"
    MORE_SEATS_AND_LINES = "more_seats_and_lines"
    """Both in one step; named only where somebody did so."""
