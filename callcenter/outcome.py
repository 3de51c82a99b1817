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


class DialResult(StrEnum):
    """Exactly one of these for every outbound call: what the network answered (架電)."""

    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    """It rang to our limit, or the network gave up."""
    REJECTED = "rejected"
    """Somebody, or somebody's phone, refused it."""
    NOT_IN_USE = "not_in_use"
    """The number is nobody's."""
    FAILED = "failed"
    """The network or we could not: it says nothing of the number."""
    CANCELLED = "cancelled"
    """The seat hung up before there was an answer, or was never there."""
