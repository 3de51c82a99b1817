"""What can go wrong with flows that were already checked. A bad flow file is a `Problem`, not this.

IvrError
├── UnknownFlow       a flow was asked for that the checked set has not
└── UnreadableFlows   the plain form cannot be read by this version
"""

from __future__ import annotations


class IvrError(Exception):
    """A checked set of flows does not hold what it must."""


class UnknownFlow(IvrError):
    """No flow of this name was handed in."""

    def __init__(self, *, flow: str) -> None:
        super().__init__(f"no flow is named {flow}")
        self.flow = flow


class UnreadableFlows(IvrError):
    """The plain form is no JSON of the expected shape."""

    def __init__(self, *, why: str) -> None:
        super().__init__(f"the flows' plain form cannot be read: {why}")
        self.why = why
