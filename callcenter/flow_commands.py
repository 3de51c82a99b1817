"""What flows ask of the world beyond sounds and queue; `callcenter.commands` has them among all."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RingOutside:
    """Ring an outside number for a caller; refused or failed, it comes back as `LegEnded`."""

    call: str
    leg: str
    number: str
    """E.164; it stands in the campaign, and is nobody's secret."""
    caller_id: str
    """What it is shown."""
    ring_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMessage:
    """Record what a caller says to nobody, until a silence, the limit or `EndSnoop`.

    Comes back as `RecordingStarted` and `RecordingEnded`, or as `RecordingFailed`.
    """

    call: str
    snoop: str
    recording: str
    limit_s: float
    silence_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSnoop:
    """Listen no more; what is recorded of it ends in order."""

    call: str
    snoop: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpCase:
    """Ask the office how a case stands; `CaseLookedUp` is its answer, if it comes in time.

    All three are ids of the people's store.
    """

    call: str
    lookup: str
    """Names the question, for its answer."""
    receipt: str
    birth: str
    caller: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetDigits:
    """Erase the secret digits of a call that is over from the people's store."""

    call: str
    digits: tuple[str, ...]
    """Their ids."""
