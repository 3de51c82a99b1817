"""What is asked for the sake of a talk's recording; see `commands`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLeg:
    """Record what one party says: a snoop on their leg, and the recording on the snoop.

    Comes back as `RecordingStarted` or `RecordingFailed`.
    """

    call: str
    leg: str
    """The leg to listen to; for the caller the call itself."""
    snoop: str
    recording: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteRecording:
    """Record digital silence of all parties from now on; the time line goes on."""

    call: str
    recordings: tuple[str, ...]
    why: str
    """As `MutePressed` has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmuteRecording:
    """Record all parties again; a held seat's recording is not named, it stays silent."""

    call: str
    recordings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRecording:
    """Record nobody any more: the caller refused. What was recorded is sealed and erased."""

    call: str
    recordings: tuple[str, ...]
