"""What can go wrong with a phone of the tests.

PhoneError
|- ToolMissing(tool, package)
|- RegisterRefused(account, status)
|- CallFailed(call_id, status)
|- PhoneTimeout(awaited, after_s)
`- ToolFailed(tool, status, output)
"""

from __future__ import annotations


class PhoneError(Exception):
    """Anything that a phone of the tests could not do."""


class ToolMissing(PhoneError):
    """A program is not installed; carries the Debian package that brings it."""

    def __init__(self, tool: str, package: str) -> None:
        super().__init__(f"{tool} is not installed: apt-get install {package}")
        self.tool = tool
        self.package = package


class RegisterRefused(PhoneError):
    """The registrar answered a REGISTER with something else than 200."""

    def __init__(self, account: str, status: int) -> None:
        super().__init__(f"REGISTER of {account} was answered {status}")
        self.account = account
        self.status = status


class CallFailed(PhoneError):
    """A call ended before it came to what was awaited; status None is a CANCEL or a BYE."""

    def __init__(self, call_id: str, status: int | None) -> None:
        super().__init__(f"call {call_id} ended with {status}")
        self.call_id = call_id
        self.status = status


class PhoneTimeout(PhoneError):
    """Something awaited did not come in time."""

    def __init__(self, awaited: str, after_s: float) -> None:
        super().__init__(f"{awaited} did not come within {after_s:g} s")
        self.awaited = awaited
        self.after_s = after_s


class ToolFailed(PhoneError):
    """A program ended, or did not start, where it should have run."""

    def __init__(self, tool: str, status: int | None, output: str) -> None:
        super().__init__(f"{tool} ended with {status}: {output[-2000:]}")
        self.tool = tool
        self.status = status
        self.output = output
