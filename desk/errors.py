"""What can go wrong with people's work beyond what is a value.

DeskError
├── UnknownStaff     a command names somebody who is not there
├── LoginTaken       a command adds a login that somebody has
├── LoginUnusable    a login has letters that nobody should have to type
├── NameUnusable     a person's name holds an individual number
├── NoMessage        a call has no voice message that waits for somebody
└── SessionMoved     two requests of one session met: the other one was first
"""

from __future__ import annotations

from japan.my_number import REFUSED


class DeskError(Exception):
    """Something about people's work failed; its text is one line for an operator."""


class UnknownStaff(DeskError):
    """A command names somebody who is not there."""

    def __init__(self, *, login: str) -> None:
        super().__init__(f"there is no {login!r} (madoguchi staff list shows who is there)")
        self.login = login


class LoginTaken(DeskError):
    """A command adds a login that somebody has, disabled or not."""

    def __init__(self, *, login: str) -> None:
        super().__init__(f"{login!r} exists already; logins are never used for two people")
        self.login = login


class LoginUnusable(DeskError):
    """A login has letters that nobody should have to type."""

    def __init__(self, *, login: str) -> None:
        super().__init__(
            f"{login!r} cannot be a login: 2 to 32 of a-z, 0-9, '.', '-', '_', a letter first"
        )
        self.login = login


class NameUnusable(DeskError):
    """A person's name holds an individual number (マイナンバー), which may not be kept."""

    def __init__(self) -> None:
        super().__init__(REFUSED)


class NoMessage(DeskError):
    """A call has no voice message that waits for somebody."""

    def __init__(self, *, call: str) -> None:
        super().__init__(f"no voice message of {call!r} waits (madoguchi messages lists them)")
        self.call = call


class SessionMoved(DeskError):
    """Two requests of one session met: the other one was first."""

    def __init__(self) -> None:
        super().__init__("the session ended or went on meanwhile")
