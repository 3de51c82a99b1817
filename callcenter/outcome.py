"""The one class in which an inbound call ends (design word 呼の結果)."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """Exactly one of these for every inbound call; the calendar at arrival decides first."""

    ANSWERED = "answered"
    ABANDONED_IN_GUIDANCE = "abandoned_in_guidance"
    ABANDONED_IN_QUEUE = "abandoned_in_queue"
    OVERFLOW = "overflow"
    """Our wait limit ended it."""
    NO_LINE = "no_line"
    CALLBACK_TAKEN = "callback_taken"
    SELF_SERVED = "self_served"
    CLOSED_IN_HOURS = "closed_in_hours"
    AFTER_HOURS = "after_hours"
    NOT_IN_OPERATION = "not_in_operation"
    FAILED = "failed"
