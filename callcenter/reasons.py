"""Why something is as it is: the closed sets of reasons that events carry."""

from __future__ import annotations

from enum import StrEnum


class Withheld(StrEnum):
    """Why a caller's number is not shown."""

    ANONYMOUS = "anonymous"
    """非通知: the caller asked for it."""
    PAYPHONE = "payphone"
    """公衆電話."""
    OUT_OF_AREA = "out_of_area"
    """表示圏外: the network could not carry the number."""
    UNKNOWN = "unknown"
    """不明: no number came, or none that can be read."""


class Cause(StrEnum):
    """Why a leg ended, as far as anybody can act on it."""

    NORMAL = "normal"
    BUSY = "busy"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"
    CANCELLED = "cancelled"
    FAILED = "failed"
    LOST = "lost"
    """Asterisk no longer knows the leg."""
    SILENT = "silent"
    """No sound came from the phone any more: its page or its machine is gone."""


class TurnedAway(StrEnum):
    """What Asterisk's own fallback told a caller whom it did not let in."""

    AFTER_HOURS = "after_hours"
    HOLIDAY = "holiday"
    NOT_YET_OPEN = "not_yet_open"
    ENDED = "ended"
    EMERGENCY = "emergency"
    """Somebody had closed the centre within its hours."""
    LINES_FULL = "lines_full"
    GIVE_UP = "give_up"
    """The wait limit had passed."""
