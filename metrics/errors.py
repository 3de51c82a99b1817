"""What can go wrong with figures and reports. Each is one clear line.

MetricsError
├── UnreadablePlan   what the campaign decides about reports is of another version
├── MyNumberTyped    a free text holds an individual number
├── NotDrawn         the process that draws a PDF failed
└── NotInForm        the campaign has no such report
"""

from __future__ import annotations

from japan.my_number import REFUSED


class MetricsError(Exception):
    """Something about figures failed; its text is one line for an operator."""


class UnreadablePlan(MetricsError):
    """The plan of the reports cannot be read."""

    def __init__(self, *, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


class MyNumberTyped(MetricsError):
    """A free text holds an individual number; nothing was kept."""

    def __init__(self) -> None:
        super().__init__(REFUSED)


class NotDrawn(MetricsError):
    """The child process that draws a file failed."""

    def __init__(self, *, why: str) -> None:
        super().__init__(f"the report could not be drawn: {why}")
        self.why = why


class NotInForm(MetricsError):
    """The campaign hands in no such report."""

    def __init__(self, *, kind: str) -> None:
        super().__init__(f"this campaign has no report of the kind {kind}")
        self.kind = kind
