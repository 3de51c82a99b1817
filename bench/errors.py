"""Why the bench could not be held.

BenchError
|- CaptureRefused()
|- DialRefused(why)
|- FewerMeasured(measured, asked)
|- InstanceFailed(why)
`- QueueRefused(command, printed)
"""

from __future__ import annotations


class BenchError(Exception):
    """The bench could not be held; its text is the one line that is printed."""


class CaptureRefused(BenchError):
    """Packets of the loopback device may not be read."""

    def __init__(self) -> None:
        super().__init__(
            "packets may not be captured: run as root, or with CAP_NET_RAW, or with a sudo that"
            " asks for no password"
        )


class DialRefused(BenchError):
    """A seat may not call."""

    def __init__(self, why: str) -> None:
        super().__init__(f"a seat may not call: {why}")
        self.why = why


class FewerMeasured(BenchError):
    """Not every call that was asked for could be measured, so that nothing is proved."""

    def __init__(self, measured: int, asked: int) -> None:
        super().__init__(f"only {measured} of {asked} calls were measured")
        self.measured, self.asked = measured, asked


class InstanceFailed(BenchError):
    """The instance of Madoguchi did not do what was asked."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the instance failed: {why.strip()[-2000:]}")
        self.why = why


class QueueRefused(BenchError):
    """Asterisk's console did not take a command that sets Queue() up."""

    def __init__(self, command: str, printed: str) -> None:
        super().__init__(f"Asterisk refused {command!r}: {printed.strip()}")
        self.command = command
        self.printed = printed
