"""Why the fault bench could not be held.

FaultBenchError
|- FaultRefused(fault, why)
`- NotBack(part, within_s, said)
"""

from __future__ import annotations


class FaultBenchError(Exception):
    """The bench could not be held; its text is the one line that is printed."""


class FaultRefused(FaultBenchError):
    """This machine does not let a fault be made."""

    def __init__(self, fault: str, why: str) -> None:
        super().__init__(f"{fault} cannot be done here: {why}")
        self.fault = fault
        self.why = why


class NotBack(FaultBenchError):
    """A part of the instance did not come back, so that nothing more can be measured."""

    def __init__(self, part: str, within_s: float, said: str) -> None:
        super().__init__(f"{part} was not there within {within_s:g} s: {said.strip()[-1000:]}")
        self.part = part
        self.within_s = within_s
        self.said = said
