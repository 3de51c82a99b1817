"""What a seat's phone does when it is called."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Ring, then give `status` after so many seconds; None rings until the caller gives up.

    An answered call is hung up after `talk_s`, or never.
    """

    status: int | None
    after_s: float = 0.0
    talk_s: float | None = None


def answer_after(seconds: float = 0.0, *, talk_s: float | None = None) -> Behaviour:
    """Pick up after so many seconds of ringing."""
    return Behaviour(200, seconds, talk_s)


def busy(after_s: float = 0.0) -> Behaviour:
    """Say 486 Busy Here."""
    return Behaviour(486, after_s)


def decline(after_s: float = 0.0) -> Behaviour:
    """Say 603 Decline."""
    return Behaviour(603, after_s)


def reject(status: int, after_s: float = 0.0) -> Behaviour:
    """Say any other final status: 480, 408, 500."""
    return Behaviour(status, after_s)


def no_answer() -> Behaviour:
    """Ring on and on."""
    return Behaviour(None)
