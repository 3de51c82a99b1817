"""The roles of the staff, in the words of the contracts (OP, SV, MG, 委託者)."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is here for; one role a person."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    CLIENT = "client"
    """The city: reads, and changes nothing."""
    ADMIN = "admin"
    """Looks after the program, and sees no caller's data."""


TAKES_SEATS = frozenset({Role.AGENT, Role.SUPERVISOR})
"""Who works at a seat."""
