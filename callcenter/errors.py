"""What can go wrong inside the heart. Each of these is a bug or a broken log, never a misfortune.

CallCenterError
├── IllegalTransition   a life-cycle met a happening that its table has no cell for
├── UnknownRecord       a log line is of a kind that this version cannot read
└── InvalidCampaign     values that no validated campaign can have
"""

from __future__ import annotations


class CallCenterError(Exception):
    """The heart met something that must not be."""


class IllegalTransition(CallCenterError):
    """A life-cycle has no cell for this happening in this state."""

    def __init__(self, *, what: str, state: str, happening: str) -> None:
        super().__init__(f"{what} cannot take {happening} in state {state}")
        self.what = what
        self.state = state
        self.happening = happening


class UnknownRecord(CallCenterError):
    """A log line cannot be read by this version."""

    def __init__(self, *, line: int, why: str) -> None:
        super().__init__(f"log line {line}: {why}")
        self.line = line
        self.why = why


class InvalidCampaign(CallCenterError):
    """A campaign carries values that its validation must have refused."""
